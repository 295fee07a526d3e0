import { parseAsn } from '../../model/asn.ts'
import type { ParseContext } from './context.ts'
import { enterpriseFields, type FieldType, fieldWords, knownFields, requiredFields } from './fields.ts'
import { isRecord, type RawObject } from './objects.ts'
import { refuse } from './refuse.ts'

/** "BGPPeer/rack1", for messages. */
export function subjectOf(object: RawObject): string {
  return `${object.kind}/${String(object.metadata.name ?? '')}`
}

/**
 * Checks the fields of a spec and leaves out those that are null, as Kubernetes does. An unknown field is a warning; a
 * value of a wrong type is refused, because a forecast that guessed its meaning would be a lie.
 * @param table name of the field table: the kind, or "Node.bgp"
 * @throws WizardError E_RESOURCES_FIELD
 */
export function checkFields(
  spec: unknown,
  table: string,
  path: string,
  object: RawObject,
  context: ParseContext,
): Record<string, unknown> {
  if (spec === undefined || spec === null) {
    if (requiredFields[table]) throw wrongType(object, path, spec, `a map with ${requiredFields[table].join(' and ')}`)
    return {}
  }
  if (!isRecord(spec)) throw wrongType(object, path, spec, 'a map of fields')
  const known = knownFields[table] ?? {}
  const kept: Record<string, unknown> = {}
  for (const [field, value] of Object.entries(spec)) {
    if (value === null || value === undefined) continue
    // The tables are plain objects: a field called like one of their built-in properties is still unknown.
    const type = Object.hasOwn(known, field) ? known[field] : undefined
    if (!type) warnUnknown(field, known, path, object, context)
    else {
      if (!fits(type, value)) throw wrongType(object, `${path}.${field}`, value, typeNames[type])
      const words = fieldWords[table]?.[field]
      if (words && value !== '' && !words.includes(String(value))) {
        throw wrongType(object, `${path}.${field}`, value, `one of ${words.join(', ')}`)
      }
    }
    if (field !== '__proto__') kept[field] = value
  }
  for (const field of requiredFields[table] ?? []) {
    if (!kept[field]) throw wrongType(object, `${path}.${field}`, spec[field], typeNames[known[field]!])
  }
  return kept
}

const typeNames: Record<FieldType, string> = {
  text: 'text',
  boolean: 'true or false',
  integer: 'a whole number',
  asn: 'an AS number: 0 to 4294967295, or "high.low" in quotes',
  texts: 'a list of texts',
  cidrs: 'a list such as [{ cidr: 10.96.0.0/12 }]',
  secret: 'a reference such as { secretKeyRef: { name: bgp, key: password } }',
  map: 'a map of fields',
  list: 'a list',
  any: 'anything',
}

function fits(type: FieldType, value: unknown): boolean {
  switch (type) {
    case 'text':
      return typeof value === 'string'
    case 'boolean':
      return typeof value === 'boolean'
    case 'integer':
      return Number.isInteger(value)
    case 'asn':
      return (typeof value === 'number' || typeof value === 'string') && (value === '' || parseAsn(value) !== undefined)
    case 'texts':
      return Array.isArray(value) && value.every((item) => typeof item === 'string')
    case 'cidrs':
      return Array.isArray(value) && value.every((item) => isRecord(item) && typeof item.cidr === 'string')
    case 'secret':
      // An empty reference is no reference, to Calico too.
      return isRecord(value) && (Object.keys(value).length === 0 || isKeyRef(value.secretKeyRef))
    case 'map':
      return isRecord(value)
    case 'list':
      return Array.isArray(value)
    case 'any':
      return true
  }
}

function isKeyRef(value: unknown): boolean {
  return isRecord(value) && typeof value.name === 'string' && typeof value.key === 'string'
}

function warnUnknown(
  field: string,
  known: Record<string, FieldType>,
  path: string,
  object: RawObject,
  context: ParseContext,
): void {
  const meant = Object.keys(known).find((name) => name.toLowerCase() === field.toLowerCase())
  const what = enterpriseFields.has(field)
    ? 'belongs to Calico Enterprise'
    : meant
      ? `is not known; the field is called ${meant}`
      : 'is not known'
  context.warnings.push({
    code: 'W_FIELD_UNKNOWN',
    subject: `${subjectOf(object)} (${object.place})`,
    message: `${path}.${field} ${what}: calicoctl refuses it, and it has no effect here`,
    ...(meant ? { remedy: `Write ${meant}.` } : {}),
  })
}

function wrongType(object: RawObject, path: string, value: unknown, wanted: string): Error {
  const shown = value === undefined ? 'missing' : JSON.stringify(value).slice(0, 80)
  return refuse('E_RESOURCES_FIELD', `${subjectOf(object)}: ${path} is ${shown}, but takes ${wanted}`, object.place, [
    `Correct ${path}; "calicoctl apply" refuses it too.`,
  ])
}
