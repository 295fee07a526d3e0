import type { DialectName } from '../../../src/switches/dialect.ts'

/** One line a system accepts, the mode it is typed in, and the mode it leads to. */
interface Rule {
  in: string
  line: RegExp
  to?: string
}

const ip = String.raw`(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-f:]*:[0-9a-f:]*)`
const range = String.raw`${ip}/\d{1,3}`
const word = '[A-Za-z0-9][A-Za-z0-9._/-]*'
const rule = (mode: string, text: string, to?: string): Rule => ({
  in: mode,
  line: new RegExp(
    `^${text.replaceAll('IP', ip).replaceAll('RANGE', range).replaceAll('WORD', word).replaceAll('NUM', String.raw`\d+`)}$`,
  ),
  ...(to ? { to } : {}),
})

const ciscoFamily = (mode: string) => [
  rule(mode, '(?:no )?neighbor IP activate'),
  rule(mode, 'neighbor IP prefix-list WORD in'),
  rule(mode, 'maximum-paths (?:ibgp )?NUM'),
]

const vtysh: Rule[] = [
  rule('top', 'ip prefix-list WORD seq NUM permit RANGE(?: le NUM)?'),
  rule('top', 'ipv6 prefix-list WORD seq NUM permit RANGE(?: le NUM)?'),
  rule('top', 'no (?:ip|ipv6) prefix-list WORD'),
  rule('top', 'route-map WORD permit NUM', 'map'),
  rule('top', 'no route-map WORD'),
  rule('map', 'exit', 'top'),
  rule('top', 'router bgp NUM', 'bgp'),
  rule('bgp', 'neighbor IP remote-as (?:NUM|external)'),
  rule('bgp', 'neighbor IP description WORD'),
  rule('bgp', 'neighbor IP timers NUM NUM'),
  rule('bgp', 'neighbor IP passive'),
  rule('bgp', 'neighbor IP password WORD'),
  rule('bgp', 'no neighbor IP'),
  rule('bgp', 'address-family ipv[46] unicast', 'af'),
  ...ciscoFamily('af'),
  rule('af', 'neighbor IP route-map WORD (?:in|out)'),
  rule('af', 'neighbor IP maximum-prefix NUM NUM warning-only'),
  rule('af', 'neighbor IP (?:allowas-in NUM|as-override|next-hop-self|route-reflector-client)'),
  rule('af', 'exit-address-family', 'bgp'),
  rule('bgp', 'exit', 'top'),
]

const display = (
  filter4: string,
  filter6: string,
  word4: string,
  family: string,
  limit: string,
  paths: string,
  last: Rule[],
  waits?: string,
): Rule[] => [
  rule('user', 'system-view', 'top'),
  rule('top', `(?:${filter4}|${filter6}) WORD index NUM permit IP NUM(?: less-equal NUM)?`),
  rule('top', `undo (?:${filter4}|${filter6}) WORD`),
  rule('top', 'bgp NUM', 'bgp'),
  rule('bgp', 'peer IP as-number NUM'),
  rule('bgp', 'peer IP description WORD'),
  rule('bgp', 'peer IP timer keepalive NUM hold NUM'),
  rule('bgp', 'peer IP password simple WORD'),
  ...(waits ? [rule('bgp', `peer IP ${waits}`)] : []),
  rule('bgp', 'undo peer IP'),
  rule('bgp', family, 'af'),
  rule('af', 'peer IP enable'),
  rule('af', `peer IP (?:${word4}) WORD import`),
  rule('af', `peer IP ${limit}`),
  rule('af', 'peer IP (?:allow-as-loop NUM|substitute-as|next-hop-local|reflect-client)'),
  rule('af', paths),
  rule('af', 'quit', 'bgp'),
  rule('bgp', 'quit', 'top'),
  ...last,
]

