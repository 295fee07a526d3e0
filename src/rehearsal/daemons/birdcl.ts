import type { ForecastRoute } from '../../model/forecast.ts'
import type { ExecResult } from '../api/context.ts'
import type { LiveNode, LiveProtocol, Network } from './network.ts'
import { infoText, since } from './node-status.ts'

const greeting = 'BIRD v0.3.3+birdv1.6.8 ready.\n'

/** Answers `birdcl` and `birdcl6` in a calico-node pod; without a question on the command line they are read from stdin. */
export function birdcl(network: Network, nodeName: string, argv: string[], now: number, stdin = ''): ExecResult {
  const program = argv[0]?.split('/').pop()
  if (program !== 'birdcl' && program !== 'birdcl6') {
    const text = `OCI runtime exec failed: exec failed: unable to start container process: exec: "${argv[0]}": executable file not found in $PATH`
    return { stdout: '', stderr: `${text}: unknown\n`, code: 126 }
  }
  const family = program === 'birdcl6' ? 'ip6' : 'ip4'
  const words = withoutOptions(argv.slice(1))
  const node = network.node(nodeName)
  if (!node)
    return { stdout: 'Unable to connect to server control socket: No such file or directory\n', stderr: '', code: 1 }
  const say = (question: string[]) => answer(network, nodeName, node, family, question, now)
  if (words.length > 0) return { stdout: greeting + say(words), stderr: '', code: 0 }
  // The client prompts, repeats what it read, and ends with the prompt at which its input was over.
  const lines = stdin.split('\n').slice(0, stdin.endsWith('\n') ? -1 : undefined)
  const answers = lines.map((line) => {
    const question = line.split(/\s+/).filter(Boolean)
    return `bird> ${line}\n${question.length > 0 ? say(question) : ''}`
  })
  return { stdout: `${greeting}${answers.join('')}bird> \n`, stderr: '', code: 0 }
}

/** `-s SOCKET`, `-r` and `-v` say how to connect, not what to ask. */
function withoutOptions(argv: string[]): string[] {
  const words = [...argv]
  const kept: string[] = []
  while (words.length > 0) {
    const word = words.shift() as string
    if (word === '-s') words.shift()
    else if (!/^-[srvl]/.test(word)) kept.push(...word.split(/\s+/).filter(Boolean))
  }
  return kept
}

function answer(
  network: Network,
  nodeName: string,
  node: LiveNode,
  family: 'ip4' | 'ip6',
  words: string[],
  now: number,
): string {
  const [verb = '', object = '', ...rest] = words
  if (!'show'.startsWith(verb) || verb === '') return 'syntax error, unexpected CF_SYM_UNDEFINED, expecting END\n'
  if (object && 'protocols'.startsWith(object)) {
    const all = rest.includes('all')
    const wanted = rest.filter((word) => word !== 'all')[0]?.replaceAll('"', '')
    return protocolsText(node, family, all, wanted, now, network, nodeName)
  }
  if (object && 'route'.startsWith(object)) return routesText(network, nodeName, node, family, rest, now)
  if (object === 'status') return statusText(node)
  return 'syntax error, unexpected CF_SYM_UNDEFINED\n'
}

function statusText(node: LiveNode): string {
  return `BIRD v0.3.3+birdv1.6.8\nRouter ID is ${node.routerId}\nDaemon is up and running\n`
}

const builtIn: [string, string, string][] = [
  ['static1', 'Static', 'up'],
  ['kernel1', 'Kernel', 'up'],
  ['device1', 'Device', 'up'],
  ['direct1', 'Direct', 'up'],
]

function protocolsText(
  node: LiveNode,
  family: 'ip4' | 'ip6',
  all: boolean,
  wanted: string | undefined,
  now: number,
  network: Network,
  nodeName: string,
): string {
  const line = (name: string, type: string, state: string, at: string, info: string) =>
    `${name.padEnd(8)} ${type.padEnd(8)} ${'master'.padEnd(8)} ${state.padEnd(6)} ${at.padEnd(10)}  ${info}\n`
  const header = `${'name'.padEnd(8)} ${'proto'.padEnd(8)} ${'table'.padEnd(8)} ${'state'.padEnd(6)} ${'since'.padEnd(10)}  info\n`
  const matches = (name: string) => wanted === undefined || globs(wanted).test(name)
  const own = builtIn
    .filter(([name]) => matches(name))
    .map(
      ([name, type, state]) =>
        line(name, type, state, since(now - 86_400_000 * 2, now), '') + (all ? builtInDetail(type) : ''),
    )
  const routes = all ? routesByProtocol(network, nodeName) : new Map<string, number>()
  const sessions = node[family]
    .filter(({ name }) => matches(name))
    .map((protocol) => {
      const info = infoText(protocol)
      const head = line(protocol.name, 'BGP', protocol.state.state, since(protocol.since, now), info.padEnd(14))
      return all ? head + detail(protocol, routes.get(protocol.name) ?? 0, node.routerId) : head
    })
  return header + [...own, ...sessions].join('')
}

