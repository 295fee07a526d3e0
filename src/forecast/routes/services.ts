import {
  type BgpConfiguration,
  defaultConfiguration,
  type ResourceSet,
  type ServiceShape,
} from '../../model/resources.ts'
import type { CalicoVersion } from '../../model/version.ts'
import { rulesFor } from '../versions.ts'
import type { Network } from './network.ts'
import { covers, type Prefix, parsePrefix } from './prefix.ts'

/** Label that keeps load balancers, and with them service routes, away from a node. */
export const EXCLUDE_LABEL = 'node.kubernetes.io/exclude-from-external-load-balancers'

/** A service range or address, who originates it and who passes it on. */
export interface ServiceOrigin {
  prefix: Prefix
  speakers: number[]
  /** By speaker index. */
  passes: boolean[]
}

/**
 * Service routes (facts, section 4.1): every node originates each range, except ranges of one address, which are
 * announced per service in newer versions; a service with externalTrafficPolicy Local is announced as single addresses by
 * the nodes with an endpoint. A node with the exclude label originates and, as a reflector, passes on nothing of it.
 */
export function serviceOrigins(network: Network, resources: ResourceSet, version: CalicoVersion): ServiceOrigin[] {
  const spec = defaultConfiguration(resources.bgpConfigurations)?.spec
  if (!spec) return []
  const rules = rulesFor(version)
  const lists = rangesOf(spec, network.family)
  const nodes = network.speakers.filter((speaker) => speaker.kind === 'node')
  const announcing = nodes.filter(
    (node) => !rules.excludeLabelStopsServices || node.node!.metadata.labels?.[EXCLUDE_LABEL] !== 'true',
  )
  const announcers = new Set(announcing.map((node) => node.index))
  const host = network.family === 4 ? 32 : 128
  const perService = (range: Range) =>
    range.prefix.length === host &&
    ((range.list === 'loadBalancer' && rules.singleLoadBalancerIpPerService) ||
      (range.list === 'external' && rules.singleExternalIpPerService))
  const unaggregated = (range: Range) =>
    range.list === 'loadBalancer' &&
    rules.loadBalancerAggregationSwitch &&
    spec['serviceLoadBalancerAggregation'] === 'Disabled'
  const passes = (prefix: Prefix) =>
    network.speakers.map((speaker) => {
      if (speaker.kind === 'switch') return true
      const inside = lists.filter((range) => covers(range.prefix, prefix))
      if (announcers.has(speaker.index) && inside.length > 0) return true
      if (!speaker.node!.spec.bgp?.routeReflectorClusterID) return false
      return inside.some(
        (range) =>
          (range.list === 'loadBalancer' && rules.reflectorPassesLoadBalancerIps) ||
          (range.list === 'external' && rules.reflectorPassesExternalIps),
      )
    })
  const origins = new Map<string, ServiceOrigin>()
  for (const range of lists) {
    if (perService(range) || unaggregated(range)) continue
    origins.set(range.prefix.text, {
      prefix: range.prefix,
      speakers: announcing.map((node) => node.index),
      passes: passes(range.prefix),
    })
  }
  for (const service of resources.services) {
    for (const { prefix, local } of addressesOf(service, lists, (range) => perService(range) || unaggregated(range))) {
      if (origins.has(prefix.text)) continue
      const speakers = announcing
        .filter((node) => !local || service.endpointNodes.includes(node.name))
        .map((node) => node.index)
      if (speakers.length > 0) origins.set(prefix.text, { prefix, speakers, passes: passes(prefix) })
    }
  }
  return [...origins.values()]
}

interface Range {
  prefix: Prefix
  list: 'cluster' | 'external' | 'loadBalancer'
}

function rangesOf(spec: BgpConfiguration['spec'], family: 4 | 6): Range[] {
  const lists = [
    ['cluster', spec.serviceClusterIPs],
    ['external', spec.serviceExternalIPs],
    ['loadBalancer', spec.serviceLoadBalancerIPs],
  ] as const
  return lists.flatMap(([list, entries]) =>
    (entries ?? []).flatMap(({ cidr }) => {
      const prefix = parsePrefix(cidr)
      return prefix?.family === family ? [{ prefix, list }] : []
    }),
  )
}

/** The single addresses of a service that are announced: all of a Local one, and those whose range is per service. */
function addressesOf(
  service: ServiceShape,
  ranges: Range[],
  single: (range: Range) => boolean,
): { prefix: Prefix; local: boolean }[] {
  const local = service.externalTrafficPolicy === 'Local' && service.type !== 'ClusterIP'
  const groups = [
    ['cluster', service.clusterIPs],
    ['external', service.externalIPs],
    ['loadBalancer', service.loadBalancerIPs],
  ] as const
  return groups.flatMap(([list, texts]) =>
    texts.flatMap((text) => {
      const prefix = parsePrefix(text)
      const range = prefix && ranges.find((entry) => entry.list === list && covers(entry.prefix, prefix))
      return prefix && range && (local || single(range)) ? [{ prefix, local }] : []
    }),
  )
}
