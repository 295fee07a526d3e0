import { isFields, type KubeObject } from '../store/object.ts'
import { coreSchemas, NamedStruct, type SchemaField, type SchemaFields } from './core-schema.ts'
import { goKind, jsonType } from './json-type.ts'

/** Where the walk is: the name of Go's struct, and the path below the object; and whose sentence is wanted. */
interface At {
  struct: string
  path: string
  decoder: Decoder
}

/** `json` reads whole objects, `converter` what a strategic merge patch left of one: they word the same mistake differently. */
export type Decoder = 'json' | 'converter'

/**
 * What Kubernetes' decoder says to the first field of a core kind that holds another type than its Go struct, as a whole
 * object of text where a boolean belongs would break every client with types. Fields outside `coreSchemas` are not looked at.
 * @returns undefined for an object that every client can read
 */
export function coreTypeProblem(object: KubeObject, decoder: Decoder = 'json'): string | undefined {
  const fields = coreSchemas[object.kind]
  return fields ? structProblem(object, fields, { struct: object.kind, path: '', decoder }) : undefined
}

function structProblem(value: Record<string, unknown>, fields: SchemaFields, at: At): string | undefined {
  for (const [name, inner] of Object.entries(value)) {
    const field = fields[name] ?? fields[`${name}!`]
    if (field === undefined || inner === null) continue
    const problem = fieldProblem(inner, field, { ...at, path: at.path ? `${at.path}.${name}` : name })
    if (problem) return problem
  }
  return undefined
}

function fieldProblem(value: unknown, field: SchemaField, at: At): string | undefined {
  if (Array.isArray(field)) {
    const [item] = field
    if (!Array.isArray(value)) return mismatch(value, at, `[]v1.${nameOf(item)}`)
    return first(value, (each) => fieldProblem(each, item, at))
  }
  if (field instanceof NamedStruct) {
    if (!isFields(value)) return mismatch(value, at, `v1.${field.name}`)
    return structProblem(value, field.fields, { ...at, struct: field.name })
  }
  // A struct without a name cannot be told apart from Go's by its sentence.
  if (typeof field === 'object') return undefined
  return scalarProblem(value, field, at)
}

function scalarProblem(value: unknown, field: SchemaField & string, at: At): string | undefined {
  switch (field) {
    case 'string':
      return typeof value === 'string' ? undefined : mismatch(value, at, 'string')
    case 'boolean':
      return typeof value === 'boolean' ? undefined : mismatch(value, at, 'bool')
    case 'integer':
    case 'long': {
      const type = field === 'long' ? 'int64' : 'int32'
      if (typeof value !== 'number') return mismatch(value, at, type)
      return Number.isInteger(value) ? undefined : mismatch(value, at, type, `number ${value}`)
    }
    case 'strings':
      if (!Array.isArray(value)) return mismatch(value, at, '[]string')
      return first(value, (each) => scalarProblem(each, 'string', at))
    case 'map':
      if (!isFields(value)) return mismatch(value, at, 'map[string]string')
      return first(Object.values(value), (each) => scalarProblem(each, 'string', at))
    case 'bytes':
      if (!isFields(value)) return mismatch(value, at, 'map[string][]uint8')
      return first(Object.values(value), (each) =>
        typeof each === 'string' ? base64Problem(each) : mismatch(each, at, '[]uint8'),
      )
    default:
      return undefined
  }
}

/** A list of nulls is a list of empty values. */
function first(values: unknown[], problemOf: (value: unknown) => string | undefined): string | undefined {
  for (const value of values) {
    const problem = value === null ? undefined : problemOf(value)
    if (problem) return problem
  }
  return undefined
}

/** What the decoder says to a value where its Go type wants another. @param wanted Go's name of the type */
export function mismatch(
  value: unknown,
  { struct, path, decoder }: At,
  wanted: string,
  given = jsonType(value),
): string {
  if (decoder === 'json')
    return `json: cannot unmarshal ${given} into Go struct field ${struct}.${path} of type ${wanted}`
  const kind = goKind(value)
  if (wanted.startsWith('[]')) return `cannot restore slice from ${kind}`
  if (wanted.startsWith('map[')) return `cannot restore map from ${kind}`
  if (wanted.startsWith('v1.')) return `cannot restore struct from: ${kind}`
  // Go itself would turn these into one another: a number into the letter of that number, a fraction into what is before it.
  const convertible = (kind === 'int64' && wanted === 'string') || (kind === 'float64' && wanted.startsWith('int'))
  return convertible ? `cannot convert ${kind} to ${wanted}` : `unrecognized type: ${wanted}`
}

function nameOf(field: SchemaFields | NamedStruct): string {
  return field instanceof NamedStruct ? field.name : 'Object'
}

/** Go's strict decoder of base64: the offset of the first byte that cannot be there. Line ends are passed over. */
function base64Problem(text: string): string | undefined {
  const bad = (at: number): string => `illegal base64 data at input byte ${at}`
  let quantum = 0
  let start = 0
  for (let at = 0; at < text.length; at++) {
    const letter = text[at]!
    if (letter === '\n' || letter === '\r') continue
    if (letter === '=') {
      if (quantum < 2) return bad(at)
      const rest = text.slice(at + 1).replace(/[\r\n]/g, '')
      if (quantum === 2 && rest[0] !== '=') return bad(rest === '' ? text.length : at)
      const behind = quantum === 2 ? rest.slice(1) : rest
      return behind === '' ? undefined : bad(text.length - behind.length)
    }
    if (!/[A-Za-z0-9+/]/.test(letter)) return bad(at)
    if (quantum === 0) start = at
    quantum = (quantum + 1) % 4
  }
  return quantum === 0 ? undefined : bad(start)
}
