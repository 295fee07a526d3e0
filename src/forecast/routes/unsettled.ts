import type { Fabric } from '../../model/fabric.ts'
import type { ResourceSet } from '../../model/resources.ts'
import type { SessionForecast } from '../../model/session.ts'
import type { CalicoVersion } from '../../model/version.ts'
import type { Network } from './network.ts'
import { type SessionsUp, type Solution, solve } from './solve.ts'
import { computeTables, forwardOf } from './tables.ts'

/**
 * Routes that may come to rest in more than one way, by node: which one depends on the session that came up first. With the
 * mesh on and leaf peers on the nodes, a node that hears another rack's block from its leaf first uses it and stops telling
 * the leaf of the mesh; one that heard it over the mesh first tells the leaf, the leaf prefers that short path, and the
 * other rack's next hops, covered by the subnet that the leaf announces, are unreachable (docs/lab.md: three of six runs).
 * Found by letting the sessions come up in different orders; a route that is the same in all of them counts as settled.
 */
export function unsettledRoutes(
  sessions: SessionForecast,
  resources: ResourceSet,
  fabric: Fabric,
  version: CalicoVersion,
): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>()
  if (fabric.switches.length === 0) return found
  for (const family of [4, 6] as const) {
    const tables = computeTables(sessions, resources, fabric, version, family)
    const orders = ordersOf(tables.network)
    if (orders.length === 0) continue
    for (const settled of tables.solutions) {
      const { group } = settled
      if (group.kind !== 'block') continue
      for (const phases of orders) {
        const other = solve(tables.network, group, tables.resolver, phases)
        for (const name of differing(tables.network, settled, other)) {
          const routes = found.get(name) ?? new Set<string>()
          for (const prefix of group.prefixes) routes.add(prefix.text)
          found.set(name, routes)
        }
      }
    }
  }
  return found
}

function differing(network: Network, a: Solution, b: Solution): string[] {
  return network.speakers
    .filter((speaker) => {
      if (speaker.kind !== 'node') return false
      const [left, right] = [forwardOf(speaker, a), forwardOf(speaker, b)]
      return left?.kind !== right?.kind || left?.nextHops.join() !== right?.nextHops.join()
    })
    .map((speaker) => speaker.name)
}

/**
 * Orders in which sessions may come up: nodes among themselves before those with switches, the other way round, and the first or
 * the last node of each subnet on its switch before the others. None when no node has a session with a switch.
 */
function ordersOf(network: Network): SessionsUp[][] {
  const { speakers, ends } = network
  const kind = (end: number) => speakers[ends[end]!.speaker]!.kind
  const pick = (up: (end: number) => boolean): SessionsUp => Uint8Array.from(ends, (_, end) => (up(end) ? 1 : 0))
  const mixed = (end: number) => kind(end) !== kind(end ^ 1)
  if (!ends.some((_, end) => mixed(end))) return []
  const all = pick(() => true)
  const meshOnly = pick((end) => !mixed(end))
  const ofOne = (nodes: Set<number>) =>
    pick((end) => !mixed(end) || nodes.has(ends[end]!.speaker) || nodes.has(ends[end ^ 1]!.speaker))
  const onSwitches = speakers.filter((speaker) => speaker.kind === 'node' && speaker.ends.some(mixed))
  const first = new Map(onSwitches.toReversed().map((speaker) => [speaker.defaultVia, speaker.index]))
  const last = new Map(onSwitches.map((speaker) => [speaker.defaultVia, speaker.index]))
  return [
    [meshOnly, all],
    [pick((end) => kind(end) === 'switch' || kind(end ^ 1) === 'switch'), all],
    [meshOnly, ofOne(new Set(first.values())), all],
    [meshOnly, ofOne(new Set(last.values())), all],
  ]
}
