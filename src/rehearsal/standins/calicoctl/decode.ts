import { parseAsn } from '../../../model/asn.ts'
import { type FieldType, type Struct, structs } from './schema.ts'

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

function decodeStruct(value: unknown, struct: Struct, minor: number, strict: boolean): Record<string, unknown> {
  if (value === undefined || value === null) return {}
  if (!isMap(value)) throw mismatch(value, 'struct')
  const result: Record<string, unknown> = {}
  const left = new Map(Object.entries(value))
  for (const [field, entry] of Object.entries(struct)) {
    const [type, since] = Array.isArray(entry) ? entry : [entry, 0]
    if (since > minor || !left.has(field)) continue
    const decoded = decodeField(left.get(field), type, minor, strict)
    left.delete(field)
    if (!isEmpty(decoded, type)) result[field] = decoded
  }
  for (const field of left.keys()) if (strict) throw unknownField(field)
  return result
}

function decodeField(value: unknown, type: FieldType, minor: number, strict: boolean): unknown {
  if (value === null || value === undefined) return undefined
  if (typeof type === 'object') {
    if ('struct' in type) return decodeStruct(value, type.struct, minor, strict)
    if (!Array.isArray(value)) throw mismatch(value, 'slice')
    return value.map((item) => decodeStruct(item, type.list, minor, strict))
  }
  switch (type) {
    case 'string':
    case 'duration':
      if (typeof value !== 'string') throw mismatch(value, 'string')
      return value
    case 'bool':
      if (typeof value !== 'boolean') throw mismatch(value, 'bool')
      return value
    case 'int':
      if (typeof value !== 'number') throw mismatch(value, 'int')
      return value
    case 'strings':
      if (!Array.isArray(value)) throw mismatch(value, '[]string')
      return value
    case 'asn':
      return decodeAsn(value)
    default:
      return value
  }
}

function decodeAsn(value: unknown): number {
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

/** Go's omitempty; a pointer field (bool, AS number) is kept whatever it points to. */
function isEmpty(value: unknown, type: FieldType): boolean {
  if (value === undefined || value === '') return true
  if (Array.isArray(value)) return value.length === 0
  if (typeof type === 'object') return false
  return false
}

function mismatch(value: unknown, wanted: string): DecodeError {
  const names: Record<string, string> = { string: 'string', number: 'number', boolean: 'bool', object: 'object' }
  const found = Array.isArray(value) ? 'array' : (names[typeof value] ?? 'value')
  return new DecodeError(`json: cannot unmarshal ${found} into Go value of type ${wanted}`)
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
