import { birdPrograms, carrierOf } from '../forecast/cluster-routes.ts'
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
 * Sources: Calico docs vxlan-ipip.mdx (VXLAN routes are Felix's own), calico_backend, and BGPConfiguration
 * programClusterRoutes with its default of 3.33, where Felix programs the routes of IPIP pools too (cluster-routes.ts).
 */
export function podsOnBgp(cluster: ClusterState): PodsOnBgp {
  if (cluster.backend === 'vxlan') return { verdict: 'no', reasons: ['calico_backend is vxlan: BIRD does not run'] }
  if (cluster.backend === 'none') return { verdict: 'no', reasons: ['calico_backend is none: BIRD does not run'] }
  const pools = cluster.resources.ipPools.filter((pool) => !pool.spec.disabled)
  if (pools.length === 0) return { verdict: 'unknown', reasons: ['no IP pool is in use'] }

  const rules = rulesFor(cluster.version)
  const bird = birdPrograms(cluster.resources.bgpConfigurations, rules)
  const reasons: string[] = []
  let riding = 0
  for (const pool of pools) {
    const { metadata, spec } = pool
    const vxlan = spec.vxlanMode ?? 'Never'
    const ipip = spec.ipipMode ?? 'Never'
    const label = `pool ${metadata.name} (${spec.cidr})`
    const carried = carrierOf(pool, spec.cidr.includes(':') ? 6 : 4, bird) !== 'felix'
    if (carried) riding++
    if (vxlan !== 'Never') {
      reasons.push(`${label} uses VXLAN ${vxlan}: Felix programs its routes`)
    } else if (ipip !== 'Never') {
      reasons.push(
        carried
          ? `${label} uses IPIP ${ipip}: its routes come by BGP`
          : rules.felixProgramsIpip
            ? `${label} uses IPIP ${ipip}, whose routes Felix programs from 3.33 on`
            : `${label} uses IPIP ${ipip}, whose routes Felix programs (programClusterRoutes)`,
      )
    } else {
      reasons.push(
        carried
          ? `${label} is not encapsulated: its routes come by BGP`
          : `${label} is not encapsulated, and Felix programs its routes (programClusterRoutes)`,
      )
    }
  }
  return { verdict: riding === pools.length ? 'yes' : riding > 0 ? 'partly' : 'no', reasons }
}
