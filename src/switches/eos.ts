import { addressCheck, filterChecks, reachCheck } from './checks.ts'
import { type CiscoWords, ciscoConfig, ciscoRemoval } from './cisco-like.ts'
import type { Dialect } from './dialect.ts'

const words: CiscoWords = {
  step: 3,
  family: (family) => `address-family ipv${family}`,
  exitFamily: [],
  password: (mark) => `password 0 ${mark}`,
  waits: 'passive',
  maximum: (address, count) => ({ line: `neighbor ${address} maximum-routes ${count} warning-only`, where: 'session' }),
  asOverride: (address) => ({ line: `neighbor ${address} as-path remote-as replace out`, where: 'session' }),
  externalAs: false,
}

/** Arista EOS. "maximum-paths" is a setting of the whole router there, so it is checked first and not touched. */
export const eos: Dialect = {
  name: 'eos',
  title: 'Arista EOS',
  comment: '!',
  commands: {
    peers: 'show ip bgp summary | json',
    routes: 'show ip route | json',
  },
  checks: (intent) => [
    'show ip bgp summary - BGP runs with the AS number below',
    'show running-config section bgp - "maximum-paths" is 8 or more, or paths are used one at a time',
    ...filterChecks(intent, (family) => `show ${family === 4 ? 'ip' : 'ipv6'} prefix-list`),
    addressCheck(intent, 'show ip interface brief'),
    ...reachCheck(intent),
  ],
  config: (intent) => ['configure', ...hoist(ciscoConfig(intent, words)), 'end'],
  removal: (intent) => ['configure', ...ciscoRemoval(intent, words), 'end'],
  notes: (intent) => [
    'Keep it with: write memory. A "configure session" lets you look at the difference before "commit".',
    ...(intent.neighbors.some((n) => n.asOverride)
      ? [
          '"as-path remote-as replace out" needs a release that has it; else set numAllowedLocalASNumbers: 1 on the BGPPeers (3.23).',
        ]
      : []),
    ...(intent.neighbors.some((n) => n.anyForeignAs)
      ? ['The AS number is fixed here: there is no word for "any foreign AS".']
      : []),
  ],
}

/** allowas-in, next-hop-self and reflection belong to the neighbour itself here, not to its family. */
function hoist(lines: string[]): string[] {
  const own = /^ {6}(neighbor \S+ (?:allowas-in|next-hop-self|route-reflector-client).*)$/
  const moved = lines.flatMap((line) => own.exec(line)?.[1] ?? [])
  const rest = lines.filter((line) => !own.test(line))
  const at = rest.findIndex((line) => line.trim().startsWith('address-family'))
  return [...rest.slice(0, at), ...moved.map((line) => `   ${line}`), ...rest.slice(at)]
}
