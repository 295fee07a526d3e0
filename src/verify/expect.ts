import { unsettledRoutes } from '../forecast/routes/unsettled.ts'
import { forecastRoutes } from '../forecast/routes.ts'
import { type ClassRoutes, routesByClass } from '../forecast/routes-by-class.ts'
import { openSessions } from '../forecast/sessions.ts'
import type { ClusterState } from '../model/cluster.ts'
import type { Fabric } from '../model/fabric.ts'
import type { ForecastRoute } from '../model/forecast.ts'
import type { Protocol, SessionForecast } from '../model/session.ts'

/** Up to this size every route is computed; beyond it nodes that are alike are computed once (the result is the same). */
const MOST_NODES_FOR_ROUTES = 120

/** A session that should be seen; a mesh of hundreds has a hundred thousand of them, so only what is compared is kept. */
type ExpectedSession = Pick<Protocol, 'name' | 'neighbor' | 'localAS'>

/** What should be seen on one node at rest. */
export interface ExpectedNode {
  node: string
  /** Own address without mask, for display. */
  address?: string
  /** IPv4 sessions that should be established. */
  sessions: ExpectedSession[]
  /** Blocks it should hold a BGP route to, whatever session came up first; undefined where routes could not be forecast (hundreds of unlike nodes). */
  blocks?: string[]
}

export interface Expectation {
  nodes: Map<string, ExpectedNode>
  /** Addresses each switch should have an established peer at, by switch. */
  switchPeers: Map<string, string[]>
  /** Destinations each switch should hold, by switch; empty where routes could not be forecast. */
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
  const addresses = new Map(
    cluster.resources.nodes.map(({ metadata, spec }) => [metadata.name, spec.bgp?.ipv4Address?.split('/')[0]]),
  )
  const names = new Map<string, string>()
  const once = (text: string): string => {
    const known = names.get(text)
    if (known === undefined) names.set(text, text)
    return known ?? text
  }
  for (const name of model.nodeNames) {
    const own = model.sessionsOf(name)
    if (!own) continue
    const address = addresses.get(name)
    const sessions = own.ip4.protocols
      .filter((protocol) => protocol.state.cause === 'established')
      .map((protocol) => ({ name: once(protocol.name), neighbor: once(protocol.neighbor), localAS: protocol.localAS }))
    nodes.set(name, { node: name, sessions, ...(address !== undefined ? { address } : {}) })
    for (const { neighbor } of sessions) {
      const at = switchAt.get(neighbor)
      if (at !== undefined && address !== undefined) switchPeers.get(at)?.push(address)
    }
  }
  const routes = routesOf(cluster, fabric)
  const switchRoutes = new Map<string, string[]>()
  if (!routes) return { nodes, switchPeers, switchRoutes }
  for (const { name } of fabric.switches) switchRoutes.set(name, routes.ofSwitch(name).map(destinationOf))
  const isBlock = new Set(cluster.resources.blockAffinities.map((block) => block.spec.cidr))
  for (const expected of nodes.values()) {
    const kernel = routes.ofNode(expected.node)?.kernel ?? []
    const unsettled = routes.unsettledOf(expected.node)
    expected.blocks = kernel
      .filter((route) => isBlock.has(route.destination) && route.kind === 'unicast')
      .map(destinationOf)
      .filter((destination) => !unsettled.has(destination))
  }
  return { nodes, switchPeers, switchRoutes }
}

function destinationOf(route: ForecastRoute): string {
  return route.destination
}

function routesOf(cluster: ClusterState, fabric: Fabric): ClassRoutes | undefined {
  const { resources, version, calicoNamespace } = cluster
  if (resources.nodes.length > MOST_NODES_FOR_ROUTES) return routesByClass(cluster, fabric)
  const model = openSessions(resources, { version, fabric, calicoNamespace })
  const sessions: SessionForecast = { nodes: {}, warnings: [], notModelled: [] }
  for (const name of model.nodeNames) sessions.nodes[name] = model.sessionsOf(name)!
  const { nodes, switches } = forecastRoutes(sessions, resources, fabric, version)
  const unsettled = unsettledRoutes(sessions, resources, fabric, version)
  return {
    ofNode: (name) => nodes[name],
    ofSwitch: (name) => switches[name] ?? [],
    unsettledOf: (name) => unsettled.get(name) ?? new Set(),
  }
}
