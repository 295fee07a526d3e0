import { rulesFor } from '../forecast/versions.ts'
import type { ClusterState } from '../model/cluster.ts'

/** Whether packets between pods follow routes that BGP carried, and why. */
export interface PodsOnBgp {
  /** `partly`: some pools do; `unknown`: nothing says so either way. */
  verdict: 'yes' | 'partly' | 'no' | 'unknown'
  reasons: string[]
}

/**
 * Decides from backend, pools and version whether BGP is in the pods' way at all.
 * Sources: Calico docs vxlan-ipip.mdx (VXLAN routes are Felix's own), calico_backend, and the default of 3.33, where Felix
 * programs the routes of IPIP pools too.
 */
export function podsOnBgp(cluster: ClusterState): PodsOnBgp {
  if (cluster.backend === 'vxlan') return { verdict: 'no', reasons: ['calico_backend is vxlan: BIRD does not run'] }
  if (cluster.backend === 'none') return { verdict: 'no', reasons: ['calico_backend is none: BIRD does not run'] }
  const pools = cluster.resources.ipPools.filter((pool) => !pool.spec.disabled)
  if (pools.length === 0) return { verdict: 'unknown', reasons: ['no IP pool is in use'] }

  const felixDoesIpip = rulesFor(cluster.version).felixProgramsClusterRoutes
  const reasons: string[] = []
  let riding = 0
  for (const { metadata, spec } of pools) {
    const vxlan = spec.vxlanMode ?? 'Never'
    const ipip = spec.ipipMode ?? 'Never'
    const label = `pool ${metadata.name} (${spec.cidr})`
    if (vxlan !== 'Never') {
      // CrossSubnet leaves the subnet's own traffic unencapsulated, but Felix programs those routes as well.
      reasons.push(`${label} uses VXLAN ${vxlan}: Felix programs its routes`)
    } else if (ipip !== 'Never' && felixDoesIpip) {
      reasons.push(`${label} uses IPIP ${ipip}, whose routes Felix programs from 3.33 on`)
    } else {
      riding++
      reasons.push(
        ipip === 'Never'
          ? `${label} is not encapsulated: its routes come by BGP`
          : `${label} uses IPIP ${ipip}: its routes come by BGP`,
      )
    }
  }
  return { verdict: riding === pools.length ? 'yes' : riding > 0 ? 'partly' : 'no', reasons }
}
