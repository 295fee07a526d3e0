/** A kubectl command line taken apart. */
export interface Flags {
  /** Words that are no flags, the command first. */
  words: string[]
  /** What stands behind `--`. */
  rest: string[]
  values: Record<string, string[]>
}

/** Flags of kubectl that take a value, by long name. */
const withValue = new Set([
  'kubeconfig',
  'context',
  'cluster',
  'user',
  'namespace',
  'server',
  'token',
  'request-timeout',
  'output',
  'selector',
  'field-selector',
  'label-columns',
  'raw',
  'filename',
  'patch',
  'patch-file',
  'type',
  'container',
  'field-manager',
  'dry-run',
  'resource-version',
  'timeout',
  'sort-by',
  'chunk-size',
  'subresource',
  'as',
  'as-group',
  'cascade',
  'grace-period',
  'validate',
  'from-literal',
  'template',
  'v',
])

/** Flags whose value may be left out (`--dry-run`, `--validate`). */
const optionalValue = new Set(['dry-run', 'validate', 'cascade'])

const shorts: Record<string, string> = {
  n: 'namespace',
  o: 'output',
  l: 'selector',
  L: 'label-columns',
  f: 'filename',
  p: 'patch',
  c: 'container',
  A: 'all-namespaces',
  i: 'stdin',
  t: 'tty',
  q: 'quiet',
  R: 'recursive',
  w: 'watch',
  h: 'help',
  v: 'v',
  s: 'server',
  k: 'kustomize',
}

/** A flag that is not known or lacks its value. */
export class FlagError extends Error {}

/** Reads a command line; throws FlagError. */
export function parseFlags(argv: string[]): Flags {
  const flags: Flags = { words: [], rest: [], values: {} }
  const queue = [...argv]
  const put = (name: string, value: string) => {
    const list = flags.values[name] ?? []
    list.push(value)
    flags.values[name] = list
  }
  const takeValue = (name: string, written: string): string => {
    if (optionalValue.has(name)) return 'true'
    const value = queue.shift()
    if (value === undefined) throw new FlagError(`flag needs an argument: ${written}`)
    return value
  }
  while (queue.length > 0) {
    const word = queue.shift() as string
    if (word === '--') {
      flags.rest = queue.splice(0)
    } else if (word.startsWith('--')) {
      const at = word.indexOf('=')
      const name = word.slice(2, at < 0 ? undefined : at)
      if (!known.has(name)) throw new FlagError(`unknown flag: --${name}`)
      if (at >= 0) put(name, word.slice(at + 1))
      else put(name, withValue.has(name) ? takeValue(name, word) : 'true')
    } else if (word.startsWith('-') && word.length > 1 && !/^-\d/.test(word)) readShort(word.slice(1))
    else flags.words.push(word)
  }
  return flags

  function readShort(letters: string): void {
    const name = shorts[letters.charAt(0)]
    if (!name) throw new FlagError(`unknown shorthand flag: '${letters.charAt(0)}' in -${letters}`)
    if (withValue.has(name)) {
      const attached = letters.slice(1).replace(/^=/, '')
      put(name, attached || takeValue(name, `'${letters.charAt(0)}' in -${letters}`))
      return
    }
    put(name, 'true')
    if (letters.length > 1) readShort(letters.slice(1))
  }
}

const known = new Set([
  ...withValue,
  ...Object.values(shorts),
  'all',
  'overwrite',
  'show-labels',
  'show-managed-fields',
  'ignore-not-found',
  'no-headers',
  'client',
  'minify',
  'flatten',
  'short',
  'wait',
  'now',
  'force',
  'server-side',
  'force-conflicts',
  'list',
  'local',
  'save-config',
  'insecure-skip-tls-verify',
  'warnings-as-errors',
  'show-kind',
  'watch-only',
  'no-color',
])

/** The last value of a flag. */
export function flag(flags: Flags, name: string): string | undefined {
  return flags.values[name]?.at(-1)
}

/** True for a switch that is set. */
export function isSet(flags: Flags, name: string): boolean {
  const value = flag(flags, name)
  return value !== undefined && value !== 'false'
}
