import type { ClusterState } from '../model/cluster.ts'
import type { Fabric } from '../model/fabric.ts'
import { EXCLUDE_LABEL } from './routes/services.ts'
import { forecastRoutes } from './routes.ts'
import { forecastSessions } from './sessions.ts'

/** Clusters up to this size are walked route by route. */
const mostNodes = 120

/** A service range or address, who announces it and to whom each switch then sends its traffic. */
export interface ServiceCarriers {
  range: string
  /** Nodes that announce it. */
  announcedBy: string[]
  /** Nodes that would, but carry the label that keeps load balancers away. */
  excluded: string[]
  /** Every switch with the names behind its next hops; none when it does not get the range. */
  switches: { name: string; hops: string[] }[]
}

/**
 * Who announces the service ranges of a cluster and who carries their traffic, at rest. A leaf that hears only reflectors
 * sends everything to these (Calico issue 3365): next hops say so.
 * @returns one entry a range, in the order of the settings; empty without ranges, and for clusters above 120 nodes
 */
export function serviceCarriers(cluster: ClusterState, fabric: Fabric): ServiceCarriers[] {
  const { resources, version } = cluster
  const spec = resources.bgpConfigurations.find((object) => object.metadata.name === 'default')?.spec
  const lists = [spec?.serviceClusterIPs, spec?.serviceExternalIPs, spec?.serviceLoadBalancerIPs]
  const ranges = [...new Set(lists.flatMap((list) => (list ?? []).map((entry) => entry.cidr)))]
  if (ranges.length === 0 || resources.nodes.length > mostNodes) return []
  // Pod blocks do not matter to service ranges.
  const reduced = { ...resources, blockAffinities: [] }
  const routes = forecastRoutes(forecastSessions(reduced, { version, fabric }), reduced, fabric, version)
  const names = namesByAddress(cluster, fabric)
  return ranges.map((range) => {
    const announcedBy = Object.entries(routes.nodes)
      .filter(([, { rib }]) => rib.some((route) => route.destination === range && route.kind === 'blackhole'))
      .map(([name]) => name)
    const excluded = resources.nodes
      .filter((node) => node.metadata.labels?.[EXCLUDE_LABEL] === 'true' && !announcedBy.includes(node.metadata.name))
      .map((node) => node.metadata.name)
    const switches = fabric.switches.map(({ name }) => {
      const route = routes.switches[name]?.find((entry) => entry.destination === range)
      return { name, hops: (route?.nextHops ?? []).map((hop) => names.get(hop) ?? hop) }
    })
    return { range, announcedBy, excluded, switches }
  })
}

/** Names of nodes and switches by their addresses. */
export function namesByAddress({ resources }: ClusterState, fabric: Fabric): Map<string, string> {
  const nodes = resources.nodes.flatMap((node) =>
    [node.spec.bgp?.ipv4Address, node.spec.bgp?.ipv6Address].flatMap((text): [string, string][] =>
      text === undefined ? [] : [[text.split('/')[0]!, node.metadata.name]],
    ),
  )
  const switches = fabric.switches.flatMap((device) =>
    device.addresses.map((text): [string, string] => [text.split('/')[0]!, device.name]),
  )
  return new Map([...switches, ...nodes])
}
