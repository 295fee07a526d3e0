import { type ClassRoutes, classRoutes } from '../forecast/class-routes.ts'
import { openSessions } from '../forecast/sessions.ts'
import type { ClusterState } from '../model/cluster.ts'
import type { Design } from '../model/design.ts'
import type { Fabric } from '../model/fabric.ts'
import type { Protocol } from '../model/session.ts'

/** What should be seen on one node at rest. */
export interface ExpectedNode {
  node: string
  /** Own address without mask, for display. */
  address?: string
  /** IPv4 sessions that should be established. */
  sessions: Protocol[]
  /** Blocks it should hold a BGP route to, whatever session came up first. */
  blocks: string[]
}

/**
 * What should be seen at rest. Nodes are worked out when they are asked for and not kept: in a mesh of hundreds all
 * sessions together are hundreds of thousands.
 */
export interface Expectation {
  /** Every node, in the order of the cluster. */
  names: readonly string[]
  node(name: string): ExpectedNode | undefined
  /** Addresses each switch should have an established peer at, by switch. */
  switchPeers: Map<string, string[]>
  /** Destinations a switch should hold: pod blocks and service ranges. */
  switchRoutes(name: string): string[]
}

/**
 * What the forecast says should be seen at rest on every node and switch, in a cluster of any size.
 * Sessions whose other end is outside and unknown are not asked for: nobody can say what should be there.
 * @param design tells racks that look alike, so that large clusters are forecast by classes of racks
 */
export function expect(cluster: ClusterState, fabric: Fabric, design?: Design): Expectation {
  const model = openSessions(cluster.resources, {
    version: cluster.version,
    fabric,
    calicoNamespace: cluster.calicoNamespace,
  })
  const addressOf = new Map(
    cluster.resources.nodes.map(({ metadata, spec }) => [metadata.name, spec.bgp?.ipv4Address?.split('/')[0]]),
  )
  const established = (name: string): Protocol[] | undefined =>
    model.sessionsOf(name)?.ip4.protocols.filter((protocol) => protocol.state.cause === 'established')
  let routes: ClassRoutes | undefined
  const byClass = (): ClassRoutes => {
    routes ??= classRoutes(cluster, fabric, design)
    return routes
  }
  return {
    names: model.nodeNames,
    node: (name) => {
      const sessions = established(name)
      if (!sessions) return undefined
      const address = addressOf.get(name)
      const blocks = byClass().ofNode(name)
      return { node: name, sessions, blocks, ...(address === undefined ? {} : { address }) }
    },
    switchPeers: peersOfSwitches(model.nodeNames, established, addressOf, fabric),
    switchRoutes: (name) => byClass().ofSwitch(name),
  }
}

function peersOfSwitches(
  names: readonly string[],
  established: (name: string) => Protocol[] | undefined,
  addressOf: Map<string, string | undefined>,
  fabric: Fabric,
): Map<string, string[]> {
  const peers = new Map<string, string[]>(fabric.switches.map((entry) => [entry.name, []]))
  const switchAt = new Map(
    fabric.switches.flatMap((entry) => entry.addresses.map((text) => [text.split('/')[0]!, entry.name] as const)),
  )
  for (const name of names) {
    const address = addressOf.get(name)
    if (address === undefined) continue
    for (const { neighbor } of established(name) ?? []) {
      const at = switchAt.get(neighbor)
      if (at !== undefined) peers.get(at)?.push(address)
    }
  }
  return peers
}
