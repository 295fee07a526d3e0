import { type ApiError, badRequest, type FieldProblem, invalid } from '../store/errors.ts'
import { calicoGroup, kindNamed, type ResourceKind } from '../store/kinds.ts'
import { equalJson, isFields, type KubeObject, valueAt } from '../store/object.ts'
import { celProblems } from './cel-rules.ts'
import { coreTypeProblem } from './core-types.ts'
import { crdProblems } from './crd-types.ts'

const subdomain = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/
const labelValue = /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/
const qualifiedName = /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/

const subdomainText =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"
const labelText =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')"
const nameText =
  "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')"

/** Checks the shape of a body: an object of the kind the path names. 400 otherwise. */
export function checkBody(kind: ResourceKind, body: unknown): KubeObject {
  if (!isFields(body)) throw badRequest('the body must be a JSON object')
  const metadata = body['metadata']
  if (!isFields(metadata)) throw badRequest('the object has no metadata')
  const wanted = kind.group ? `${kind.group}/${kind.version}` : kind.version
  const given = { apiVersion: body['apiVersion'] ?? wanted, kind: body['kind'] ?? kind.kind }
  if (kind.group === calicoGroup && (given.apiVersion !== wanted || given.kind !== kind.kind)) {
    throw otherType(kind, { ...given, name: String(metadata['name'] ?? '') })
  }
  if (given.apiVersion !== wanted || given.kind !== kind.kind) {
    throw badRequest(
      `the API version in the data (${given.apiVersion}) does not match the expected API version (${wanted})`,
    )
  }
  return { ...body, ...given, metadata } as unknown as KubeObject
}

/** The body of a create or update: fields of a core kind have their types, too. 400 otherwise. */
export function checkWhole(kind: ResourceKind, body: unknown): KubeObject {
  const object = checkBody(kind, body)
  const problem = coreTypeProblem(object)
  if (problem)
    throw badRequest(`${kind.kind} in version "${kind.version}" cannot be handled as a ${kind.kind}: ${problem}`)
  return object
}

/** How an object of another type than the path's is refused for custom resources. */
function otherType(kind: ResourceKind, given: { apiVersion: unknown; kind: unknown; name: string }): ApiError {
  const wanted = { apiVersion: `${kind.group}/${kind.version}`, kind: kind.kind }
  const problems = (['apiVersion', 'kind'] as const)
    .filter((field) => given[field] !== wanted[field])
    .map((field) => {
      const message = `Invalid value: ${JSON.stringify(given[field])}: must be ${wanted[field]}`
      return { field, reason: 'FieldValueInvalid', message }
    })
  return invalid({ ...kind, kind: String(given.kind) }, given.name, problems)
}

/** Checks names, labels, annotations and, for Calico's kinds, field types. 422 otherwise. */
export function validate(kind: ResourceKind, object: KubeObject, minor: number): void {
  const problems: FieldProblem[] = []
  const bad = (field: string, value: unknown, text: string) =>
    problems.push({ field, reason: 'FieldValueInvalid', message: `Invalid value: ${quote(value)}: ${text}` })
  const { name, labels, annotations } = object.metadata
  if (typeof name !== 'string' || name === '') {
    const message = 'Required value: name or generateName is required'
    problems.push({ field: 'metadata.name', reason: 'FieldValueRequired', message })
  } else if (!subdomain.test(name) || name.length > 253) bad('metadata.name', name, subdomainText)
  for (const [key, value] of Object.entries(labels ?? {})) {
    if (!isQualifiedName(key)) bad('metadata.labels', key, nameText)
    if (typeof value !== 'string') bad('metadata.labels', value, 'must be a string')
    else if (value.length > 63) bad('metadata.labels', value, 'must be no more than 63 bytes')
    else if (!labelValue.test(value)) bad('metadata.labels', value, labelText)
  }
  const finalizers: unknown[] = Array.isArray(object.metadata.finalizers) ? object.metadata.finalizers : []
  for (const finalizer of finalizers) {
    if (!isQualifiedName(String(finalizer))) bad('metadata.finalizers', finalizer, nameText)
  }
  let size = 0
  for (const [key, value] of Object.entries(annotations ?? {})) {
    if (!isQualifiedName(key.toLowerCase())) bad('metadata.annotations', key, nameText)
    size += key.length + String(value).length
  }
  if (size > 256 * 1024) {
    const message = 'Too long: may not be more than 262144 bytes'
    problems.push({ field: 'metadata.annotations', reason: 'FieldValueTooLong', message })
  }
  if (kind.group === calicoGroup) {
    problems.push(...crdProblems(kind.kind, object['spec']))
    // The API server looks at rules only once the types are right.
    if (problems.length === 0) problems.push(...celProblems(kind.kind, object['spec'], minor))
  }
  if (kind === kindNamed('nodes')) problems.push(...taintProblems(object))
  if (kind === kindNamed('leases')) problems.push(...leaseProblems(object))
  if (problems.length > 0) throw invalid(kind, String(name ?? ''), problems)
}

