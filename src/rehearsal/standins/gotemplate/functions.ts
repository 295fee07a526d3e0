import { sprint, sprintf } from './printf.ts'
import { elements, entries, type GoValue, goBool, goInt, goString, goText, inside, isTrue } from './value.ts'

/** A function that a template may call; throws an Error whose text goes after "error calling NAME: ". */
export type TemplateFunction = (args: GoValue[]) => GoValue

const text = (value: string): GoValue => ({ type: goString, value })
const truth = (value: boolean): GoValue => ({ type: goBool, value })
const plain = (args: GoValue[]) => (args.length === 1 ? goText(args[0]) : sprint(args))

/** Go's predefined functions but for `call`, which needs a function among the data, and `and` and `or`. */
export const builtins: Record<string, TemplateFunction> = {
  not: ([value]) => truth(!isTrue(value)),
  len: ([value]) => ({ type: goInt, value: lengthOf(value as GoValue) }),
  index: ([value, ...keys]) => keys.reduce<GoValue>(indexed, value as GoValue),
  slice: ([value, ...bounds]) => sliced(value as GoValue, bounds),
  print: (args) => text(sprint(args)),
  println: (args) => text(`${args.map((arg) => goText(arg)).join(' ')}\n`),
  printf: ([format, ...args]) => text(sprintf(goText(format), args)),
  html: (args) => text(escapeHtml(plain(args))),
  js: (args) => text(escapeJs(plain(args))),
  urlquery: (args) =>
    text(
      encodeURIComponent(plain(args))
        .replaceAll('%20', '+')
        .replace(/[!'()*]/g, percent),
    ),
  eq: ([first, ...others]) => truth(others.some((other) => compare(first as GoValue, other) === 0)),
  ne: ([a, b]) => truth(compare(a as GoValue, b as GoValue) !== 0),
  lt: ([a, b]) => truth(ordered(a, b) < 0),
  le: ([a, b]) => truth(ordered(a, b) <= 0),
  gt: ([a, b]) => truth(ordered(a, b) > 0),
  ge: ([a, b]) => truth(ordered(a, b) >= 0),
}

/** How many arguments each takes at least; at most as well where it is a pair. */
export const arity: Record<string, [least: number, most: number]> = {
  not: [1, 1],
  len: [1, 1],
  index: [1, Number.POSITIVE_INFINITY],
  slice: [1, Number.POSITIVE_INFINITY],
  printf: [1, Number.POSITIVE_INFINITY],
  eq: [1, Number.POSITIVE_INFINITY],
  ne: [2, 2],
  lt: [2, 2],
  le: [2, 2],
  gt: [2, 2],
  ge: [2, 2],
  and: [1, Number.POSITIVE_INFINITY],
  or: [1, Number.POSITIVE_INFINITY],
}

function percent(char: string): string {
  return `%${char.charCodeAt(0).toString(16).toUpperCase()}`
}

function bare(given: GoValue): GoValue {
  const value = inside(given)
  if (value.type.kind !== 'pointer') return value
  if (value.value === undefined || value.value === null) throw new Error('index of nil pointer')
  return { type: value.type.to, value: value.value }
}

function lengthOf(given: GoValue): number {
  const { type, value } = bare(given)
  if (type.kind === 'string') return Buffer.byteLength(String(value ?? ''))
  if (type.kind === 'slice') return elements(value).length
  if (type.kind === 'map') return Object.keys(entries(value)).length
  throw new Error(`len of type ${type.name}`)
}

function indexed(given: GoValue, key: GoValue): GoValue {
  const { type, value } = bare(given)
  if (type.kind === 'map') {
    if (inside(key).type.kind !== 'string') throw new Error(`value has type ${inside(key).type.name}; should be string`)
    return { type: type.of, value: entries(value)[goText(key)] }
  }
  if (type.kind !== 'slice' && type.kind !== 'string') throw new Error(`can't index item of type ${type.name}`)
  if (inside(key).type.kind !== 'int') throw new Error(`cannot index slice/array with type ${inside(key).type.name}`)
  const at = Number(inside(key).value ?? 0)
  const list: unknown[] = type.kind === 'slice' ? elements(value) : [...Buffer.from(String(value ?? ''))]
  if (at < 0 || at >= list.length) throw new Error(`index out of range: ${at}`)
  return { type: type.kind === 'slice' ? type.of : { kind: 'int', name: 'uint8' }, value: list[at] }
}

function sliced(given: GoValue, bounds: GoValue[]): GoValue {
  const { type, value } = bare(given)
  if (type.kind !== 'slice' && type.kind !== 'string') throw new Error(`can't slice item of type ${type.name}`)
  const whole = type.kind === 'slice' ? elements(value) : Buffer.from(String(value ?? ''))
  const [from, to] = [Number(bounds[0]?.value ?? 0), Number(bounds[1]?.value ?? whole.length)]
  for (const at of [from, to]) if (at < 0 || at > whole.length) throw new Error(`index out of range: ${at}`)
  if (from > to) throw new Error(`invalid slice index: ${from} > ${to}`)
  if (type.kind === 'string')
    return {
      type,
      value: Buffer.from(whole as Buffer)
        .subarray(from, to)
        .toString('utf8'),
    }
  return { type, value: whole.slice(from, to) }
}

/** 0 when equal, else below or above 0. Only basic kinds compare, and only with their like. */
function compare(first: GoValue, second: GoValue): number {
  const [a, b] = [basic(first), basic(second)]
  if (a.kind !== b.kind) {
    throw new Error(`incompatible types for comparison: ${inside(first).type.name} and ${inside(second).type.name}`)
  }
  if (a.value === b.value) return 0
  return (a.value as number) < (b.value as number) ? -1 : 1
}

function ordered(first: GoValue | undefined, second: GoValue | undefined): number {
  const kind = basic(first as GoValue).kind
  if (kind === 'bool' || kind === 'pointer') throw new Error('invalid type for comparison')
  return compare(first as GoValue, second as GoValue)
}

function basic(given: GoValue): { kind: string; value: unknown } {
  const { type, value } = inside(given)
  const zero = { string: '', bool: false, int: 0, float64: 0 } as Record<string, unknown>
  if (type.kind in zero) return { kind: type.kind, value: value ?? zero[type.kind] }
  if (type.kind === 'pointer') return { kind: 'pointer', value: value ?? null }
  throw new Error(`non-comparable type ${goText(given)}: ${type.name}`)
}

const htmlCodes: Record<string, string> = {
  '<': '&lt;',
  '>': '&gt;',
  '&': '&amp;',
  "'": '&#39;',
  '"': '&#34;',
  '\0': '\uFFFD',
}

function escapeHtml(value: string): string {
  return value.replace(/[<>&'"\0]/g, (char) => htmlCodes[char] as string)
}

function escapeJs(value: string): string {
  const code = (char: string) => `\\u${char.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`
  return value.replace(/[\\'"<>&=]|[\u0000-\u001f\u007f]/g, (char) => (/[\\'"]/.test(char) ? `\\${char}` : code(char)))
}
