import { addressCheck, filterChecks, reachCheck } from './checks.ts'
import type { Dialect } from './dialect.ts'
import { type DisplayWords, displayConfig, displayRemoval } from './display-like.ts'

const words: DisplayWords = {
  filterWord: (family) => (family === 4 ? 'ip-prefix' : 'ipv6-prefix'),
  filterCommand: (family) => (family === 4 ? 'ip ip-prefix' : 'ip ipv6-prefix'),
  family: (family) => `ipv${family}-family unicast`,
  routeLimit: (count) => `route-limit ${count} 80 alert-only`,
  waits: 'listen-only',
  paths: (count) => `maximum load-balancing ${count}`,
  last: ['commit', 'return'],
}

/** Huawei VRP (CloudEngine; others have no "commit" and say so). */
export const vrp: Dialect = {
  name: 'vrp',
  title: 'Huawei VRP',
  comment: '#',
  commands: {
    peers: 'display bgp peer',
    routes: 'display ip routing-table',
  },
  checks: (intent) => [
    'display bgp peer - BGP runs with the AS number below',
    'display current-configuration configuration bgp - note "maximum load-balancing" if it is there: removal leaves it as set here',
    ...filterChecks(intent, (family) => `display ip ${family === 4 ? 'ip' : 'ipv6'}-prefix`),
    addressCheck(intent, 'display ip interface brief'),
    ...reachCheck(intent),
  ],
  config: (intent) => displayConfig(intent, words),
  removal: (intent) => displayRemoval(intent, words),
  notes: (intent) => [
    'Systems without two-stage configuration do not know "commit": leave that line out. Keep it with: save.',
    ...(intent.neighbors.some((n) => n.asOverride)
      ? [
          'Some releases know substitute-as only inside a VPN instance; else set numAllowedLocalASNumbers: 1 on the BGPPeers (3.23).',
        ]
      : []),
    ...(intent.neighbors.some((n) => n.anyForeignAs)
      ? ['The AS number is fixed here: there is no word for "any foreign AS".']
      : []),
  ],
}
