import type { SwitchIntent } from './intent.ts'
import { familiesOf, filterEntries, filterName, indent, neighborsOf, passwordMark, when } from './lines.ts'

/** What sets Comware and VRP apart; both write `peer ADDRESS ...` inside `bgp AS`. */
export interface DisplayWords {
  /** "prefix-list" (Comware) or "ip-prefix" (VRP). */
  filterWord: (family: 4 | 6) => string
  /** "ip prefix-list", "ipv6 prefix-list", "ip ip-prefix", "ip ipv6-prefix". */
  filterCommand: (family: 4 | 6) => string
  family: (family: 4 | 6) => string
  /** Opens no connection by itself; undefined where there is no word for it. */
  waits?: string
  routeLimit: (count: number) => string
  paths: (count: number) => string
  /** What ends the job: VRP's two-stage configuration wants "commit". */
  last: string[]
}

/** Neighbours, filters and options in the words of a Comware or VRP system. */
export function displayConfig(intent: SwitchIntent, words: DisplayWords): string[] {
  const filters = familiesOf(intent).flatMap((family) =>
    filterEntries(intent, family).map((entry) => {
      const upTo = entry.length < entry.longest ? ` less-equal ${entry.longest}` : ''
      return `${words.filterCommand(family)} ${filterName(intent, family)} index ${entry.sequence} permit ${entry.address} ${entry.length}${upTo}`
    }),
  )
  const sessions = intent.neighbors.flatMap((n) => [
    `peer ${n.address} as-number ${n.remoteAs}`,
    `peer ${n.address} description ${n.description}`,
    `peer ${n.address} timer keepalive ${intent.keepalive} hold ${intent.hold}`,
    ...when(n.waits && words.waits !== undefined, `peer ${n.address} ${words.waits}`),
    ...when(n.passwordRef !== undefined, `peer ${n.address} password simple ${passwordMark(n.passwordRef ?? '')}`),
  ])
  const families = familiesOf(intent).flatMap((family) => {
    const filter = filterName(intent, family)
    return [
      words.family(family),
      ...indent(1, [
        ...neighborsOf(intent, family).flatMap((n) => [
          `peer ${n.address} enable`,
          ...when(filter !== undefined, `peer ${n.address} ${words.filterWord(family)} ${filter} import`),
          `peer ${n.address} ${words.routeLimit(intent.maximumPrefixes)}`,
          ...when(n.allowAsIn > 0, `peer ${n.address} allow-as-loop ${n.allowAsIn}`),
          ...when(n.asOverride, `peer ${n.address} substitute-as`),
          ...when(n.nextHopSelf, `peer ${n.address} next-hop-local`),
          ...when(n.reflectorClient, `peer ${n.address} reflect-client`),
        ]),
        ...when(intent.paths > 1, words.paths(intent.paths)),
        'quit',
      ]),
    ]
  })
  return [
    'system-view',
    ...filters,
    `bgp ${intent.asn}`,
    ...indent(1, [...sessions, ...families, 'quit']),
    ...words.last,
  ]
}

/** `undo peer` takes everything of a neighbour along; the filters go after the last neighbour that used them. */
export function displayRemoval(intent: SwitchIntent, words: DisplayWords): string[] {
  const filters = familiesOf(intent).flatMap((family) => {
    const name = filterName(intent, family)
    return name ? [`undo ${words.filterCommand(family)} ${name}`] : []
  })
  const peers = intent.neighbors.map((n) => `undo peer ${n.address}`)
  return ['system-view', `bgp ${intent.asn}`, ...indent(1, [...peers, 'quit']), ...filters, ...words.last]
}
