import { type BgpConfiguration, defaultConfiguration, type IpPool } from '../model/resources.ts'
import type { VersionRules } from './versions.ts'

/** The pools whose routes to other nodes BIRD writes into the kernel; Felix writes those of the others. */
export interface BirdPrograms {
  ipip: boolean
  noEncap: boolean
}

/** What each value of BGPConfiguration.programClusterRoutes leaves to BIRD. */
const values: Readonly<Record<string, BirdPrograms>> = {
  Enabled: { ipip: true, noEncap: true },
  Disabled: { ipip: false, noEncap: false },
  EnabledIPIPOnly: { ipip: true, noEncap: false },
  EnabledNoEncapOnly: { ipip: false, noEncap: true },
}

/**
 * Who programs the routes between nodes: BIRD all of them, unless BGPConfiguration `default` says otherwise (3.31); from 3.33
 * on Felix those of IPIP pools, unless it says otherwise. A value that is not known counts as not set. Felix has a field of its
 * own for the other half; the two are taken to agree.
 */
export function birdPrograms(configurations: readonly BgpConfiguration[], rules: VersionRules): BirdPrograms {
  const spec = defaultConfiguration(configurations)?.spec
  const text = rules.knowsField('BGPConfiguration', 'programClusterRoutes') ? spec?.['programClusterRoutes'] : undefined
  const unset = rules.felixProgramsIpip ? 'EnabledNoEncapOnly' : 'Enabled'
  return values[typeof text === 'string' && Object.hasOwn(values, text) ? text : unset]!
}

/** How packets to a block leave a node. */
export type Carrier = 'none' | 'ipip' | 'ipip-cross-subnet' | 'felix'

/** How packets to a block of this pool leave a node; blocks of no pool are not encapsulated. */
export function carrierOf(pool: IpPool | undefined, family: 4 | 6, bird: BirdPrograms): Carrier {
  const { vxlanMode = 'Never', ipipMode = 'Never' } = pool?.spec ?? {}
  // CrossSubnet leaves a subnet's own traffic as it is, but Felix programs those routes as well.
  if (vxlanMode !== 'Never') return 'felix'
  if (family === 6 || ipipMode === 'Never') return pool && !bird.noEncap ? 'felix' : 'none'
  if (!bird.ipip) return 'felix'
  return ipipMode === 'Always' ? 'ipip' : 'ipip-cross-subnet'
}
