/**
 * Plain scalars as Calico's tools read them (YAML 1.1 through Go's yaml, then JSON): `yes`, `on`, `n` are booleans, 010 is
 * eight. A YAML 1.2 parser takes them for text and numbers of its own, so the source text decides here.
 */
export function plainScalar(source: string): string | number | boolean | null {
  if (nulls.has(source)) return null
  const truth = booleans.get(source)
  if (truth !== undefined) return truth
  const number = integer(source) ?? float(source)
  return number ?? source
}

/**
 * The same scalar where text is wanted (labels, names, addresses): a boolean becomes "true" or "false", a number is
 * written out. Dotted AS numbers and versions must not come this way: they need the source text.
 */
export function scalarAsText(source: string): string {
  const value = plainScalar(source)
  return value === null ? '' : String(value)
}

const nulls = new Set(['', '~', 'null', 'Null', 'NULL'])

const booleans = new Map<string, boolean>([
  ...['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'].map((t) => [t, true] as const),
  ...['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'].map((t) => [t, false] as const),
])

function integer(source: string): number | undefined {
  const text = source.replaceAll('_', '')
  const match = /^([-+]?)(?:(0[xX][0-9a-fA-F]+)|(0[bB][01]+)|0[oO]?([0-7]+)|(0|[1-9]\d*))$/.exec(text)
  if (!match) return undefined
  const [, sign, hex, binary, octal, decimal] = match
  const digits = hex ?? binary ?? (octal === undefined ? decimal! : `0o${octal}`)
  const value = Number(digits)
  return sign === '-' ? -value : value
}

function float(source: string): number | undefined {
  return /^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?$/.test(source) ? Number(source) : undefined
}
