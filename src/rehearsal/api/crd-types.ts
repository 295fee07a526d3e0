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
  if (!struct || spec === undefined) return []
  if (!isFields(spec)) {
    const found = typeOf(spec)
    const message = `Invalid value: "${found}": spec in body must be of type object: "${found}"`
    return [{ field: 'spec', reason: 'FieldValueTypeInvalid', message }]
  }
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

/**
 * What server-side apply says to a configuration that does not fit the definition, before anything else is looked at;
 * undefined when it fits.
 */
export function typedProblem(object: KubeObject, minor: number): string | undefined {
  const { kind, apiVersion, metadata } = object
  const struct = specOf(kind)
  const spec = object['spec']
  if (!struct || !isFields(spec) || !apiVersion.startsWith('crd.projectcalico.org/')) return undefined
  const problems = Object.entries(spec).flatMap(([field, value]) => {
    const entry = struct[field]
    const [type, since] = Array.isArray(entry) ? entry : [entry, 0]
    if (type === undefined || since > minor) return [`.spec.${field}: field not declared in schema`]
    const wanted = schemaType(type)
    if (value === null || typeOf(value) === wanted) return []
    return [`.spec.${field}: ${typedText(wanted, value)}`]
  })
  if (problems.length === 0) return undefined
  const all = problems.length === 1 ? problems[0] : `errors:\n${problems.map((text) => `  ${text}`).join('\n')}`
  const name = `${metadata.namespace ?? ''}/${metadata.name}; ${apiVersion}, Kind=${kind}`
  return `failed to create typed patch object (${name}): ${all}`
}

function typedText(wanted: string, value: unknown): string {
  const shown = typeof value === 'string' ? JSON.stringify(value) : String(value)
  if (wanted === 'integer') return `expected numeric (int or float), got ${goType(value)}`
  if (wanted === 'object') return `expected map, got &{${value}}`
  if (wanted === 'array') return `expected list, got &{${value}}`
  return `expected ${wanted}, got ${shown}`
}

function goType(value: unknown): string {
  if (Array.isArray(value)) return '[]interface {}'
  if (isFields(value)) return 'map[string]interface {}'
  return typeof value === 'boolean' ? 'bool' : typeof value
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
