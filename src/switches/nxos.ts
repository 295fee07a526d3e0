import { addressCheck, filterChecks, reachCheck } from './checks.ts'
import { noPrefixLists, prefixLists } from './cisco-like.ts'
import type { Dialect } from './dialect.ts'
import { ciscoPaths, familiesOf, filterName, hasInternal, indent, passwordMark, when } from './lines.ts'

/** Cisco NX-OS: each neighbour is a section of its own. */
export const nxos: Dialect = {
  name: 'nxos',
  title: 'Cisco NX-OS',
  comment: '!',
  commands: {
    peers: 'show bgp ipv4 unicast summary | json',
    routes: 'show ip route | json',
  },
  checks: (intent) => [
    'show feature | include bgp - BGP is enabled',
    'show bgp ipv4 unicast summary - BGP runs with the AS number below',
    'show running-config bgp - note "maximum-paths" if it is there: removal leaves it as set here',
    ...filterChecks(intent, (family) => `show ${family === 4 ? 'ip' : 'ipv6'} prefix-list`),
    ...when(intent.role === 'spine', addressCheck(intent, 'show ip interface brief')),
    ...reachCheck(intent),
  ],
  config: (intent) => [
    'configure terminal',
    ...prefixLists(intent),
    `router bgp ${intent.asn}`,
    ...when(
      intent.paths > 1,
      ...familiesOf(intent).flatMap((family) => [
        `  address-family ipv${family} unicast`,
        ...indent(4, ciscoPaths(intent.paths, hasInternal(intent, family))),
      ]),
    ),
    ...intent.neighbors.flatMap((n) => {
      const filter = filterName(intent, n.family)
      return [
        `  neighbor ${n.address}`,
        ...indent(4, [
          `remote-as ${n.remoteAs}`,
          `description ${n.description}`,
          `timers ${intent.keepalive} ${intent.hold}`,
          ...when(n.waits, 'transport connection-mode passive'),
          ...when(n.passwordRef !== undefined, `password 0 ${passwordMark(n.passwordRef ?? '')}`),
          `address-family ipv${n.family} unicast`,
          ...indent(2, [
            ...when(filter !== undefined, `prefix-list ${filter} in`),
            `maximum-prefix ${intent.maximumPrefixes} 80 warning-only`,
            ...when(n.allowAsIn > 0, `allowas-in ${n.allowAsIn}`),
            ...when(n.asOverride, 'as-override'),
            // Without it NX-OS never tells a neighbour a route whose path ends with the neighbour's AS, overridden or not.
            ...when(n.asOverride || n.hearsOwnAs, 'disable-peer-as-check'),
            ...when(n.nextHopSelf, 'next-hop-self'),
            ...when(n.reflectorClient, 'route-reflector-client'),
          ]),
        ]),
      ]
    }),
    'end',
  ],
  removal: (intent) => [
    'configure terminal',
    `router bgp ${intent.asn}`,
    ...intent.neighbors.map((n) => `  no neighbor ${n.address}`),
    'exit',
    ...noPrefixLists(intent),
    'end',
  ],
  notes: (intent) => [
    'Keep it with: copy running-config startup-config.',
    ...when(
      intent.neighbors.some((n) => n.anyForeignAs),
      'The AS number is fixed here: "any foreign AS" needs a prefix neighbour with a route map.',
    ),
  ],
}
