import { addressCheck, filterChecks, reachCheck } from './checks.ts'
import type { Dialect } from './dialect.ts'
import { type DisplayWords, displayConfig, displayRemoval } from './display-like.ts'

const words: DisplayWords = {
  filterWord: () => 'prefix-list',
  filterCommand: (family) => (family === 4 ? 'ip prefix-list' : 'ipv6 prefix-list'),
  family: (family) => `address-family ipv${family} unicast`,
  routeLimit: (count) => `route-limit ${count} alert-only 80`,
  paths: (count) => `balance ${count}`,
  last: ['return'],
}

/** H3C Comware 7: the guide's switches. */
export const comware7: Dialect = {
  name: 'comware7',
  title: 'H3C Comware 7',
  canWait: false,
  comment: '#',
  commands: {
    peers: 'display bgp peer ipv4',
    routes: 'display ip routing-table',
  },
  checks: (intent) => [
    'display bgp peer ipv4 - BGP runs with the AS number below ("bgp AS instance NAME" needs the instance in the first line)',
    'display current-configuration configuration bgp - note "balance" if it is there: removal leaves it as set here',
    ...filterChecks(intent, (family) => `display ${family === 4 ? 'ip' : 'ipv6'} prefix-list name`),
    addressCheck(intent, 'display ip interface brief'),
    ...reachCheck(intent),
  ],
  config: (intent) => displayConfig(intent, words),
  removal: (intent) => displayRemoval(intent, words),
  notes: (intent) => [
    'Keep it with: save.',
    ...(intent.neighbors.some((n) => n.anyForeignAs)
      ? ['The AS number is fixed here: there is no word for "any foreign AS".']
      : []),
    ...(intent.neighbors.some((n) => n.passwordRef)
      ? ['The password is entered in plain text and stored as cipher text.']
      : []),
  ],
}
