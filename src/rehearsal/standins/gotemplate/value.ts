/** A type of Go's, as far as it shows in a template's output and errors. */
export type GoType =
  | { kind: 'string' | 'bool' | 'int' | 'float64' | 'time'; name: string; text?: (value: unknown) => string }
  | { kind: 'slice' | 'map'; name: string; of: GoType }
  | { kind: 'struct'; name: string; fields: GoField[] }
  /** `text` is how a pointer's own String method shows it, `nilText` how it shows a nil one inside of another value. */
  | { kind: 'pointer'; name: string; to: GoType; text?: (value: unknown) => string; nilText?: string }
  /** What a slice of interfaces holds: its fields are found, but errors name the interface. */
  | { kind: 'interface'; name: string; of: (value: unknown) => GoType }

/** A field of a struct. An embedded one gives its fields to the struct as well. */
export interface GoField {
  name: string
  /** Where the value of the struct keeps it; the whole value when it is undefined. */
  key: string | undefined
  type: GoType
  embedded?: boolean
}

/** A value with its type. Undefined stands for the zero value: nil, "", 0, false. */
export interface GoValue {
  type: GoType
  value: unknown
}

export const goString: GoType = { kind: 'string', name: 'string' }
export const goBool: GoType = { kind: 'bool', name: 'bool' }
export const goInt: GoType = { kind: 'int', name: 'int' }
export const goFloat: GoType = { kind: 'float64', name: 'float64' }

/** The value that an interface holds. */
export function inside({ type, value }: GoValue): GoValue {
  return type.kind === 'interface' ? { type: type.of(value), value } : { type, value }
}

/** The field of a struct, or of what a pointer points to. 'nil' for a nil pointer, undefined when there is none. */
export function fieldOf(given: GoValue, name: string): GoValue | 'nil' | undefined {
  const { type, value } = inside(given)
  if (type.kind === 'pointer') {
    if (value === undefined || value === null) return type.to.kind === 'struct' ? 'nil' : undefined
    return fieldOf({ type: type.to, value }, name)
  }
  if (type.kind === 'map') return { type: type.of, value: entries(value)[name] }
  if (type.kind !== 'struct') return undefined
  const field = type.fields.find((each) => each.name === name)
  if (field) return { type: field.type, value: keyed(value, field.key) }
  for (const embedded of type.fields.filter((each) => each.embedded)) {
    const found = fieldOf({ type: embedded.type, value: keyed(value, embedded.key) ?? {} }, name)
    if (found !== undefined && found !== 'nil') return found
  }
  return undefined
}

function keyed(value: unknown, key: string | undefined): unknown {
  return key === undefined ? value : entries(value)[key]
}

/** The entries of a map or struct. */
export function entries(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}

/** The elements of a slice. */
export function elements(value: unknown): unknown[] {
  return Array.isArray(value) ? value : []
}

/** Whether a template takes a value for true: not the zero value, not empty. */
export function isTrue(given: GoValue | undefined): boolean {
  if (!given) return false
  const { type, value } = inside(given)
  if (type.kind === 'struct') return true
  if (type.kind === 'slice') return elements(value).length > 0
  if (type.kind === 'map') return Object.keys(entries(value)).length > 0
  if (type.kind === 'pointer') return value !== undefined && value !== null
  return value !== undefined && value !== null && value !== 0 && value !== '' && value !== false
}

/** A value as `fmt` prints it with %v. @param nested inside of another value, where pointers show their address */
export function goText(given: GoValue | undefined, nested = false): string {
  if (!given) return '<nil>'
  const { type, value } = inside(given)
  const isNil = value === undefined || value === null
  switch (type.kind) {
    case 'pointer':
      if (isNil) return nested ? (type.nilText ?? '<nil>') : '<nil>'
      if (type.text) return type.text(value)
      // An address: nobody can tell it beforehand, but for what it looks like.
      if (nested && type.to.kind === 'struct') return '0xc000123456'
      if (type.to.kind === 'struct') return `&${goText({ type: type.to, value })}`
      return nested ? '0xc000123456' : goText({ type: type.to, value })
    case 'struct':
      return `{${type.fields.map((field) => goText({ type: field.type, value: keyed(value, field.key) }, true)).join(' ')}}`
    case 'slice':
      return `[${elements(value)
        .map((item) => goText({ type: type.of, value: item }, true))
        .join(' ')}]`
    case 'map': {
      const sorted = Object.entries(entries(value)).sort(([a], [b]) => (a < b ? -1 : 1))
      return `map[${sorted.map(([key, item]) => `${key}:${goText({ type: type.of, value: item }, true)}`).join(' ')}]`
    }
    case 'string':
      return isNil ? '' : String(value)
    case 'bool':
      return String(value === true)
    case 'time':
      return type.text?.(value) ?? ''
    case 'float64':
      return floatText(Number(value ?? 0))
    default:
      return type.kind === 'int' ? (type.text?.(value ?? 0) ?? String(value ?? 0)) : ''
  }
}

function floatText(value: number): string {
  const text = String(value)
  // %v is %g: an exponent has two digits at least.
  return text.replace(/e([+-])(\d)$/, 'e$10$2')
}
