import type { ResourceSet } from '../../model/resources.ts'
import type { CalicoVersion } from '../../model/version.ts'
import { birdPrograms, type Carrier, carrierOf } from '../cluster-routes.ts'
import { rulesFor } from '../versions.ts'
import type { Network } from './network.ts'
import { covers, type Prefix, parsePrefix } from './prefix.ts'
import { serviceOrigins } from './services.ts'

/** What a prefix is, which decides who passes it on. */
type OriginKind = 'block' | 'service' | 'outside'

/** Prefixes that behave alike: same origins, same policy. They are solved once. */
export interface OriginGroup {
  kind: OriginKind
  prefixes: Prefix[]
  /** Speakers that originate them. */
  speakers: number[]
  /** By speaker index: may it send the prefixes to its peers? */
  exports: boolean[]
  encapsulation: Carrier
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
  const rules = rulesFor(version)
  const bird = birdPrograms(resources.bgpConfigurations, rules)
  /** What the pools say of a prefix: those that are kept out of BGP come first in the filter (3.22), then any other. */
  const poolsSay = (prefix: Prefix): 'closed' | 'open' | 'nothing' => {
    const around = pools.filter((entry) => covers(entry.prefix, prefix))
    if (rules.poolExportSwitch && around.some(({ pool }) => pool.spec.disableBGPExport === true)) return 'closed'
    return around.length > 0 ? 'open' : 'nothing'
  }
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
        exports: exportsOf(network, poolsSay(prefix), (index) => index === owner.index),
        encapsulation: carrierOf(pool, network.family, bird),
      }
    })
  }
  for (const { prefix, speakers, passes } of serviceOrigins(network, resources, version)) {
    const exports = exportsOf(network, poolsSay(prefix), (index) => passes[index]!)
    put(`service ${speakers.join()} ${exports.map(Number).join('')}`, prefix, () => ({
      kind: 'service',
      speakers,
      exports,
      encapsulation: 'none',
    }))
  }
  for (const [text, speakers] of outsideNetworks(network)) {
    const prefix = parsePrefix(text)!
    const said = poolsSay(prefix)
    put(`outside ${speakers.join()} ${said}`, prefix, () => ({
      kind: 'outside',
      speakers,
      exports: exportsOf(network, said, () => false),
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

/** Who sends a prefix: switches always; nodes never out of a closed pool, always out of an open one, else those that may. */
function exportsOf(network: Network, pools: 'closed' | 'open' | 'nothing', may: (index: number) => boolean): boolean[] {
  return network.speakers.map(
    (speaker) => speaker.kind === 'switch' || (pools !== 'closed' && (pools === 'open' || may(speaker.index))),
  )
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
