import { addressCheck, filterChecks, reachCheck } from './checks.ts'
import { type CiscoWords, ciscoConfig, ciscoRemoval } from './cisco-like.ts'
import type { Dialect } from './dialect.ts'
import { ciscoPaths } from './lines.ts'

const words: CiscoWords = {
  step: 1,
  family: (family) => (family === 4 ? 'address-family ipv4' : 'address-family ipv6 unicast'),
  exitFamily: ['exit-address-family'],
  password: (mark) => `password 0 ${mark}`,
  waits: 'transport connection-mode passive',
  maximum: (address, count) => ({
    line: `neighbor ${address} maximum-prefix ${count} 80 warning-only`,
    where: 'family',
  }),
  asOverride: (address) => ({ line: `neighbor ${address} as-override`, where: 'family' }),
  paths: ciscoPaths,
  externalAs: false,
}

/** Cisco IOS-XE. */
export const iosxe: Dialect = {
  name: 'iosxe',
  title: 'Cisco IOS-XE',
  comment: '!',
  commands: {
    peers: 'show bgp ipv4 unicast summary',
    routes: 'show ip route bgp',
  },
  checks: (intent) => [
    'show bgp ipv4 unicast summary - BGP runs with the AS number below',
    'show running-config | section router bgp - note "maximum-paths" if it is there: removal leaves it as set here',
    ...filterChecks(intent, (family) => `show ${family === 4 ? 'ip' : 'ipv6'} prefix-list`),
    addressCheck(intent, 'show ip interface brief'),
    ...reachCheck(intent),
  ],
  config: (intent) => ['configure terminal', ...ciscoConfig(intent, words), 'end'],
  removal: (intent) => ['configure terminal', ...ciscoRemoval(intent, words), 'end'],
  notes: (intent) => [
    'Keep it with: copy running-config startup-config.',
    ...(intent.neighbors.some((n) => n.asOverride)
      ? [
          'as-override is known only inside a VRF in many releases; else set numAllowedLocalASNumbers: 1 on the BGPPeers (3.23).',
        ]
      : []),
    ...(intent.neighbors.some((n) => n.anyForeignAs)
      ? ['The AS number is fixed here: there is no word for "any foreign AS".']
      : []),
  ],
}
