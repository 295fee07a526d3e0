import { type Asn, parseAsn } from '../model/asn.ts'
import type { ClusterState, KubeNode } from '../model/cluster.ts'
import { type Address, addressOf, type Cidr, parseCidr } from './addresses.ts'
import { naturalOrder } from './natural-order.ts'

/** What a proposal and the checks need to know of one node, read once. */
export interface NodeFacts {
  name: string
  /** The address Calico peers from: IPv4 when there is one, else IPv6; undefined = no session possible. */
  address?: Address
  /** The address with its mask, when it has one that names a subnet (a /32 does not). */
  subnet?: Cidr
  /** Set on the node itself; inherited numbers do not count. */
  asn?: Asn
  clusterId?: string
  /** Kubernetes labels win over Calico's own, as in Calico. */
  labels: Record<string, string>
  kube?: KubeNode
}

/**
 * Joins Calico's nodes with Kubernetes' nodes by name.
 * @returns in natural order of the names
 */
export function nodeFacts(cluster: ClusterState): NodeFacts[] {
  const kubeNodes = new Map(cluster.kubeNodes.map((node) => [node.metadata.name, node]))
  return cluster.resources.nodes
    .map((node) => {
      const kube = kubeNodes.get(node.metadata.name)
      const text = node.spec.bgp?.ipv4Address ?? node.spec.bgp?.ipv6Address
      const cidr = text === undefined ? undefined : parseCidr(text)
      const asNumber = node.spec.bgp?.asNumber
      const asn = asNumber === undefined ? undefined : parseAsn(asNumber)
      const clusterId = node.spec.bgp?.routeReflectorClusterID
      const address = addressOf(text)
      const namesSubnet = cidr !== undefined && cidr.prefix < (cidr.network.family === 4 ? 32 : 128)
      return {
        name: node.metadata.name,
        labels: { ...node.metadata.labels, ...kube?.metadata.labels },
        ...(address ? { address } : {}),
        ...(namesSubnet ? { subnet: cidr } : {}),
        ...(asn !== undefined ? { asn } : {}),
        ...(clusterId ? { clusterId } : {}),
        ...(kube ? { kube } : {}),
      }
    })
    .sort((a, b) => naturalOrder(a.name, b.name))
}
