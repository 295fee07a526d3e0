import type { IpPool, ResourceSet } from '../../model/resources.ts'
import type { CalicoVersion } from '../../model/version.ts'
import { rulesFor } from '../versions.ts'
import type { Network } from './network.ts'
import { covers, type Prefix, parsePrefix } from './prefix.ts'
import { serviceOrigins } from './services.ts'

/** What a prefix is, which decides who passes it on. */
type OriginKind = 'block' | 'service' | 'outside'

/** How packets to a block leave a node. */
type Encapsulation = 'none' | 'ipip' | 'ipip-cross-subnet' | 'felix'

/** Prefixes that behave alike: same origins, same policy. They are solved once. */
export interface OriginGroup {
  kind: OriginKind
  prefixes: Prefix[]
  /** Speakers that originate them. */
  speakers: number[]
  /** By speaker index: may it send the prefixes to its peers? */
  exports: boolean[]
  encapsulation: Encapsulation
}

/**
 * Everything that is announced, in groups: confirmed blocks, service ranges and addresses, networks of the switches.
 * Export policy by version: facts, section 4.2; BGPFilter rules are not modelled.
 */
export function originGroups(network: Network, resources: ResourceSet, version: CalicoVersion): OriginGroup[] {
  const pools = resources.ipPools.flatMap((pool) => {
    const prefix = parsePrefix(pool.spec.cidr)
    return prefix?.family === network.family ? [{ prefix, pool }] : []
  })
  const groups = new Map<string, OriginGroup>()
  const put = (key: string, prefix: Prefix, make: () => Omit<OriginGroup, 'prefixes'>) => {
    const group = groups.get(key)
    if (group) group.prefixes.push(prefix)
    else groups.set(key, { ...make(), prefixes: [prefix] })
  }
  for (const { prefix, node } of blocks(resources, version)) {
    const owner = network.byName.get(node)
    if (prefix.family !== network.family || owner?.kind !== 'node') continue
    const inside = pools.findIndex((entry) => covers(entry.prefix, prefix))
    put(`block ${owner.index} ${inside}`, prefix, () => {
      const pool = pools[inside]?.pool
      return {
        kind: 'block',
        speakers: [owner.index],
        exports: blockExports(network, owner.index, pool, version),
        encapsulation: encapsulationOf(pool, network.family),
      }
    })
  }
  for (const { prefix, speakers, passes } of serviceOrigins(network, resources, version)) {
    const pooled = pools.some((entry) => covers(entry.prefix, prefix))
    const exports = network.speakers.map((speaker) => speaker.kind === 'switch' || pooled || passes[speaker.index]!)
    put(`service ${speakers.join()} ${exports.map(Number).join('')}`, prefix, () => ({
      kind: 'service',
      speakers,
      exports,
      encapsulation: 'none',
    }))
  }
  for (const [text, speakers] of outsideNetworks(network)) {
    const prefix = parsePrefix(text)!
    const pooled = pools.some((entry) => covers(entry.prefix, prefix) && !entry.pool.spec.disableBGPExport)
    put(`outside ${speakers.join()} ${pooled}`, prefix, () => ({
      kind: 'outside',
      speakers,
      exports: network.speakers.map((speaker) => speaker.kind === 'switch' || pooled),
      encapsulation: 'none',
    }))
  }
  return [...groups.values()]
}

/** Confirmed affinities; pending ones were made static before 3.24 but never announced, so they do not count here. */
function blocks(resources: ResourceSet, version: CalicoVersion): { prefix: Prefix; node: string }[] {
  const { hostBlocksAreNotStatic } = rulesFor(version)
  return resources.blockAffinities.flatMap(({ spec }) => {
    if (spec.state === 'pending' || spec.deleted === true || spec.deleted === 'true') return []
    const prefix = parsePrefix(spec.cidr)
    if (!prefix) return []
    if (hostBlocksAreNotStatic && prefix.length === (prefix.family === 4 ? 32 : 128)) return []
    return [{ prefix, node: spec.node }]
  })
}

/** The owner sends its own block; others pass on what lies in a pool. disableBGPExport stops both (3.22). */
function blockExports(network: Network, owner: number, pool: IpPool | undefined, version: CalicoVersion): boolean[] {
  const closed = pool?.spec.disableBGPExport === true && rulesFor(version).poolExportSwitch
  return network.speakers.map(
    (speaker) => speaker.kind === 'switch' || (!closed && (pool !== undefined || speaker.index === owner)),
  )
}

function encapsulationOf(pool: IpPool | undefined, family: 4 | 6): Encapsulation {
  const { vxlanMode = 'Never', ipipMode = 'Never' } = pool?.spec ?? {}
  if (vxlanMode !== 'Never') return 'felix'
  if (family === 6 || ipipMode === 'Never') return 'none'
  return ipipMode === 'Always' ? 'ipip' : 'ipip-cross-subnet'
}

function outsideNetworks(network: Network): Map<string, number[]> {
  const found = new Map<string, number[]>()
  for (const speaker of network.speakers) {
    for (const text of speaker.switch?.originates ?? []) {
      const prefix = parsePrefix(text)
      if (prefix?.family !== network.family) continue
      found.set(prefix.text, [...(found.get(prefix.text) ?? []), speaker.index])
    }
  }
  return found
}