/** What may not change in an update: addresses that a node's pods have, data that is marked as immutable. 422. */
export function validateUpdate(kind: ResourceKind, before: KubeObject, object: KubeObject): void {
  const problems: FieldProblem[] = []
  const forbid = (field: string, why: string) =>
    problems.push({ field, reason: 'FieldValueForbidden', message: `Forbidden: ${why}` })
  const changed = (path: string[]) => !equalJson(valueAt(before, path), valueAt(object, path))
  if (kind === kindNamed('nodes') && valueAt(before, ['spec', 'podCIDR'])) {
    const moved = changed(['spec', 'podCIDR']) || changed(['spec', 'podCIDRs'])
    if (moved) forbid('spec.podCIDRs', 'node updates may not change podCIDR except from "" to valid')
  }
  if (valueAt(before, ['immutable']) === true) {
    const fixed = ['data', 'binaryData', 'immutable'].filter((field) => changed([field]))
    const why = 'field is immutable when `immutable` is set'
    for (const field of fixed) forbid(field, why)
  }
  if (problems.length > 0) throw invalid(kind, object.metadata.name, problems)
}

function taintProblems(object: KubeObject): FieldProblem[] {
  const taints = valueAt(object, ['spec', 'taints'])
  return (Array.isArray(taints) ? taints : []).flatMap((taint, i) => {
    const field = `metadata.taints[${i}].effect`
    const effect = isFields(taint) ? taint['effect'] : undefined
    if (!effect) return [{ field, reason: 'FieldValueRequired', message: 'Required value' }]
    if (taintEffects.includes(String(effect))) return []
    const known = taintEffects.map((each) => JSON.stringify(each)).join(', ')
    const message = `Unsupported value: ${JSON.stringify(effect)}: supported values: ${known}`
    return [{ field, reason: 'FieldValueNotSupported', message }]
  })
}

const taintEffects = ['NoExecute', 'NoSchedule', 'PreferNoSchedule']

function leaseProblems(object: KubeObject): FieldProblem[] {
  const seconds = valueAt(object, ['spec', 'leaseDurationSeconds'])
  if (seconds === undefined || (typeof seconds === 'number' && seconds > 0)) return []
  const message = `Invalid value: ${seconds}: must be greater than 0`
  return [{ field: 'spec.leaseDurationSeconds', reason: 'FieldValueInvalid', message }]
}

function isQualifiedName(key: string): boolean {
  const slash = key.indexOf('/')
  const prefix = slash < 0 ? undefined : key.slice(0, slash)
  const name = key.slice(slash + 1)
  if (prefix !== undefined && (!subdomain.test(prefix) || prefix.length > 253)) return false
  return name.length <= 63 && qualifiedName.test(name)
}

function quote(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value) : String(value)
}
