import type { IntentNeighbor, SwitchIntent } from './intent.ts'
import { familiesOf, filterEntries, filterName, hasInternal, indent, neighborsOf, passwordMark, when } from './lines.ts'

/** What sets one Cisco-like system apart from the next. */
export interface CiscoWords {
  /** Spaces a level. */
  step: number
  /** "address-family ipv4 unicast" or "address-family ipv4". */
  family: (family: 4 | 6) => string
  exitFamily: string[]
  password: (mark: string) => string
  /** Opens no connection by itself. */
  waits: string
  /** Line of the session's own section, or of the family's. */
  maximum: (address: string, count: number) => { line: string; where: 'session' | 'family' }
  asOverride: (address: string) => { line: string; where: 'session' | 'family' }
  /** The system filters eBGP without policies away (FRR): a route map that lets everything out. */
  outPolicy?: string
  /** Sets the number of equal paths, those of neighbours of the own AS apart; undefined when the system uses them by itself. */
  paths?: (count: number, internal: boolean) => string[]
  externalAs: boolean
}

/** `ip prefix-list` lines of the inbound filters. */
export function prefixLists(intent: SwitchIntent): string[] {
  return familiesOf(intent).flatMap((family) =>
    filterEntries(intent, family).map(
      (entry) =>
        `${family === 4 ? 'ip' : 'ipv6'} prefix-list ${filterName(intent, family)} seq ${entry.sequence} permit ${entry.cidr}${entry.length < entry.longest ? ` le ${entry.longest}` : ''}`,
    ),
  )
}

/** Takes the inbound filters away. */
export function noPrefixLists(intent: SwitchIntent): string[] {
  return familiesOf(intent).flatMap((family) => {
    const name = filterName(intent, family)
    return name ? [`no ${family === 4 ? 'ip' : 'ipv6'} prefix-list ${name}`] : []
  })
}

/** `router bgp` with flat `neighbor ADDRESS ...` lines: IOS-XE, EOS, FRR and SONiC. */
export function ciscoConfig(intent: SwitchIntent, words: CiscoWords): string[] {
  const session = intent.neighbors.flatMap((n) => [
    `neighbor ${n.address} remote-as ${n.anyForeignAs && words.externalAs ? 'external' : n.remoteAs}`,
    `neighbor ${n.address} description ${n.description}`,
    `neighbor ${n.address} timers ${intent.keepalive} ${intent.hold}`,
    ...when(n.waits, `neighbor ${n.address} ${words.waits}`),
    ...when(n.passwordRef !== undefined, `neighbor ${n.address} ${words.password(passwordMark(n.passwordRef ?? ''))}`),
    ...options(intent, n, words, 'session'),
  ])
  const sixes = neighborsOf(intent, 6)
  const sections = sixes.length > 0 ? ([4, 6] as const) : familiesOf(intent)
  const families = sections.flatMap((family) => {
    const filter = filterName(intent, family)
    const own = neighborsOf(intent, family).flatMap((n) => [
      `neighbor ${n.address} activate`,
      ...when(filter !== undefined, `neighbor ${n.address} prefix-list ${filter} in`),
      ...when(words.outPolicy !== undefined, `neighbor ${n.address} route-map ${words.outPolicy} out`),
      ...when(
        words.outPolicy !== undefined && filter === undefined,
        `neighbor ${n.address} route-map ${words.outPolicy} in`,
      ),
      ...options(intent, n, words, 'family'),
      ...when(n.allowAsIn > 0, `neighbor ${n.address} allowas-in ${n.allowAsIn}`),
      ...when(n.nextHopSelf, `neighbor ${n.address} next-hop-self`),
      ...when(n.reflectorClient, `neighbor ${n.address} route-reflector-client`),
    ])
    // These systems activate every neighbour for IPv4 by themselves; BIRD speaks one family a session.
    const strangers = family === 4 ? sixes.map((n) => `no neighbor ${n.address} activate`) : []
    const paths =
      words.paths && intent.paths > 1 && own.length > 0 ? words.paths(intent.paths, hasInternal(intent, family)) : []
    return [words.family(family), ...indent(words.step, [...own, ...strangers, ...paths]), ...words.exitFamily]
  })
  return [
    ...prefixLists(intent),
    ...when(words.outPolicy !== undefined, `route-map ${words.outPolicy} permit 10`, 'exit'),
    `router bgp ${intent.asn}`,
    ...indent(words.step, [...session, ...families]),
    'exit',
  ]
}

function options(intent: SwitchIntent, n: IntentNeighbor, words: CiscoWords, where: 'session' | 'family'): string[] {
  const maximum = words.maximum(n.address, intent.maximumPrefixes)
  const override = words.asOverride(n.address)
  return [
    ...when(maximum.where === where, maximum.line),
    ...when(n.asOverride && override.where === where, override.line),
  ]
}

/** Takes the neighbours away first, so that nothing is ever open without its filter. */
export function ciscoRemoval(intent: SwitchIntent, words: CiscoWords): string[] {
  return [
    `router bgp ${intent.asn}`,
    ...indent(
      words.step,
      intent.neighbors.map((n) => `no neighbor ${n.address}`),
    ),
    'exit',
    ...when(words.outPolicy !== undefined, `no route-map ${words.outPolicy}`),
    ...noPrefixLists(intent),
  ]
}
