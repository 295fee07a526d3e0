import type { BgpConfiguration } from '../model/resources.ts'

/**
 * Why calicoctl would refuse to write a BGPConfiguration, whatever is changed in it. One that was written past it (by
 * kubectl, an operator, an older Calico) may be such, and a run would stop at it half way.
 * @param config the spec as it is
 * @returns what it has, in English; undefined when it may be written
 * source: Calico's validator, "communities are defined but not used" (facts: calico-bgp.md 6.1)
 */
export function refusedConfiguration(config: BgpConfiguration['spec'] | undefined): string | undefined {
  const some = (value: unknown): boolean => Array.isArray(value) && value.length > 0
  const unused = some(config?.['communities']) && !some(config?.['prefixAdvertisements'])
  return unused ? 'communities without prefixAdvertisements' : undefined
}
