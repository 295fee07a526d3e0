import type { SessionResources } from '../../forecast/sessions.ts'
import type { Lang } from '../../i18n/lang.ts'
import { translatePhrase } from '../../i18n/phrases.ts'
import type { NodeSessions, Protocol, SessionCause, Warning } from '../../model/session.ts'
import { type Look, makeLook } from '../../views/look.ts'
import { renderWarnings } from '../../views/render-checks.ts'
import { type Cell, renderTable } from '../../views/table.ts'
import { wrap } from '../../views/wrap.ts'
import type { ForecastIo, ForecastParts } from './forecast.ts'
import { type ForecastWords, forecastWords } from './forecast-words.ts'

/** More nodes than anybody reads one by one; beyond, only those with something to look at are shown. */
const mostShown = 40
const mostTrouble = 20
/** Rows per node; a reflector of thousands is shown by its troubles. */
const mostRows = 30
const mostLost = 10

/**
 * Prints the forecast for people: a line of sums, a small table per node, then the warnings and what is not modelled.
 * Reads well at 80 columns and without colour.
 */
export async function renderForecast(
  forecast: ForecastParts,
  resources: SessionResources,
  lang: Lang,
  io: ForecastIo,
): Promise<void> {
  const look = makeLook({ columns: io.columns, lang, color: io.color ? 1 : 0 })
  const words = forecastWords[lang]
  const { model } = forecast
  const bgp = new Map(resources.nodes.map((node) => [node.metadata.name, node.spec.bgp ?? {}]))
  const causes = new Map<SessionCause, number>()
  const blocks: string[][] = []
  const all = model.nodeNames.length <= mostShown
  const hidden = { quiet: 0, trouble: 0 }
  for (const name of model.nodeNames) {
    const sessions = model.sessionsOf(name)!
    const protocols = [...sessions.ip4.protocols, ...sessions.ip6.protocols]
    for (const { state } of protocols) causes.set(state.cause, (causes.get(state.cause) ?? 0) + 1)
    const trouble = protocols.length === 0 || protocols.some((p) => p.state.cause !== 'established')
    if (!all && (!trouble || blocks.length >= mostTrouble)) {
      hidden[trouble ? 'trouble' : 'quiet'] += 1
      continue
    }
    blocks.push(nodeBlock(name, sessions, protocols, bgp.get(name)?.routeReflectorClusterID, look, words))
  }
  // In the order of the words, so that two forecasts are easy to compare.
  const met = (Object.keys(words.causes) as SessionCause[]).filter((cause) => causes.has(cause))
  const sum = met.map((cause) => words.met(words.causes[cause], causes.get(cause) ?? 0))
  const total = [...causes.values()].reduce((a, b) => a + b, 0)
  const lines = [
    ...wrap(words.sum(forecast.version.text, model.nodeNames.length, total, sum), look.columns),
    ...blocks.flatMap((lines) => ['', ...lines]),
    ...(all ? [] : ['', ...wrap(words.hidden(hidden.quiet, hidden.trouble), look.columns)]),
    ...routeLines(forecast, look, words),
    ...warningLines(forecast.warnings(), look, words),
    '',
    words.notModelled,
    ...forecast.notModelled.flatMap((text) => bullet(translatePhrase(lang, text), look)),
  ]
  await io.stdout(`${lines.join('\n')}\n`)
}

function nodeBlock(
  name: string,
  sessions: NodeSessions,
  protocols: readonly Protocol[],
  clusterId: string | undefined,
  look: Look,
  words: ForecastWords,
): string[] {
  const asn = protocols.find((p) => !p.localASOverride)?.localAS
  const address = sessions.ip4.routerId
  const facts = [
    ...(asn === undefined ? [] : [`AS ${asn}`]),
    ...(address === null ? [] : [address]),
    ...(clusterId ? [words.reflector(clusterId)] : []),
  ]
  const head = `${look.paint.strong(name)}  ${facts.join('  ')}`.trimEnd()
  if (protocols.length === 0) return [head, `  ${words.noSessions}`]
  const rows = [...protocols].sort((a, b) => rank(a) - rank(b))
  const shown = rows.length > mostRows ? rows.slice(0, mostRows) : rows
  const table = renderTable(
    [
      { title: words.session },
      { title: words.peer, wrap: true },
      { title: 'AS', align: 'right' },
      { title: words.state },
      { title: words.from, wrap: true },
    ],
    shown.map((protocol) => row(protocol, look, words)),
    look,
  )
  return [
    head,
    ...table,
    ...(rows.length > shown.length ? [`  ${words.moreSessions(rows.length - shown.length)}`] : []),
  ]
}

/** Troubles first; otherwise the order of the names stays. */
function rank(protocol: Protocol): number {
  return protocol.state.cause === 'established' ? 1 : 0
}

function row(protocol: Protocol, look: Look, words: ForecastWords): Cell[] {
  const { state, origin } = protocol
  const good = state.cause === 'established'
  const from =
    origin.kind === 'mesh' ? words.mesh : origin.kind === 'mirror' ? words.mirror(origin.bgpPeer) : origin.bgpPeer
  const paint = good ? look.paint.good : state.cause === 'outside-unknown' ? look.paint.dim : look.paint.warn
  return [
    protocol.name,
    protocol.peerNode ?? protocol.neighbor,
    String(protocol.remoteAS),
    { text: good ? state.info : words.causes[state.cause], paint },
    good ? from + (protocol.rrClient ? words.comma + words.client : '') : from + words.colon + words.why[state.cause],
  ]
}

function routeLines({ routes }: ForecastParts, look: Look, words: ForecastWords): string[] {
  if (!routes) return []
  const lines = wrap(words.routes(routes.pairs, routes.lost.length), look.columns)
  const shown = routes.lost
    .slice(0, mostLost)
    .map(({ from, to, reason }) => `${from} -> ${to}${words.colon}${words.lost[reason]}`)
  const more = routes.lost.length - shown.length
  return [
    '',
    ...lines,
    ...[...shown, ...(more > 0 ? [words.moreLost(more)] : [])].flatMap((text) => bullet(text, look)),
  ]
}

function warningLines(warnings: readonly Warning[], look: Look, words: ForecastWords): string[] {
  return warnings.length === 0 ? [] : ['', words.warnings(warnings.length), ...renderWarnings(warnings, look)]
}

function bullet(text: string, look: Look): string[] {
  return wrap(text, look.columns - 4).map((line, i) => (i === 0 ? `  - ${line}` : `    ${line}`))
}
