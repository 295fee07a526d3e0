import { noPrefixLists, prefixLists } from './cisco-like.ts'
import type { Dialect } from './dialect.ts'
import { familiesOf, filterName, indent, passwordMark, when } from './lines.ts'

/** Cisco NX-OS: each neighbour is a section of its own. */
export const nxos: Dialect = {
  name: 'nxos',
  title: 'Cisco NX-OS',
  comment: '!',
  commands: {
    peers: 'show bgp ipv4 unicast summary | json',
    routes: 'show ip route | json',
    checks: [
      'show feature | include bgp - BGP is enabled',
      'show bgp ipv4 unicast summary - BGP runs with the AS number below',
      'show running-config bgp - note "maximum-paths" if it is there: removal leaves it as set here',
      'show ip prefix-list CALICO-IN - the name is free',
    ],
  },
  config: (intent) => [
    'configure terminal',
    ...prefixLists(intent),
    `router bgp ${intent.asn}`,
    ...when(
      intent.paths > 1,
      ...familiesOf(intent).flatMap((family) => [
        `  address-family ipv${family} unicast`,
        `    maximum-paths ${intent.paths}`,
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
            // Without it NX-OS never tells a neighbour a route that has the neighbour's AS in its path.
            ...when(n.asOverride, 'as-override', 'disable-peer-as-check'),
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
