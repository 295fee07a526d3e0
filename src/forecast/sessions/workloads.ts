/**
 * A pod as far as it can be a BGP peer of its node (BGPPeer.localWorkloadSelector, 3.30 and later): where it runs, its
 * labels, and its first address of each family without the mask.
 */
export interface WorkloadShape {
  name: string
  node: string
  labels: Record<string, string>
  ipv4?: string
  ipv6?: string
}
