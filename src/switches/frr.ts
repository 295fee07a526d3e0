import { addressCheck, callers, namesFree, reachCheck } from './checks.ts'
import { type CiscoWords, ciscoConfig, ciscoRemoval } from './cisco-like.ts'
import type { Dialect } from './dialect.ts'
import type { SwitchIntent } from './intent.ts'
import { filterNames } from './lines.ts'

const outPolicy = 'CALICO-OUT'

/**
 * FRR drops all eBGP routes of a neighbour without filters in both directions (`bgp ebgp-requires-policy`, on by default).
 * The inbound prefix list is one; outbound a route map that lets everything pass is the other.
 */
export const frrWords: CiscoWords = {
  step: 1,
  family: (family) => `address-family ipv${family} unicast`,
  exitFamily: ['exit-address-family'],
  password: (mark) => `password ${mark}`,
  waits: 'passive',
  maximum: (address, count) => ({
    line: `neighbor ${address} maximum-prefix ${count} 80 warning-only`,
    where: 'family',
  }),
  asOverride: (address) => ({ line: `neighbor ${address} as-override`, where: 'family' }),
  outPolicy,
  externalAs: true,
}

/** FRRouting. Equal paths are used side by side without a word of configuration. */
export const frr: Dialect = {
  name: 'frr',
  title: 'FRRouting',
  comment: '!',
  commands: {
    peers: 'vtysh -c "show bgp ipv4 unicast summary json"',
    routes: 'vtysh -c "show ip route json"',
  },
  checks: (intent) => [
    'vtysh -c "show bgp summary" - BGP runs with the AS number below',
    `vtysh -c "show running-config" - ${frrNamesFree(intent)}`,
    addressCheck(intent, 'ip address'),
    ...reachCheck(intent),
    `TCP 179 from the ${callers(intent)} is let in`,
  ],
  config: (intent) => ciscoConfig(intent, frrWords),
  removal: (intent) => ciscoRemoval(intent, frrWords),
  notes: frrNotes,
}

/** The filters of the wizard, and the route map that FRR wants besides. */
export function frrNamesFree(intent: SwitchIntent): string {
  return namesFree([...filterNames(intent), outPolicy])
}

/** Notes that hold for every system built on FRR. */
export function frrNotes(intent: SwitchIntent): string[] {
  return [
    'Load it with: vtysh -f FILE, or line by line after "configure terminal"; keep it with: write memory.',
    ...(intent.paths === 1
      ? ['FRR uses equal paths by itself; "maximum-paths 1" would stop it for every neighbour.']
      : []),
  ]
}
