import type { ClusterState } from '../model/cluster.ts'
import type { Fabric } from '../model/fabric.ts'
import { defaultConfiguration, type ServiceShape } from '../model/resources.ts'
import { covers, parsePrefix } from './routes/prefix.ts'
import { EXCLUDE_LABEL } from './routes/services.ts'
import { forecastRoutes } from './routes.ts'
import { forecastSessions } from './sessions.ts'
import { rulesFor } from './versions.ts'

/** Clusters up to this size are walked route by route. */
const mostNodes = 120
/** A proof shows so many addresses of single services at most. */
const mostServices = 20

/** A service range or address, who announces it and to whom each switch then sends its traffic. */
export interface ServiceCarriers {
  range: string
  /** "namespace/name" of the service whose own address it is (externalTrafficPolicy Local); absent for a range. */
  service?: string
  /** Nodes that announce it. */
  announcedBy: string[]
  /** Nodes that would, but carry the label that keeps load balancers away. */
  excluded: string[]
  /** Nodes whose label has another value than "true": Kubernetes heeds it, Calico does not. */
  unheeded: string[]
  /** Every switch with the names behind its next hops; none when it does not get the range. */
  switches: { name: string; hops: string[] }[]
}

/**
 * Who announces the service ranges of a cluster and who carries their traffic, at rest. A leaf that hears only reflectors
 * sends everything to these (Calico issue 3365): next hops say so.
 * @param services those with externalTrafficPolicy Local: their addresses come one by one, from nodes with an endpoint
 * @returns one entry a range, in the order of the settings, then the services; empty without ranges, and for clusters above
 *          120 nodes
 */
export function serviceCarriers(
  cluster: ClusterState,
  fabric: Fabric,
  services: readonly ServiceShape[] = [],
): ServiceCarriers[] {
  const { resources, version } = cluster
  const spec = defaultConfiguration(resources.bgpConfigurations)?.spec
  const lists = [spec?.serviceClusterIPs, spec?.serviceExternalIPs, spec?.serviceLoadBalancerIPs]
  const ranges = [...new Set(lists.flatMap((list) => (list ?? []).map((entry) => entry.cidr)))]
  if (ranges.length === 0 || resources.nodes.length > mostNodes) return []
  // Pod blocks do not matter to service ranges.
  const reduced = { ...resources, blockAffinities: [], services: services.slice(0, mostServices) }
  const routes = forecastRoutes(forecastSessions(reduced, { version, fabric }), reduced, fabric, version)
  const names = namesByAddress(cluster, fabric)
  const heeds = rulesFor(version).excludeLabelStopsServices
  const rowOf = (range: string): ServiceCarriers => {
    const announcedBy = Object.entries(routes.nodes)
      .filter(([, { rib }]) => rib.some((route) => route.destination === range && route.kind === 'blackhole'))
      .map(([name]) => name)
    const labelled = (good: (value: string) => boolean) =>
      resources.nodes.flatMap(({ metadata }) => {
        const value = metadata.labels?.[EXCLUDE_LABEL]
        return value !== undefined && good(value) ? metadata.name : []
      })
    const excluded = labelled((value) => value === 'true').filter((name) => !announcedBy.includes(name))
    const unheeded = heeds ? labelled((value) => value !== 'true').filter((name) => announcedBy.includes(name)) : []
    const switches = fabric.switches.map(({ name }) => {
      const route = routes.switches[name]?.find((entry) => entry.destination === range)
      return { name, hops: (route?.nextHops ?? []).map((hop) => names.get(hop) ?? hop) }
    })
    return { range, announcedBy, excluded, unheeded, switches }
  }
  const single = reduced.services.flatMap(
    ({ namespace, name, clusterIPs, externalIPs, loadBalancerIPs, endpointNodes }) =>
      [...new Set([...clusterIPs, ...externalIPs, ...loadBalancerIPs])].flatMap((address) => {
        if (!ranges.some((range) => inside(address, range))) return []
        const row = { ...rowOf(`${address}/${address.includes(':') ? 128 : 32}`), service: `${namespace}/${name}` }
        // Whoever has no endpoint would not announce it anyway.
        const excluded = row.excluded.filter((node) => endpointNodes.includes(node))
        return row.announcedBy.length > 0 || excluded.length > 0 ? [{ ...row, excluded }] : []
      }),
  )
  return [...ranges.map(rowOf), ...single]
}

function inside(address: string, range: string): boolean {
  const [inner, outer] = [parsePrefix(address), parsePrefix(range)]
  return inner !== undefined && outer !== undefined && inner.family === outer.family && covers(outer, inner)
}

/** Names of nodes by their BGP addresses of both families, without prefix lengths. */
export function nodesByAddress({ resources }: ClusterState): Map<string, string> {
  return new Map(
    resources.nodes.flatMap((node) =>
      [node.spec.bgp?.ipv4Address, node.spec.bgp?.ipv6Address].flatMap((text): [string, string][] =>
        text ? [[text.split('/')[0]!, node.metadata.name]] : [],
      ),
    ),
  )
}

/** Names of nodes and switches by their addresses. */
export function namesByAddress(cluster: ClusterState, fabric: Fabric): Map<string, string> {
  const switches = fabric.switches.flatMap((device) =>
    device.addresses.map((text): [string, string] => [text.split('/')[0]!, device.name]),
  )
  return new Map([...switches, ...nodesByAddress(cluster)])
}
