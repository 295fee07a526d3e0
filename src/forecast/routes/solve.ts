import { comparePaths, localPath, mayReceive, maySend, type Path, send } from './attributes.ts'
import type { Network } from './network.ts'
import type { OriginGroup } from './origins.ts'
import type { Resolver } from './resolve.ts'

/** Where a group of prefixes came to rest. */
export interface Solution {
  group: OriginGroup
  /** By speaker: the best paths, more than one when they are used side by side; empty = no route. */
  best: (readonly Path[])[]
  converged: boolean
  messages: number
}

/** Updates per end before a group counts as never coming to rest (bgpsim's message limit is the model). */
const UPDATES_PER_END = 60

/**
 * Path vector to its fixed point, by an event queue: a speaker whose paths changed tells its neighbours what differs.
 * First in, first out, so the result does not depend on anything but the input.
 */
export function solve(network: Network, group: OriginGroup, resolver: Resolver): Solution {
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
  for (let head = 0; head < queue.length; head++) {
    const index = queue[head]!
    queued[index] = 0
    const speaker = speakers[index]!
    const paths: Path[] = isOrigin.has(index) ? [localPath] : []
    for (const end of speaker.ends) for (const path of received[end] ?? []) paths.push(path)
    paths.sort((a, b) => (a.end < 0 ? -1 : b.end < 0 ? 1 : comparePaths(network, a, b, true)))
    best[index] = bestOf(network, paths, speaker.switch ? speaker.switch.multipath : true)
    if (!group.exports[index]) continue
    const single = paths.length > 0 ? [paths[0]!] : []
    for (const out of speaker.ends) {
      const offered = ends[out]!.addPaths && ends[out ^ 1]!.addPaths ? paths : single
      const eligible = offered.filter((path) => maySend(network, path, out))
      if (samePaths(sent[out] ?? [], eligible)) continue
      sent[out] = eligible
      const arriving = eligible
        .map((path) => send(network, path, out))
        .filter((path) => mayReceive(network, path, out ^ 1))
        .map((path) => accept(network, path, out ^ 1, resolver))
      if (sameContent(received[out ^ 1] ?? [], arriving)) continue
      messages++
      received[out ^ 1] = arriving
      const other = ends[out ^ 1]!.speaker
      if (!queued[other]) {
        queued[other] = 1
        queue.push(other)
      }
    }
    if (messages > limit) return { group, best, converged: false, messages }
  }
  return { group, best, converged: true, messages }
}

/** Attributes that belong to the receiver. */
function accept(network: Network, path: Path, at: number, resolver: Resolver): Path {
  const end = network.ends[at]!
  const reached = resolver(network.speakers[end.speaker]!, path.nextHop)
  return { ...path, end: at, ebgp: !end.ibgp, reach: reached }
}

function bestOf(network: Network, sorted: Path[], multipath: boolean): readonly Path[] {
  const first = sorted[0]
  if (!first) return []
  if (first.end < 0 || !multipath) return [first]
  return sorted.filter((path) => comparePaths(network, first, path, false) === 0)
}

function samePaths(a: readonly Path[], b: readonly Path[]): boolean {
  return a.length === b.length && a.every((path, i) => path === b[i])
}

function sameContent(a: readonly Path[], b: readonly Path[]): boolean {
  return a.length === b.length && a.every((path, i) => sameAttributes(path, b[i]!))
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
