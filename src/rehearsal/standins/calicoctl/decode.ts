import { parseAsn } from '../../../model/asn.ts'
import { DurationError, goDuration } from './duration.ts'
import { type FieldType, type Struct, structNames, structs } from './schema.ts'

/** Decoding failed; the text is that of Go's JSON decoder as calicoctl passes it on. */
export class DecodeError extends Error {}

/** A Calico resource as calicoctl holds it. */
export interface Resource {
  kind: string
  apiVersion: string
  metadata: Record<string, unknown> & { name: string }
  spec: Record<string, unknown>
  status?: Record<string, unknown>
  [field: string]: unknown
}

/**
 * Turns a parsed document into a resource as the Go structs would hold it: known fields only, empty ones left out.
 * @param strict a field the struct does not have is an error (documents) or is dropped (stored objects)
 */
export function decodeResource(input: Record<string, unknown>, minor: number, strict: boolean): Resource {
  const kind = String(input['kind'])
  const known = structs[kind]
  const resource: Resource = {
    kind,
    apiVersion: 'projectcalico.org/v3',
    metadata: (isMap(input['metadata']) ? { ...input['metadata'] } : {}) as Resource['metadata'],
    spec: known ? decodeStruct(input['spec'], known.spec, minor, strict) : { ...(input['spec'] as object) },
  }
  if (known?.status) {
    const status = decodeStruct(input['status'], known.status, minor, strict)
    if (Object.keys(status).length > 0) resource.status = status
  } else if (input['status'] !== undefined && !known) resource.status = input['status'] as Record<string, unknown>
  if (strict) {
    const allowed = new Set(['kind', 'apiVersion', 'metadata', 'spec', ...(known?.status || !known ? ['status'] : [])])
    for (const field of Object.keys(input)) if (!allowed.has(field)) throw unknownField(field)
  }
  return resource
}

function unknownField(field: string): DecodeError {
  return new DecodeError(`field in document is not recognized or is in the wrong location: ${field}`)
}

/** Go's decoder goes on after these and reports the first at the end; an AS number or duration stops it at once. */
interface Soft {
  first: DecodeError | undefined
}

function decodeStruct(value: unknown, struct: Struct, minor: number, strict: boolean): Record<string, unknown> {
  const soft: Soft = { first: undefined }
  const result = structValue(value, struct, { minor, strict, soft })
  if (soft.first && strict) throw soft.first
  return result
}

interface Decoding {
  minor: number
  strict: boolean
  soft: Soft
}

function structValue(value: unknown, struct: Struct, decoding: Decoding): Record<string, unknown> {
  if (value === undefined || value === null) return {}
  if (!isMap(value)) {
    decoding.soft.first ??= new DecodeError(
      `cannot parse ${jsonType(value)} into value of type ${structNames.get(struct)}`,
    )
    return {}
  }
  const decoded = new Map<string, unknown>()
  // The document became JSON with sorted keys before it came here, so that errors come in that order.
  for (const field of Object.keys(value).sort()) {
    const entry = struct[field]
    const [type, since] = Array.isArray(entry) ? entry : [entry, 0]
    if (type === undefined || since > decoding.minor) {
      if (decoding.strict) decoding.soft.first ??= unknownField(field)
      continue
    }
    const where = `${structNames.get(struct) ?? 'struct'}.${field}`
    decoded.set(field, fieldValue(value[field], type, where, decoding))
  }
  const result: Record<string, unknown> = {}
  for (const [field, entry] of Object.entries(struct)) {
    const type = Array.isArray(entry) ? entry[0] : entry
    const found = decoded.get(field)
    if (decoded.has(field) && !isLeftOut(found, type)) result[field] = found
  }
  return result
}

const widths: Record<string, [number, number, string]> = {
  int: [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER, 'int'],
  uint16: [0, 65535, 'uint16'],
  uint8Pointer: [0, 255, 'uint8'],
  int32Pointer: [-(2 ** 31), 2 ** 31 - 1, 'int32'],
}

function fieldValue(value: unknown, type: FieldType, where: string, decoding: Decoding): unknown {
  if (value === null || value === undefined) return undefined
  const wrong = (wanted: string) => {
    const data = typeof value === 'object' ? '' : ` '${value}'`
    decoding.soft.first ??= new DecodeError(
      `cannot parse ${jsonType(value)}${data} into field ${where} of type ${wanted}`,
    )
    return undefined
  }
  if (typeof type === 'object') {
    if ('struct' in type) return structValue(value, type.struct, decoding)
    if ('secretKey' in type) return { key: '', ...structValue(value, type.secretKey, decoding) }
    if (!Array.isArray(value)) return wrong('slice')
    return value.map((item) => structValue(item, type.list, decoding))
  }
  const width = widths[type]
  if (width) {
    const [least, most, name] = width
    return Number.isInteger(value) && (value as number) >= least && (value as number) <= most ? value : wrong(name)
  }
  if (type === 'string') return typeof value === 'string' ? value : wrong('string')
  if (type === 'bool' || type === 'boolPointer') return typeof value === 'boolean' ? value : wrong('bool')
  if (type === 'strings') return Array.isArray(value) ? value : wrong('[]string')
  if (type === 'duration') return durationValue(value)
  return asnValue(value)
}

function durationValue(value: unknown): string {
  if (typeof value !== 'string') throw mismatch(value, 'string')
  try {
    return goDuration(value)
  } catch (error) {
    if (error instanceof DurationError) throw new DecodeError(error.message)
    throw error
  }
}

function asnValue(value: unknown): number {
  if (typeof value === 'number') {
    // Go first tries a 32-bit number, then a string: so that the error of a number too large speaks of a string.
    if (Number.isInteger(value) && value >= 0 && value <= 4294967295) return value
    throw mismatch(value, 'string')
  }
  if (typeof value !== 'string') throw mismatch(value, 'string')
  const asn = parseAsn(value)
  if (asn === undefined) throw new DecodeError(`invalid AS Number format (${value})`)
  return asn
}

/** Go's omitempty: nothing behind a pointer, or the zero value where there is no pointer. */
function isLeftOut(value: unknown, type: FieldType): boolean {
  if (value === undefined || value === '') return true
  if (Array.isArray(value)) return value.length === 0
  if (type === 'bool') return value === false
  return (type === 'asn' || type === 'int' || type === 'uint16') && value === 0
}

function jsonType(value: unknown): string {
  if (Array.isArray(value)) return 'array'
  const names: Record<string, string> = { string: 'string', number: 'number', boolean: 'bool', object: 'object' }
  return names[typeof value] ?? 'value'
}

function mismatch(value: unknown, wanted: string): DecodeError {
  return new DecodeError(`json: cannot unmarshal ${jsonType(value)} into Go value of type ${wanted}`)
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
