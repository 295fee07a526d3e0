import type { Fabric } from '../../model/fabric.ts'
import type { ResourceSet } from '../../model/resources.ts'
import type { SessionForecast } from '../../model/session.ts'
import type { CalicoVersion } from '../../model/version.ts'
import { type Path, type ReachOf, reach } from './attributes.ts'
import { buildNetwork, type Network, type Speaker } from './network.ts'
import { originGroups } from './origins.ts'
import { covers, type Prefix, parsePrefix } from './prefix.ts'
import { makeResolver } from './resolve.ts'
import { type Solution, solve } from './solve.ts'

/** All routes of one address family at rest. */
export interface Tables {
  network: Network
  solutions: Solution[]
  /** Reach of a next hop with everything learnt. */
  resolver: ReachOf
  converged: boolean
  messages: number
}

/** How a speaker forwards to a prefix it has a route for. */
export interface Forward {
  kind: 'local' | 'unreachable' | 'via'
  /** Next hops as addresses. */
  nextHops: readonly string[]
  /** Packets go through a tunnel straight to the next hop. */
  tunnel: boolean
}

/**
 * Solves one family: first the networks of the switches, because next hops are resolved through them, then the rest.
 */
export function computeTables(
  sessions: SessionForecast,
  resources: ResourceSet,
  fabric: Fabric,
  version: CalicoVersion,
  family: 4 | 6,
): Tables {
  const network = buildNetwork(sessions, resources.nodes, fabric, family, version)
  const groups = originGroups(network, resources, version)
  const plain = makeResolver(network, () => [])
  const outside = groups.filter((group) => group.kind === 'outside').map((group) => solve(network, group, plain))
  const learnt: Prefix[][] = network.speakers.map(() => [])
  for (const { group, best } of outside)
    for (const [index, paths] of best.entries())
      if (paths[0] && paths[0].end >= 0) learnt[index]!.push(...group.prefixes)
  const resolver = makeResolver(network, (index) => learnt[index]!)
  const inside = groups.filter((group) => group.kind !== 'outside').map((group) => solve(network, group, resolver))
  const solutions = [...outside, ...inside]
  return {
    network,
    solutions,
    resolver,
    converged: solutions.every((solution) => solution.converged),
    messages: solutions.reduce((sum, solution) => sum + solution.messages, 0),
  }
}

/**
 * What reaches the kernel (or the FIB) of a speaker from one solution; undefined when nothing does: a node never installs
 * service ranges it originates, Felix programs VXLAN pools itself, and a connected network wins over a learnt one.
 */
export function forwardOf(speaker: Speaker, solution: Solution): Forward | undefined {
  const { group, best } = solution
  const paths = best[speaker.index]!
  const first = paths[0]
  if (!first) return undefined
  if (first.end < 0) {
    if (group.kind === 'service') return undefined
    return { kind: 'local', nextHops: [], tunnel: false }
  }
  if (group.kind === 'outside' && isConnected(speaker, group.prefixes[0]!)) return undefined
  if (speaker.kind === 'node' && group.encapsulation === 'felix') return undefined
  if (first.reach === reach.unreachable) return { kind: 'unreachable', nextHops: [], tunnel: false }
  const nextHops = [...new Set(paths.map((path) => path.nextHop))].sort()
  return { kind: 'via', nextHops, tunnel: speaker.kind === 'node' && tunnels(speaker, group.encapsulation, first) }
}

function tunnels(speaker: Speaker, encapsulation: string, path: Path): boolean {
  if (encapsulation === 'ipip') return true
  if (encapsulation !== 'ipip-cross-subnet') return false
  const hop = parsePrefix(path.nextHop)
  return hop !== undefined && !speaker.connected.some((subnet) => covers(subnet, hop))
}

function isConnected(speaker: Speaker, prefix: Prefix): boolean {
  return speaker.connected.some((subnet) => subnet.text === prefix.text)
}