function globs(pattern: string): RegExp {
  const text = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.')
  return new RegExp(`^${text}$`)
}

function builtInDetail(type: string): string {
  return `  Preference:     ${type === 'Static' ? 200 : 10}\n  Input filter:   ACCEPT\n  Output filter:  REJECT\n\n`
}

function routesByProtocol(network: Network, nodeName: string): Map<string, number> {
  const counts = new Map<string, number>()
  for (const route of network.routesOf(nodeName)?.rib ?? []) {
    for (const name of route.protocols ?? []) counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  return counts
}

function detail(protocol: LiveProtocol, imported: number, routerId: string): string {
  const up = protocol.state.info === 'Established'
  const error = infoText(protocol).slice(protocol.state.info.length).trim()
  const lines = [
    '  Description:    Connection to BGP peer',
    '  Preference:     100',
    '  Input filter:   ACCEPT',
    '  Output filter:  calico_export_to_bgp_peers',
    ...(up
      ? [
          `  Routes:         ${imported} imported, 1 exported, ${imported} preferred`,
          '  Route change stats:     received   rejected   filtered    ignored   accepted',
          `    Import updates:     ${stat(imported)}${stat(0)}${stat(0)}${stat(0)}${stat(imported)}`,
          `    Import withdraws:   ${stat(0)}${stat(0)}        ---${stat(0)}${stat(0)}`,
          `    Export updates:     ${stat(imported + 1)}${stat(imported)}${stat(0)}        ---${stat(1)}`,
          `    Export withdraws:   ${stat(0)}        ---        ---        ---${stat(0)}`,
        ]
      : []),
    `  BGP state:          ${protocol.state.info}`,
    `    Neighbor address: ${protocol.neighbor}`,
    `    Neighbor AS:      ${protocol.remoteAS}`,
    ...(up
      ? [
          `    Neighbor ID:      ${protocol.neighbor}`,
          '    Neighbor caps:    refresh enhanced-refresh restart-able llgr-aware AS4 add-path-rx add-path-tx',
          `    Session:          ${protocol.ibgp ? 'internal' : 'external'} multihop ${protocol.rrClient ? 'route-reflector ' : ''}AS4 add-path-rx add-path-tx`,
          `    Source address:   ${protocol.sourceAddress ?? routerId}`,
          '    Hold timer:       183/240',
          '    Keepalive timer:  46/80',
        ]
      : []),
    ...(error ? [`    Last error:       ${error}`] : []),
    '',
    '',
  ]
  return lines.join('\n')
}

function stat(value: number): string {
  return String(value).padStart(11)
}

function routesText(
  network: Network,
  nodeName: string,
  node: LiveNode,
  family: 'ip4' | 'ip6',
  words: string[],
  now: number,
): string {
  const routes = network.routesOf(nodeName)?.rib ?? []
  const prefix = words.find((word) => /\/\d+$/.test(word))
  const protocol = words[words.indexOf('protocol') + 1]
  const ofProtocol = words.includes('protocol') ? protocol?.replaceAll('"', '') : undefined
  const isFamily = (destination: string) => destination.includes(':') === (family === 'ip6')
  const shown = routes.filter(
    (route) =>
      isFamily(route.destination) &&
      (!prefix || route.destination === prefix) &&
      (!ofProtocol || (route.protocols ?? ['static1']).includes(ofProtocol)),
  )
  if (shown.length === 0 && prefix) return 'Network not in table\n'
  return shown.map((route) => routeLines(route, node[family], now)).join('')
}

function routeLines(route: ForecastRoute, protocols: LiveProtocol[], now: number): string {
  const start = route.destination.padEnd(18)
  const old = since(now - 86_400_000 * 2, now)
  if (route.kind === 'blackhole') return `${start} blackhole [static1 ${old}] * (200)\n`
  const known = (route.protocols ?? []).map((name) => protocols.find((each) => each.name === name))
  const path = (route.asPath ?? []).length > 0 ? `[AS${route.asPath?.at(-1)}i]` : '[i]'
  const lines = (route.nextHops.length > 0 ? route.nextHops : ['']).map((hop, i) => {
    const session = known[i] ?? known[0]
    const name = session?.name ?? 'static1'
    const from = session && session.neighbor !== hop ? ` from ${session.neighbor}` : ''
    const target = route.kind === 'unreachable' ? 'unreachable' : `via ${hop} on eth0`
    const at = session ? since(session.since, now) : old
    return `${i === 0 ? start : ''.padEnd(18)} ${target} [${name} ${at}${from}]${i === 0 ? ' *' : ''} (100/0) ${path}\n`
  })
  return lines.join('')
}
