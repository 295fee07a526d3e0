import { forecastRoutes } from '../../forecast/routes.ts'
import { forecastSessions } from '../../forecast/sessions.ts'
import type { Fabric } from '../../model/fabric.ts'
import type { ForecastRoute, NodeRoutes, RouteForecast } from '../../model/forecast.ts'
import type { CalicoNode, ResourceSet } from '../../model/resources.ts'
import type { CalicoVersion } from '../../model/version.ts'

/** Nodes kept of each class, and racks that are kept besides the asked node's own. */
const perClass = 2
const racksKept = 5

/**
 * Routes of one node of a large cluster. Computing all of them would take minutes; instead every class of nodes that look
 * alike is stood for by two of its members, the routes are computed for those, and each other member's blocks are given
 * the route of its representative, with its own address in the place of the representative's.
 */
export function routesOfOne(
  resources: ResourceSet,
  fabric: Fabric,
  version: CalicoVersion,
  name: string,
): NodeRoutes | undefined {
  const asked = resources.nodes.find((node) => node.metadata.name === name)
  if (!asked) return undefined
  const { routes, expanded } = routesNear(resources, fabric, version, asked)
  const own = routes.nodes[name]
  return own && { rib: expanded(own.rib), kernel: expanded(own.kernel) }
}

/** Routes of one switch of a large cluster, seen from the rack of its first node; a spine's from any. */
export function routesOfSwitch(
  resources: ResourceSet,
  fabric: Fabric,
  version: CalicoVersion,
  name: string,
): ForecastRoute[] {
  const device = fabric.switches.find((each) => each.name === name)
  const neighbors = new Set(device?.neighbors.map(({ address }) => address))
  const below = resources.nodes.find(({ spec }) => neighbors.has((spec.bgp?.ipv4Address ?? '').split('/')[0] as string))
  const asked = below ?? resources.nodes[0]
  if (!device || !asked) return []
  const { routes, expanded } = routesNear(resources, fabric, version, asked)
  return expanded(routes.switches[name] ?? [])
}

/** Routes between representatives, with the whole rack of one node among them, and how to say them of all others. */
function routesNear(
  resources: ResourceSet,
  fabric: Fabric,
  version: CalicoVersion,
  asked: CalicoNode,
): { routes: RouteForecast; expanded: (routes: ForecastRoute[]) => ForecastRoute[] } {
  const standsFor = representatives(resources, asked)
  const kept = new Set(standsFor.values())
  const blocksOf = blocksByNode(resources)
  const small: ResourceSet = {
    ...resources,
    nodes: resources.nodes.filter((node) => kept.has(node.metadata.name)),
    blockAffinities: [...kept].flatMap((node) => blocksOf.get(node) ?? []),
  }
  const sessions = forecastSessions(small, { version, fabric })
  const routes = forecastRoutes(sessions, small, fabric, version)
  return { routes, expanded: (found) => expand(found, resources, standsFor, blocksOf) }
}

/** For every node the one that stands for it. */
function representatives(resources: ResourceSet, asked: CalicoNode): Map<string, string> {
  const named = new Set(resources.bgpPeers.map((peer) => peer.spec.node).filter(Boolean))
  const racks = new Map<string, CalicoNode[]>()
  for (const node of resources.nodes) {
    const rack = rackOf(node)
    const list = racks.get(rack) ?? []
    list.push(node)
    racks.set(rack, list)
  }
  const own = rackOf(asked)
  // Racks of one shape look alike from another rack; a few of each shape stand for all of them.
  const byShape = new Map<string, string[]>()
  for (const [rack, nodes] of racks) {
    if (rack === own) continue
    const shape = [...new Set(nodes.map((node) => shapeOf(node, named)))].sort().join('|')
    byShape.set(shape, [...(byShape.get(shape) ?? []), rack])
  }
  const rackFor = new Map<string, string>([[own, own]])
  for (const list of byShape.values()) {
    for (const [i, rack] of list.entries()) rackFor.set(rack, list[i < racksKept ? i : i % racksKept] as string)
  }
  const kept = new Map<string, string[]>([[`${own} ${shapeOf(asked, named)}`, [asked.metadata.name]]])
  const result = new Map<string, string>()
  for (const [rack, nodes] of racks) {
    if (rackFor.get(rack) !== rack) continue
    for (const node of nodes) {
      const key = `${rack} ${shapeOf(node, named)}`
      const list = kept.get(key) ?? []
      kept.set(key, list)
      if (list.length < perClass && !list.includes(node.metadata.name)) list.push(node.metadata.name)
    }
  }
  for (const [rack, nodes] of racks) {
    for (const node of nodes) {
      const list = kept.get(`${rackFor.get(rack)} ${shapeOf(node, named)}`) ?? []
      const { name } = node.metadata
      // The asked node itself never stands for another: its own block is a blackhole there.
      const other = list.find((each) => each !== asked.metadata.name) ?? name
      result.set(name, list.includes(name) ? name : other)
    }
  }
  return result
}

/** What of a node decides its sessions, without what only tells it from its likes. */
function shapeOf(node: CalicoNode, named: Set<string | undefined>): string {
  const { 'kubernetes.io/hostname': _hostname, ...labels } = node.metadata.labels ?? {}
  const { asNumber, routeReflectorClusterID } = node.spec.bgp ?? {}
  const parts = [Object.keys(labels).sort(), asNumber !== undefined, Boolean(routeReflectorClusterID)]
  return JSON.stringify(named.has(node.metadata.name) ? [...parts, node.metadata.name] : parts)
}

/** Racks are told by their subnet; masks of 24 bits and more are compared as a /24. */
function rackOf(node: CalicoNode): string {
  return (node.spec.bgp?.ipv4Address ?? '').split('.').slice(0, 3).join('.')
}

function blocksByNode(resources: ResourceSet): Map<string, ResourceSet['blockAffinities']> {
  const blocks = new Map<string, ResourceSet['blockAffinities']>()
  for (const affinity of resources.blockAffinities) {
    const list = blocks.get(affinity.spec.node) ?? []
    list.push(affinity)
    blocks.set(affinity.spec.node, list)
  }
  return blocks
}

function expand(
  routes: ForecastRoute[],
  resources: ResourceSet,
  standsFor: Map<string, string>,
  blocksOf: Map<string, ResourceSet['blockAffinities']>,
): ForecastRoute[] {
  const addresses = new Map(
    resources.nodes.map((node) => [node.metadata.name, (node.spec.bgp?.ipv4Address ?? '').split('/')[0] as string]),
  )
  const routeTo = new Map(routes.map((route) => [route.destination, route]))
  const all = [...routes]
  for (const [name, other] of standsFor) {
    if (name === other) continue
    const like = routeTo.get(blocksOf.get(other)?.[0]?.spec.cidr ?? '')
    if (!like) continue
    const [from, to] = [addresses.get(other) ?? '', addresses.get(name) ?? '']
    const moved: ForecastRoute = {
      ...like,
      nextHops: like.nextHops.map((hop) => (hop === from ? to : hop)),
      ...(like.protocols ? { protocols: like.protocols.map((protocol) => renamed(protocol, from, to)) } : {}),
    }
    for (const { spec } of blocksOf.get(name) ?? []) all.push({ ...moved, destination: spec.cidr })
  }
  return all.sort((a, b) => (a.destination < b.destination ? -1 : 1))
}

function renamed(protocol: string, from: string, to: string): string {
  const suffix = `_${from.replaceAll('.', '_')}`
  return protocol.endsWith(suffix) ? `${protocol.slice(0, -suffix.length)}_${to.replaceAll('.', '_')}` : protocol
}
