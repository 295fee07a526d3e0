import type { Era } from './era.ts'

/** An option of a command. */
interface Option {
  long: string
  short?: string
  value?: boolean
  since?: number
}

/** A command's command line. */
export interface CommandSpec {
  options: Option[]
  /** Pattern lines below "Usage:". */
  usage: (era: Era) => string[]
  /** Whether these arguments and options fit the pattern. */
  fits: (positional: string[], options: Record<string, string | true>) => boolean
}

const config: Option = { long: '--config', short: '-c', value: true }
const namespace: Option = { long: '--namespace', short: '-n', value: true }
const newer: Option[] = [
  { long: '--context', value: true, since: 20 },
  { long: '--allow-version-mismatch', since: 20 },
]
const file: Option[] = [
  { long: '--filename', short: '-f', value: true },
  { long: '--recursive', short: '-R' },
  { long: '--skip-empty' },
]

const tail = (era: Era) => (era.checksVersion ? ' [--context=<context>] [--allow-version-mismatch]' : '')

function fileCommand(name: string, extra: string): CommandSpec {
  const flag = extra ? [{ long: extra }] : []
  return {
    options: [...file, ...flag, config, namespace, ...newer],
    usage: (era) => [
      `  calicoctl ${name} --filename=<FILENAME> [--recursive] [--skip-empty]`,
      `                  ${extra ? `[${extra}] ` : ''}[--config=<CONFIG>] [--namespace=<NS>]${tail(era)}`,
    ],
    fits: (positional, options) => positional.length === 0 && '--filename' in options,
  }
}

/** The commands that a migration uses. */
export const commands: Record<string, CommandSpec> = {
  get: {
    options: [
      ...file,
      { long: '--output', short: '-o', value: true },
      config,
      namespace,
      { long: '--all-namespaces', short: '-a' },
      { long: '--export' },
      ...newer,
    ],
    usage: (era) => [
      '  calicoctl get ( (<KIND> [<NAME>...]) |',
      '                --filename=<FILENAME> [--recursive] [--skip-empty] )',
      `                [--output=<OUTPUT>] [--config=<CONFIG>] [--namespace=<NS>] [--all-namespaces] [--export]${tail(era)}`,
    ],
    fits: (positional, options) => positional.length > 0 !== '--filename' in options,
  },
  apply: fileCommand('apply', ''),
  replace: fileCommand('replace', ''),
  create: fileCommand('create', '--skip-exists'),
  delete: {
    options: [...file, { long: '--skip-not-exists', short: '-s' }, config, namespace, ...newer],
    usage: (era) => [
      '  calicoctl delete ( (<KIND> [<NAME>...]) |',
      '                   --filename=<FILE> [--recursive] [--skip-empty] )',
      `                   [--skip-not-exists] [--config=<CONFIG>] [--namespace=<NS>]${tail(era)}`,
    ],
    fits: (positional, options) => positional.length > 0 !== '--filename' in options,
  },
  patch: {
    options: [
      { long: '--patch', short: '-p', value: true },
      { long: '--type', short: '-t', value: true },
      config,
      namespace,
      ...newer,
    ],
    usage: (era) => [
      `  calicoctl patch <KIND> <NAME> --patch=<PATCH> [--type=<TYPE>] [--config=<CONFIG>] [--namespace=<NS>]${tail(era)}`,
    ],
    fits: (positional, options) => positional.length === 2 && '--patch' in options,
  },
  label: {
    options: [{ long: '--overwrite' }, { long: '--remove' }, config, namespace, ...newer],
    usage: (era) => [
      '  calicoctl label (<KIND> <NAME>',
      '  \t              ( <key>=<value> [--overwrite] |',
      '  \t                <key> --remove )',
      `                  [--config=<CONFIG>] [--namespace=<NS>]${era.checksVersion ? ' [--context=<context>]) [--allow-version-mismatch]' : ')'}`,
    ],
    fits: (positional, options) => positional.length === 3 && !('--overwrite' in options && '--remove' in options),
  },
  version: {
    options: [config, { long: '--poll', value: true }, { long: '--client', since: 26 }, ...newer],
    usage: (era) => {
      const client = era.versionClient ? ' [--client] [--context=<context>]' : ''
      const mismatch = era.checksVersion ? ' [--allow-version-mismatch]' : ''
      return [`  calicoctl version [--config=<CONFIG>] [--poll=<POLL>]${client}${mismatch}`]
    },
    fits: (positional) => positional.length === 0,
  },
}

/** Arguments that fit a command. */
export interface ParsedArguments {
  positional: string[]
  options: Record<string, string | true>
}

/** Reads a command line as docopt does; undefined when it does not fit. `--help` counts as an option. */
export function parseArguments(spec: CommandSpec, argv: string[], era: Era): ParsedArguments | undefined {
  const known = [...spec.options.filter((each) => (each.since ?? 0) <= era.minor), { long: '--help', short: '-h' }]
  const positional: string[] = []
  const options: Record<string, string | true> = {}
  const words = [...argv]
  while (words.length > 0) {
    const word = words.shift() as string
    if (word === '--') {
      positional.push(...words.splice(0))
    } else if (word.startsWith('--')) {
      const [name, ...rest] = word.split('=')
      const option = longOption(known, name as string)
      if (!option || !take(option, rest.length > 0 ? rest.join('=') : undefined)) return undefined
    } else if (word.startsWith('-') && word !== '-') {
      const option = known.find((each) => each.short === word.slice(0, 2))
      if (!option) return undefined
      const attached = word.slice(2)
      if (!option.value && attached) words.unshift(`-${attached}`)
      if (!take(option, option.value && attached ? attached : undefined)) return undefined
    } else positional.push(word)
  }
  if ('--help' in options) return { positional, options }
  return spec.fits(positional, options) ? { positional, options } : undefined

  function take(option: Option, attached: string | undefined): boolean {
    if (!option.value) {
      options[option.long] = true
      return attached === undefined
    }
    const value = attached ?? words.shift()
    if (value === undefined) return false
    options[option.long] = value
    return true
  }
}

/** docopt takes a unique beginning of a long option too. */
function longOption(known: Option[], name: string): Option | undefined {
  const exact = known.find((each) => each.long === name)
  if (exact) return exact
  const beginning = known.filter((each) => each.long.startsWith(name))
  return beginning.length === 1 ? beginning[0] : undefined
}
