import type { Switch } from '../model/fabric.ts'
import { byAddress, ownAsRule } from './own-as.ts'
import { isSafeName, requireAddress, requireAsn, requireName, requirePrefix, requireReference } from './safe-text.ts'

/** A neighbour as any dialect can write it. All values are checked: nothing of them can be syntax. */
export interface IntentNeighbor {
  address: string
  family: 4 | 6
  remoteAs: number
  /** The design lets any foreign AS in; dialects without such a word write the number. */
  anyForeignAs: boolean
  description: string
  allowAsIn: number
  asOverride: boolean
  /** It shall hear routes that have its own AS in their path, as they are: some systems keep such routes from it unless told. */
  hearsOwnAs: boolean
  nextHopSelf: boolean
  reflectorClient: boolean
  /** The switch lets the neighbour open the session. */
  waits: boolean
  /** "secret/key" where the password is kept; the configuration carries a mark to replace, never the password. */
  passwordRef: string | undefined
}

/** What one switch shall have, before any dialect. */
export interface SwitchIntent {
  name: string
  role: 'leaf' | 'spine'
  asn: number
  neighbors: IntentNeighbor[]
  /** Name of the inbound filter, when there is one: leafs take pod and service ranges from nodes and nothing else. */
  filter: { name: string; prefixes: { cidr: string; family: 4 | 6; longest: number }[] } | undefined
  /** Seconds. */
  keepalive: number
  hold: number
  /** Routes of one neighbour at which the switch warns. It never cuts the session: that would cut the rack. */
  maximumPrefixes: number
  /** Equal paths to use side by side; 1 = no multipath. */
  paths: number
}

/** What a design does not say of a switch. */
export interface IntentFacts {
  podCidrs: string[]
  serviceCidrs: string[]
  /** Names of the neighbours by address, for descriptions; unusual names are left out. */
  names?: Record<string, string>
  /** AS number of neighbours whose AS the design leaves open. */
  rackAsn?: number
  /** The other switches: they get no inbound filter, and tell which AS numbers occur elsewhere. */
  others?: Switch[]
  keepaliveSeconds?: number
  holdSeconds?: number
  maximumPrefixes?: number
}

/**
 * Prepares one switch of a fabric for rendering, and checks every value on the way.
 * A leaf gets the nodes as neighbours; its uplinks exist already and are left alone. A spine gets its leafs.
 * @throws WizardError (exit 2) naming the value that cannot be placed into a configuration
 */
export function switchIntent(source: Switch, facts: IntentFacts): SwitchIntent {
  const others = byAddress(facts.others ?? [])
  const wanted = source.neighbors.filter((neighbor) => source.role === 'spine' || !others.has(neighbor.address))
  const hearsOwnAs = ownAsRule(source, facts, others)
  const neighbors = wanted.map((neighbor): IntentNeighbor => {
    const { text: address, family } = requireAddress(neighbor.address)
    const name = others.get(neighbor.address)?.name ?? facts.names?.[neighbor.address]
    return {
      address,
      family,
      remoteAs: requireAsn(neighbor.remoteAs ?? facts.rackAsn, `the AS of ${address}`),
      anyForeignAs: neighbor.remoteAs === undefined,
      description: name !== undefined && isSafeName(name) ? name : `calico-${address.replace(/[:.]/g, '-')}`,
      allowAsIn: Math.min(10, Math.max(0, Math.trunc(neighbor.allowAsIn))),
      asOverride: neighbor.asOverride,
      hearsOwnAs: hearsOwnAs(neighbor),
      nextHopSelf: neighbor.nextHopSelf,
      reflectorClient: neighbor.reflectorClient,
      waits: neighbor.waits === true,
      passwordRef: neighbor.password ? requireReference(neighbor.passwordRef ?? 'THE-NODES') : undefined,
    }
  })
  const ranges = [...new Set([...facts.podCidrs, ...facts.serviceCidrs])].map(requirePrefix)
  const filtered = source.role === 'leaf' && ranges.length > 0
  return {
    name: requireName(source.name, 'the switch name'),
    role: source.role,
    asn: requireAsn(source.asn, `the AS of ${source.name}`),
    neighbors,
    filter: filtered
      ? { name: 'CALICO-IN', prefixes: ranges.map((range) => ({ ...range, longest: range.family === 4 ? 32 : 128 })) }
      : undefined,
    keepalive: facts.keepaliveSeconds ?? 60,
    hold: facts.holdSeconds ?? 180,
    maximumPrefixes: facts.maximumPrefixes ?? 10_000,
    paths: source.multipath ? 8 : 1,
  }
}
