import { comparePaths, deliver, localPath, maySend, type Path, type ReachOf } from './attributes.ts'
import type { Network } from './network.ts'
import type { OriginGroup } from './origins.ts'

/** Where a group of prefixes came to rest. */
export interface Solution {
  group: OriginGroup
  /** By speaker: the best paths, more than one when they are used side by side; empty = no route. */
  best: (readonly Path[])[]
  converged: boolean
  messages: number
  /** Paths in all messages: with `add paths` a message carries several. */
  paths: number
}

/** Updates per end before a group counts as never coming to rest (bgpsim's message limit is the model). */
const UPDATES_PER_END = 60

/** Sessions that are up, by end: 1 or 0. */
export type SessionsUp = Uint8Array

/**
 * Path vector to its fixed point, by an event queue: a speaker whose paths changed tells its neighbours what differs.
 * First in, first out, so the result does not depend on anything but the input.
 * @param phases the sessions come up in this order, each time when everything has come to rest; all at once without it
 */
export function solve(network: Network, group: OriginGroup, reachOf: ReachOf, phases?: SessionsUp[]): Solution {
  const { speakers, ends } = network
  const received: (Path[] | undefined)[] = new Array(ends.length)
  const sent: (readonly Path[] | undefined)[] = new Array(ends.length)
  const best: (readonly Path[])[] = speakers.map(() => [])
  const isOrigin = new Set(group.speakers)
  const queue: number[] = [...group.speakers]
  const queued = new Uint8Array(speakers.length)
  for (const index of queue) queued[index] = 1
  const limit = UPDATES_PER_END * (ends.length + 1)
  let messages = 0
  let told = 0
  let phase = 0
  for (let head = 0; head < queue.length || (phases !== undefined && phase < phases.length); head++) {
    if (head >= queue.length) {
      // At rest with the sessions there are: the next ones come up.
      phase++
      head--
      for (const speaker of speakers)
        if (best[speaker.index]!.length > 0) {
          queue.push(speaker.index)
          queued[speaker.index] = 1
        }
      continue
    }
    const up = phases?.[phase]
    const index = queue[head]!
    queued[index] = 0
    const speaker = speakers[index]!
    const paths: Path[] = isOrigin.has(index) ? [localPath] : []
    for (const end of speaker.ends) for (const path of received[end] ?? []) paths.push(path)
    paths.sort((a, b) => (a.end < 0 ? -1 : b.end < 0 ? 1 : comparePaths(network, a, b, true)))
    best[index] = bestOf(network, paths, speaker.multipath)
    if (!group.exports[index]) continue
    // Most sessions of a mesh are plain iBGP, and most paths may not go there: they are sorted out once.
    const forPlain = paths.filter((path) => path.end < 0 || path.ebgp || ends[path.end]!.client)
    const bestForPlain = forPlain[0] === paths[0] ? forPlain.slice(0, 1) : nothing
    const single = paths.slice(0, 1)
    for (const out of speaker.ends) {
      if (up && up[out] === 0) continue
      const end = ends[out]!
      const all = end.addPaths && ends[out ^ 1]!.addPaths
      const plain = end.ibgp && !end.client
      const candidates = plain ? (all ? forPlain : bestForPlain) : all ? paths : single
      const eligible = all
        ? undominated(network, offered(network, candidates, out), out)
        : offered(network, candidates, out)
      if (samePaths(sent[out], eligible)) continue
      sent[out] = eligible
      const arriving: Path[] = []
      for (const path of eligible) {
        const taken = deliver(network, path, out, reachOf)
        if (taken) arriving.push(taken)
      }
      if (sameContent(received[out ^ 1], arriving)) continue
      messages++
      told += arriving.length
      received[out ^ 1] = arriving
      const other = ends[out ^ 1]!.speaker
      if (!queued[other]) {
        queued[other] = 1
        queue.push(other)
      }
    }
    if (messages > limit) return { group, best, converged: false, messages, paths: told }
  }
  return { group, best, converged: true, messages, paths: told }
}

const nothing: readonly Path[] = []

/** The paths that may be sent; the same empty list when none may, which is the usual case. */
function offered(network: Network, paths: readonly Path[], out: number): readonly Path[] {
  let found: Path[] | undefined
  for (const path of paths) {
    if (!maySend(network, path, out)) continue
    if (found) found.push(path)
    else found = [path]
  }
  return found ?? nothing
}

/**
 * Leaves out paths that can win nowhere: with `add paths`, every detour through other AS numbers would be sent beside the
 * way it is a detour of, and a mesh of a few racks has factorially many. A path is one when another that is sent before it
 * has no longer an AS path, out of the same numbers, and is alike in all else: whoever takes this one takes that one too,
 * and cannot tell the two apart where they are equally long.
 */
function undominated(network: Network, paths: readonly Path[], out: number): readonly Path[] {
  if (paths.length < 2) return paths
  const { ibgp, nextHop, singleHop } = network.ends[out]!
  // Otherwise the sender puts its own address, and neither originator nor cluster list leave the AS.
  const keepsHop = ibgp || nextHop === 'keep' || singleHop
  const kept: Path[] = []
  for (const path of paths) {
    const isDetour = kept.some(
      (other) =>
        other.asPath.length <= path.asPath.length &&
        (!keepsHop || other.nextHop === path.nextHop) &&
        (!ibgp ||
          (other.ebgp === path.ebgp &&
            other.originator === path.originator &&
            other.clusters.every((id) => path.clusters.includes(id)))) &&
        isWithin(other.asPath, path.asPath),
    )
    if (!isDetour) kept.push(path)
  }
  return kept.length === paths.length ? paths : kept
}

/** Whether every AS number of `few` is in `many` at least as often. */
function isWithin(few: readonly number[], many: readonly number[]): boolean {
  const rest = [...many]
  return few.every((asn) => {
    const at = rest.indexOf(asn)
    if (at >= 0) rest.splice(at, 1)
    return at >= 0
  })
}

function bestOf(network: Network, sorted: Path[], multipath: boolean): readonly Path[] {
  const first = sorted[0]
  if (!first) return []
  if (first.end < 0 || !multipath) return [first]
  return sorted.filter((path) => comparePaths(network, first, path, false) === 0)
}

function samePaths(a: readonly Path[] = nothing, b: readonly Path[]): boolean {
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}

function sameContent(a: readonly Path[] = nothing, b: readonly Path[]): boolean {
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (!sameAttributes(a[i]!, b[i]!)) return false
  return true
}

function sameAttributes(a: Path, b: Path): boolean {
  return (
    a.nextHop === b.nextHop &&
    a.originator === b.originator &&
    a.routerId === b.routerId &&
    a.asPath.length === b.asPath.length &&
    a.asPath.every((asn, i) => asn === b.asPath[i]) &&
    a.clusters.length === b.clusters.length &&
    a.clusters.every((id, i) => id === b.clusters[i])
  )
}
