import type { DurationKind } from './durations.ts'
import type { Reachability } from './reachability.ts'
import type { Network } from './routes/network.ts'
import type { Solution } from './routes/solve.ts'

/** How a session comes up; the order is the order of slowness. */
const kinds = { stays: 0, onePassive: 1, leafConnects: 2, bothConnect: 3 } as const

/**
 * How a way comes back that is not there in the middle of a stage: by the slowest of the sessions that must come up for it,
 * by the quickest of equally good ways. A session with one end that only listens (mesh, switches that wait) is there after the
 * connect delay; a switch that connects too may meet the node's call once. Where both ends connect (Node_ sessions between nodes are never passive) the two connections may meet and are both
 * dropped, 2 s a round (calico-bgp.md, section 2; bgp-lab.md, S1 node6: start, feed, start, feed, up).
 * @param passes speakers on the way, in the state after
 * @param solution the destination, in the state after
 */
export function reconnectKind(
  passes: readonly number[],
  solution: Solution,
  after: Reachability,
  during: Reachability,
): DurationKind {
  const { network } = after.tables
  const lasting = sessionsOf(during.tables.network)
  const known = new Map<number, number>()
  /** Slowness of everything that a speaker's route rests on, back to the origin. */
  const chain = (index: number): number => {
    const found = known.get(index)
    if (found !== undefined) return found
    // Whoever comes here again while the answer is open adds nothing to it.
    known.set(index, kinds.stays)
    let quickest: number | undefined
    for (const { end } of solution.best[index]!) {
      if (end < 0) continue
      const slow = Math.max(sessionKind(network, end, lasting), chain(network.ends[end ^ 1]!.speaker))
      quickest = Math.min(quickest ?? slow, slow)
    }
    const result = quickest ?? kinds.stays
    known.set(index, result)
    return result
  }
  const slowest = Math.max(...passes.map(chain))
  return slowest === kinds.bothConnect ? 'collide' : slowest === kinds.leafConnects ? 'leaf-collide' : 'reconnect'
}

function sessionKind(network: Network, end: number, lasting: Set<string>): number {
  const [a, b] = [network.ends[end]!, network.ends[end ^ 1]!]
  if (lasting.has(`${a.address} ${b.address}`)) return kinds.stays
  if (a.passive || b.passive) return kinds.onePassive
  const isSwitch = (speaker: number) => network.speakers[speaker]!.kind === 'switch'
  return isSwitch(a.speaker) || isSwitch(b.speaker) ? kinds.leafConnects : kinds.bothConnect
}

const remembered = new WeakMap<Network, Set<string>>()

/** Established sessions, by both addresses, in both directions. */
function sessionsOf(network: Network): Set<string> {
  let found = remembered.get(network)
  if (!found) {
    found = new Set(network.ends.map((end, i) => `${end.address} ${network.ends[i ^ 1]!.address}`))
    remembered.set(network, found)
  }
  return found
}
