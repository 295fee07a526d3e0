import { resolve } from 'node:path'
import { WizardError } from '../model/errors.ts'
import type { StatusVia } from '../model/observed.ts'
import { exitCodes } from '../model/outcome.ts'
import type { OrderName } from '../model/plan.ts'
import { type Fault, faultKinds, parseFault } from '../rehearsal/faults/fault.ts'

import { type DialectName, dialectNames } from '../switches/dialect.ts'

/** Every flag of the command line as it came in, before it is checked. Commander's names. */
export interface RawOptions {
  answers?: string
  yes?: boolean
  dryRun?: boolean
  json?: boolean
  order?: string
  lang?: string
  kubeconfig?: string
  context?: string
  calicoctl?: string
  kubectl?: string
  ssh?: string
  stateDir?: string
  color?: string
  debug?: boolean
  accessible?: boolean
  scenario?: string
  fromCluster?: boolean | string
  useInstalledTools?: boolean
  calicoVersion?: string
  fail?: string
  serve?: boolean
  statusVia?: string
  unverified?: boolean
  commandTimeout?: string
  confirmWithin?: string
  output?: string
  nearest?: boolean
  detailedExitcode?: boolean
  switch?: string[]
  takeOver?: boolean
  dialect?: string
  confirmForeground?: boolean
  ifExpired?: boolean
}

/** The flags, checked. */
export interface Options {
  answers?: string
  yes: boolean
  dryRun: boolean
  json: boolean
  order?: OrderName
  lang?: string
  kubeconfig?: string
  context?: string
  calicoctl?: string
  kubectl?: string
  ssh?: string
  stateDir?: string
  color: 'auto' | 'always' | 'never'
  debug: boolean
  accessible: boolean
  scenario?: string
  fromCluster?: boolean | string
  useInstalledTools: boolean
  calicoVersion?: string
  fail?: Fault
  serve: boolean
  statusVia?: StatusVia
  unverified: boolean
  /** Milliseconds. */
  commandTimeoutMs: number
  /** Seconds; undefined = no commit-confirm. */
  confirmWithinSeconds?: number
  output?: string
  nearest: boolean
  detailedExitcode: boolean
  /** Switch name (or NAME:routes) -> words of the command that prints its peers (or routes), @FILE, or - for a paste. */
  switches: Record<string, string[]>
  takeOver: boolean
  confirmForeground: boolean
  /** What the timer runs: take back only when nobody confirmed in time. */
  ifExpired: boolean
  /** In which words switches are configured. */
  dialect: DialectName
}

/** Checks every flag that has a form of its own. @throws WizardError exit 2 naming the flag and what it takes */
export function checkOptions(raw: RawOptions): Options {
  const options: Options = {
    ...copy(raw, [
      'answers',
      'lang',
      'kubeconfig',
      'context',
      'calicoctl',
      'kubectl',
      'ssh',
      'stateDir',
      'scenario',
      'calicoVersion',
      'output',
      'fromCluster',
    ]),
    yes: raw.yes ?? false,
    dryRun: raw.dryRun ?? false,
    json: raw.json ?? false,
    color: oneOf('--color', raw.color ?? 'auto', ['auto', 'always', 'never']),
    debug: raw.debug ?? false,
    accessible: raw.accessible ?? false,
    useInstalledTools: raw.useInstalledTools ?? false,
    serve: raw.serve ?? false,
    unverified: raw.unverified ?? false,
    nearest: raw.nearest ?? false,
    detailedExitcode: raw.detailedExitcode ?? false,
    takeOver: raw.takeOver ?? false,
    confirmForeground: raw.confirmForeground ?? false,
    ifExpired: raw.ifExpired ?? false,
    dialect: oneOf('--dialect', raw.dialect ?? 'comware7', dialectNames),
    commandTimeoutMs: duration('--command-timeout', raw.commandTimeout ?? '60s', 1, 3600) * 1000,
    switches: readSwitches(raw.switch ?? []),
  }
  // Commands run elsewhere, and what is told to run next must be right from anywhere.
  if (raw.stateDir !== undefined) options.stateDir = resolve(raw.stateDir)
  if (raw.order !== undefined) options.order = oneOf('--order', raw.order, ['safe', 'guide'])
  if (raw.statusVia !== undefined)
    options.statusVia = oneOf('--status-via', raw.statusVia, ['exec', 'ssh', 'crd', 'local'])
  if (raw.confirmWithin !== undefined)
    options.confirmWithinSeconds = duration('--confirm-within', raw.confirmWithin, 30, 86_400)
  if (raw.lang !== undefined) oneOf('--lang', raw.lang, ['en', 'zh-CN'])
  if (raw.fail !== undefined) {
    const fault = parseFault(raw.fail)
    if (!fault) throw usage('--fail', raw.fail, `N or N:KIND with KIND one of ${faultKinds.join(', ')}`)
    options.fail = fault
  }
  return options
}

/** A wrong flag value: what was given, what it takes. */
export function usage(flag: string, given: string, takes: string): WizardError {
  return new WizardError({
    code: 'E_USAGE',
    exitCode: exitCodes.usage,
    what: `${flag} ${given}: not understood`,
    where: flag,
    remedies: [`${flag} takes ${takes}`],
  })
}

function oneOf<const T extends string>(flag: string, given: string, allowed: readonly T[]): T {
  const found = allowed.find((word) => word === given)
  if (!found) throw usage(flag, `"${given}"`, allowed.join(', '))
  return found
}

/** "90", "90s", "10m", "1h" as seconds, within bounds. */
function duration(flag: string, given: string, least: number, most: number): number {
  const match = /^(\d{1,6})(s|m|h)?$/.exec(given)
  const seconds = match ? Number(match[1]) * { s: 1, m: 60, h: 3600 }[(match[2] ?? 's') as 's' | 'm' | 'h'] : Number.NaN
  if (!(seconds >= least && seconds <= most))
    throw usage(flag, `"${given}"`, `a time between ${least}s and ${most}s, e.g. 90s or 10m`)
  return seconds
}

/** `leaf01=ssh ops@leaf01 show bgp`, `leaf01=@FILE` (a saved output), `leaf01=-` (pasted); `leaf01:routes=` for its routes. */
function readSwitches(entries: string[]): Record<string, string[]> {
  const result: Record<string, string[]> = {}
  for (const entry of entries) {
    const match = /^([A-Za-z0-9._-]{1,63}(?::routes)?)=(.+)$/.exec(entry)
    const words = match && shellWords(match[2]!)
    if (!match || !words?.length)
      throw usage('--switch', `"${entry}"`, "NAME=COMMAND, e.g. leaf01='ssh ops@leaf01 display bgp peer ipv4'")
    result[match[1]!] = words
  }
  return result
}

/**
 * Words as a shell would split them, and nothing else of a shell: quotes keep blanks together, no variables, no pipes.
 * @returns undefined for a quote that is not closed
 */
export function shellWords(text: string): string[] | undefined {
  const word = /(?:'[^']*'|"[^"]*"|[^\s'"])+/g
  if (text.replace(word, '').trim() !== '') return undefined
  return (text.match(word) ?? []).map((part) =>
    part.replace(/'([^']*)'|"([^"]*)"/g, (_, single, double) => single ?? double),
  )
}

function copy<K extends keyof RawOptions>(raw: RawOptions, keys: K[]): Partial<Pick<RawOptions, K>> {
  return Object.fromEntries(keys.filter((key) => raw[key] !== undefined).map((key) => [key, raw[key]])) as Partial<
    Pick<RawOptions, K>
  >
}
