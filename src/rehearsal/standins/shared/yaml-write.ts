/**
 * YAML as Go programs print it (sigs.k8s.io/yaml over yaml.v2): keys sorted, lists not indented, strings quoted where
 * YAML 1.1 would read something else. Written by hand because a full YAML library costs more time than a whole call.
 */

/** A JSON value as a YAML document. */
export function yamlText(value: unknown): string {
  return `${block(value, 0)}\n`
}

function block(value: unknown, depth: number): string {
  const pad = '  '.repeat(depth)
  if (Array.isArray(value)) {
    if (value.length === 0) return '[]'
    return value.map((item) => `${pad}- ${inList(item, depth)}`).join('\n')
  }
  if (isMap(value)) {
    const keys = Object.keys(value).sort(naturalOrder)
    if (keys.length === 0) return '{}'
    return keys.map((key) => `${pad}${scalar(key, depth)}:${afterKey(value[key], depth)}`).join('\n')
  }
  return scalar(value, depth)
}

function afterKey(value: unknown, depth: number): string {
  if (Array.isArray(value) && value.length > 0) return `\n${block(value, depth)}`
  if (isMap(value) && Object.keys(value).length > 0) return `\n${block(value, depth + 1)}`
  return ` ${block(value, depth)}`
}

/** The first line of a list item stands behind its dash. */
function inList(item: unknown, depth: number): string {
  const text = block(item, depth + 1)
  return text.startsWith('  ') ? text.slice(2 * (depth + 1)) : text
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function scalar(value: unknown, depth: number): string {
  if (value === null || value === undefined) return 'null'
  if (typeof value !== 'string') return String(value)
  if (value === '') return '""'
  if (isAmbiguous(value)) return JSON.stringify(value)
  if (value.includes('\n') && !/[\u0000-\u0008\u000b-\u001f]/.test(value)) return literal(value, depth)
  if (/[\u0000-\u001f\u007f-\u009f\ufeff]/.test(value)) return JSON.stringify(value)
  return isPlain(value) ? value : `'${value.replaceAll("'", "''")}'`
}

function literal(value: string, depth: number): string {
  const chomp = value.endsWith('\n') ? '' : '-'
  const lines = value.replace(/\n$/, '').split('\n')
  const pad = '  '.repeat(depth + 1)
  return `|${chomp}\n${lines.map((line) => (line ? pad + line : '')).join('\n')}`
}

const words = new Set(
  'y n yes no on off true false null ~ << .nan .inf -.inf +.inf'.split(' ').flatMap((word) => {
    const capital = word.charAt(0).toUpperCase() + word.slice(1)
    return [word, word.toUpperCase(), capital]
  }),
).add('.NaN')

/** Text that YAML 1.1 would read as a number, a truth value, nothing or a date. */
function isAmbiguous(text: string): boolean {
  return (
    words.has(text) ||
    /^[-+]?(0b[01_]+|0x[0-9a-fA-F_]+|0o?[0-7_]*|[0-9][0-9_]*)$/.test(text) ||
    /^[-+]?(\.[0-9]+|[0-9][0-9_]*(\.[0-9_]*)?)([eE][-+]?[0-9]+)?$/.test(text) ||
    /^[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?$/.test(text) ||
    /^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([Tt ]|$)/.test(text)
  )
}

/** Text that needs no quotes in a block context. */
function isPlain(text: string): boolean {
  if (/^[\s]|[\s]$/.test(text)) return false
  if (/^[#,[\]{}&*!|>'"%@`]/.test(text) || /^[-?:](\s|$)/.test(text) || /^(---|\.\.\.)/.test(text)) return false
  return !/:(\s|$)/.test(text) && !/\s#/.test(text)
}

/** yaml.v2 sorts keys so that numbers inside them count as numbers. */
function naturalOrder(a: string, b: string): number {
  const split = (text: string) => text.match(/\d+|\D/g) ?? []
  const [left, right] = [split(a), split(b)]
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const [x, y] = [left[i] as string, right[i] as string]
    if (x === y) continue
    const [xDigits, yDigits] = [/^\d/.test(x), /^\d/.test(y)]
    if (xDigits && yDigits && Number(x) !== Number(y)) return Number(x) - Number(y)
    const [xLetter, yLetter] = [/\p{L}/u.test(x), /\p{L}/u.test(y)]
    if (xLetter !== yLetter && !xDigits && !yDigits) return xLetter ? 1 : -1
    return x < y ? -1 : 1
  }
  return left.length - right.length
}
