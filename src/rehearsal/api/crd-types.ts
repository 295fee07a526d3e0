import { type FieldType, type Struct, structs } from '../standins/calicoctl/schema.ts'
import type { FieldProblem } from '../store/errors.ts'
import { isFields, type KubeObject } from '../store/object.ts'

/** Calico's resource definitions, as far as the kinds of a migration go: until 3.32 they check little more than types. */

function specOf(kind: string): Struct | undefined {
  return kind === 'Node' ? undefined : structs[kind]?.spec
}

/** The object without fields its definition does not have, and their names: the API server prunes them. */
export function pruned(kind: string, object: KubeObject, minor: number): { known: KubeObject; unknown: string[] } {
  const struct = specOf(kind)
  const spec = object['spec']
  if (!struct || !isFields(spec) || !object.apiVersion.startsWith('crd.projectcalico.org/')) {
    return { known: object, unknown: [] }
  }
  const isKnown = (field: string) => {
    const entry = struct[field]
    return entry !== undefined && (!Array.isArray(entry) || entry[1] <= minor)
  }
  const unknown = Object.keys(spec).filter((field) => !isKnown(field))
  if (unknown.length === 0) return { known: object, unknown }
  const kept = Object.fromEntries(Object.entries(spec).filter(([field]) => isKnown(field)))
  return { known: { ...object, spec: kept }, unknown: unknown.map((field) => `spec.${field}`) }
}

/** Fields of a spec that have another type than the definition says, or a number out of its range. */
export function crdProblems(kind: string, spec: unknown): FieldProblem[] {
  const struct = specOf(kind)
  if (!struct || !isFields(spec)) return []
  const problems: FieldProblem[] = []
  for (const [field, entry] of Object.entries(struct)) {
    const value = spec[field]
    if (value === undefined) continue
    const wanted = schemaType(Array.isArray(entry) ? entry[0] : entry)
    const found = typeOf(value)
    const path = `spec.${field}`
    if (found !== wanted) {
      const message = `Invalid value: "${found}": ${path} in body must be of type ${wanted}: "${found}"`
      problems.push({ field: path, reason: 'FieldValueTypeInvalid', message })
    } else if (field === 'listenPort' && (value as number) > 65535) {
      const message = `Invalid value: ${value}: ${path} in body should be less than or equal to 65535`
      problems.push({ field: path, reason: 'FieldValueInvalid', message })
    } else if (field === 'listenPort' && (value as number) < 1) {
      const message = `Invalid value: ${value}: ${path} in body should be greater than or equal to 1`
      problems.push({ field: path, reason: 'FieldValueInvalid', message })
    }
  }
  return problems
}

function schemaType(type: FieldType): string {
  if (typeof type === 'object') return 'list' in type ? 'array' : 'object'
  if (type === 'strings') return 'array'
  if (type === 'string' || type === 'duration') return 'string'
  return type === 'bool' || type === 'boolPointer' ? 'boolean' : 'integer'
}

function typeOf(value: unknown): string {
  if (Array.isArray(value)) return 'array'
  if (value === null) return 'null'
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number'
  return typeof value
}
