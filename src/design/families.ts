import type { ClusterState } from '../model/cluster.ts'
import type { Rack } from '../model/design.ts'
import type { CalicoNode } from '../model/resources.ts'
import { type Cidr, parseCidr } from './addresses.ts'

export type Family = 4 | 6

/** Whether pods of a family need BGP: a pool of it is not encapsulated by others. */
export function podsNeed({ resources }: ClusterState, family: Family): boolean {
  return resources.ipPools.some(
    ({ spec }) =>
      parseCidr(spec.cidr)?.network.family === family && !(spec.vxlanMode !== undefined && spec.vxlanMode !== 'Never'),
  )
}

/** The address of a node that Calico peers from in a family, with its mask when it has one. */
export function nodeAddress({ spec: { bgp } }: CalicoNode, family: Family): string | undefined {
  return family === 6 ? bgp?.ipv6Address : bgp?.ipv4Address
}

/** Subnets of a rack's nodes in a family, by the masks of their addresses. */
export function subnetsOf(rack: Rack, nodes: readonly CalicoNode[], family: Family): Cidr[] {
  const members = new Set(rack.nodes)
  return nodes
    .filter((node) => members.has(node.metadata.name))
    .flatMap((node) => parseCidr(nodeAddress(node, family) ?? '') ?? [])
}