/** The smallest grammar that holds what the renderers may write, by system. */
const grammars: Record<DialectName, { start: string; end: string; rules: Rule[] }> = {
  frr: { start: 'top', end: 'top', rules: vtysh },
  sonic: { start: 'top', end: 'top', rules: vtysh },
  iosxe: {
    start: 'exec',
    end: 'exec',
    rules: [
      rule('exec', 'configure terminal', 'top'),
      ...vtysh.filter((r) => r.in === 'top' && !/route-map/.test(String(r.line))),
      rule('bgp', 'neighbor IP remote-as NUM'),
      rule('bgp', 'neighbor IP (?:description WORD|timers NUM NUM|password 0 WORD|transport connection-mode passive)'),
      rule('bgp', 'no neighbor IP'),
      rule('bgp', 'address-family (?:ipv4|ipv6 unicast)', 'af'),
      ...ciscoFamily('af'),
      rule('af', 'neighbor IP maximum-prefix NUM NUM warning-only'),
      rule('af', 'neighbor IP (?:allowas-in NUM|as-override|next-hop-self|route-reflector-client)'),
      rule('af', 'exit-address-family', 'bgp'),
      rule('bgp', 'exit', 'top'),
      rule('top', 'end', 'exec'),
    ],
  },
  eos: {
    start: 'exec',
    end: 'exec',
    rules: [
      rule('exec', 'configure', 'top'),
      ...vtysh.filter((r) => r.in === 'top' && !/route-map/.test(String(r.line))),
      rule('bgp', 'neighbor IP remote-as NUM'),
      rule('bgp', 'neighbor IP (?:description WORD|timers NUM NUM|password 0 WORD|maximum-routes NUM warning-only)'),
      rule('bgp', 'neighbor IP passive'),
      rule('bgp', 'neighbor IP (?:as-path remote-as replace out|allowas-in NUM|next-hop-self|route-reflector-client)'),
      rule('bgp', 'no neighbor IP'),
      rule('(?:bgp|af)', 'address-family ipv[46]', 'af'),
      ...ciscoFamily('af').filter((r) => !/maximum/.test(String(r.line))),
      rule('(?:bgp|af)', 'exit', 'top'),
      rule('top', 'end', 'exec'),
    ],
  },
  nxos: {
    start: 'exec',
    end: 'exec',
    rules: [
      rule('exec', 'configure terminal', 'top'),
      ...vtysh.filter((r) => r.in === 'top' && !/route-map/.test(String(r.line))),
      rule('(?:bgp|af)', 'address-family ipv[46] unicast', 'af'),
      rule('af', 'maximum-paths (?:ibgp )?NUM'),
      rule('(?:bgp|af|nb|nbaf)', 'neighbor IP', 'nb'),
      rule('nb', '(?:remote-as NUM|description WORD|timers NUM NUM|password 0 WORD|transport connection-mode passive)'),
      rule('nb', 'address-family ipv[46] unicast', 'nbaf'),
      rule('nbaf', '(?:prefix-list WORD in|maximum-prefix NUM NUM warning-only|allowas-in NUM)'),
      rule('nbaf', '(?:as-override|disable-peer-as-check|next-hop-self|route-reflector-client)'),
      rule('bgp', 'no neighbor IP'),
      rule('bgp', 'exit', 'top'),
      rule('(?:top|nbaf)', 'end', 'exec'),
    ],
  },
  comware7: {
    start: 'user',
    end: 'user',
    rules: display(
      'ip prefix-list',
      'ipv6 prefix-list',
      'prefix-list',
      'address-family ipv[46] unicast',
      'route-limit NUM alert-only NUM',
      'balance NUM',
      [rule('top', 'return', 'user')],
    ),
  },
  vrp: {
    start: 'user',
    end: 'user',
    rules: display(
      'ip ip-prefix',
      'ip ipv6-prefix',
      'ip-prefix|ipv6-prefix',
      'ipv[46]-family unicast',
      'route-limit NUM NUM alert-only',
      'maximum load-balancing NUM',
      [rule('top', 'commit'), rule('top', 'return', 'user')],
      'listen-only',
    ),
  },
  junos: {
    start: 'oper',
    end: 'done',
    rules: [
      rule('oper', 'configure exclusive', 'edit'),
      rule('edit', 'set policy-options policy-statement WORD term WORD from route-filter RANGE orlonger'),
      rule('edit', 'set policy-options policy-statement WORD term WORD from protocol bgp'),
      rule('edit', 'set policy-options policy-statement WORD term WORD then (?:accept|reject|next-hop self)'),
      rule('edit', 'set protocols bgp group WORD (?:type (?:external|internal)|multipath(?: multiple-as)?|cluster IP)'),
      rule(
        'edit',
        'set protocols bgp group WORD neighbor IP (?:description WORD|peer-as NUM|hold-time NUM|as-override|advertise-peer-as|passive)',
      ),
      rule('edit', 'set protocols bgp group WORD neighbor IP (?:import|export|authentication-key) WORD'),
      rule('edit', 'set protocols bgp group WORD neighbor IP family inet6? unicast (?:prefix-limit maximum|loops) NUM'),
      rule('edit', 'delete protocols bgp group WORD'),
      rule('edit', 'delete policy-options policy-statement WORD'),
      rule('edit', 'commit check'),
      rule('edit', 'commit', 'done'),
    ],
  },
}

/** Follows a configuration line by line. @returns the first line that the system would not take, or undefined */
export function refusedBy(dialect: DialectName, text: string, comment: string): string | undefined {
  const { start, end, rules } = grammars[dialect]
  let mode = start
  for (const line of text.trimEnd().split('\n')) {
    if (line.startsWith(comment)) continue
    const typed = line.trim()
    const found = rules.find((r) => new RegExp(`^${r.in}$`).test(mode) && r.line.test(typed))
    if (!found) return `${mode}> ${typed}`
    mode = found.to ?? mode
  }
  if (mode !== end) return `ends in ${mode}`
  return dialect === 'junos' ? openExport(text) : undefined
}

/**
 * An export policy whose term accepts without a condition: Junos takes the line, and tells the neighbour every route that the
 * switch has, its static and direct ones, too.
 */
function openExport(text: string): string | undefined {
  const exported = new Set([...text.matchAll(/ export (\S+)$/gm)].map(([, name]) => name))
  const terms = [...text.matchAll(/ policy-statement (\S+) term (\S+) (from|then accept)\b/gm)].map(
    ([, name = '', term = '', what = '']) => ({ name, term, what }),
  )
  const open = terms.find(
    ({ name, term, what }) =>
      exported.has(name) &&
      what !== 'from' &&
      !terms.some((other) => other.name === name && other.term === term && other.what === 'from'),
  )
  return open && `${open.name} accepts everything in term ${open.term}`
}
