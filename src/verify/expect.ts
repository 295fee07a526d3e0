import { unsettledRoutes } from '../forecast/routes/unsettled.ts'
import { forecastRoutes } from '../forecast/routes.ts'
import { openSessions } from '../forecast/sessions.ts'
import type { ClusterState } from '../model/cluster.ts'
import type { Fabric } from '../model/fabric.ts'
import type { Protocol } from '../model/session.ts'

/** Clusters up to this size are asked for every single route; above it for the sessions of every node. */
const MOST_NODES_FOR_ROUTES = 120

/** What should be seen on one node at rest. */
export interface ExpectedNode {
  node: string
  /** Own address without mask, for display. */
  address?: string
  /** IPv4 sessions that should be established. */
  sessions: Protocol[]
  /** Blocks it should hold a BGP route to, whatever session came up first; undefined when the cluster is too large to forecast each. */
  blocks?: string[]
}

export interface Expectation {
  nodes: Map<string, ExpectedNode>
  /** Addresses each switch should have an established peer at, by switch. */
  switchPeers: Map<string, string[]>
  /** Destinations each switch should hold, by switch; empty when the cluster is too large to forecast each. */
  switchRoutes: Map<string, string[]>
}

/**
 * What the forecast says should be seen at rest on every node and switch.
 * Sessions whose other end is outside and unknown are not asked for: nobody can say what should be there.
 */
export function expect(cluster: ClusterState, fabric: Fabric): Expectation {
  const model = openSessions(cluster.resources, {
    version: cluster.version,
    fabric,
    calicoNamespace: cluster.calicoNamespace,
  })
  const nodes = new Map<string, ExpectedNode>()
  const switchPeers = new Map<string, string[]>(fabric.switches.map((entry) => [entry.name, []]))
  const switchAt = new Map(
    fabric.switches.flatMap((entry) => entry.addresses.map((text) => [text.split('/')[0]!, entry.name])),
  )
  const switchRoutes = new Map<string, string[]>()
  const small = cluster.resources.nodes.length <= MOST_NODES_FOR_ROUTES
  const sessionsByNode: Parameters<typeof forecastRoutes>[0] = { nodes: {}, warnings: [], notModelled: [] }
  for (const name of model.nodeNames) {
    const own = model.sessionsOf(name)
    if (!own) continue
    if (small) sessionsByNode.nodes[name] = own
    const address = cluster.resources.nodes
      .find((node) => node.metadata.name === name)
      ?.spec.bgp?.ipv4Address?.split('/')[0]
    const sessions = own.ip4.protocols.filter((protocol) => protocol.state.cause === 'established')
    nodes.set(name, { node: name, sessions, ...(address !== undefined ? { address } : {}) })
    for (const { neighbor } of sessions) {
      const at = switchAt.get(neighbor)
      if (at !== undefined && address !== undefined) switchPeers.get(at)?.push(address)
    }
  }
  if (small) {
    const routes = forecastRoutes(sessionsByNode, cluster.resources, fabric, cluster.version)
    for (const [name, held] of Object.entries(routes.switches))
      switchRoutes.set(
        name,
        held.map((route) => route.destination),
      )
    const unsettled = unsettledRoutes(sessionsByNode, cluster.resources, fabric, cluster.version)
    const isBlock = new Set(cluster.resources.blockAffinities.map((block) => block.spec.cidr))
    for (const [name, { kernel }] of Object.entries(routes.nodes)) {
      const expected = nodes.get(name)
      if (expected)
        expected.blocks = kernel
          .filter((route) => isBlock.has(route.destination) && route.kind === 'unicast')
          .filter((route) => !unsettled.get(name)?.has(route.destination))
          .map((route) => route.destination)
    }
  }
  return { nodes, switchPeers, switchRoutes }
}
