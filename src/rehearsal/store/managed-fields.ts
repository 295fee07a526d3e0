import { equalJson, type Fields, isFields, type KubeObject } from './object.ts'

const owned = new Set([
  'name',
  'namespace',
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'managedFields',
  'selfLink',
])

/**
 * Notes in `managedFields` which manager wrote which fields last. Minimal: lists count as one field, and nobody's
 * ownership is enforced; it serves to see a GitOps tool or an operator behind an object.
 */
export function withManager(
  before: KubeObject | undefined,
  after: KubeObject,
  manager: string | undefined,
  now: string,
  subresource?: string,
): KubeObject {
  if (!manager) return after
  const changed = changedFields(stripped(before), stripped(after))
  const entries = (before?.metadata.managedFields ?? []) as Fields[]
  const noted = (list: Fields[]) => ({ ...after, metadata: { ...after.metadata, managedFields: list } })
  if (!changed) return entries.length > 0 ? noted(entries) : after
  const same = (entry: Fields) =>
    entry['manager'] === manager && entry['subresource'] === subresource && entry['operation'] === 'Update'
  const old = entries.find(same)
  const rest = entries
    .filter((entry) => entry !== old)
    .map((entry) => ({ ...entry, fieldsV1: without(entry['fieldsV1'], changed) }))
    .filter((entry) => Object.keys(entry.fieldsV1).length > 0)
  const entry = {
    manager,
    operation: 'Update',
    apiVersion: after.apiVersion,
    time: now,
    fieldsType: 'FieldsV1',
    fieldsV1: merged(old?.['fieldsV1'], changed),
    ...(subresource ? { subresource } : {}),
  }
  return noted([...rest, entry])
}

function stripped(object: KubeObject | undefined): Fields {
  if (!object) return {}
  const { apiVersion: _apiVersion, kind: _kind, metadata, ...rest } = object
  const kept = Object.entries(metadata).filter(([key]) => !owned.has(key))
  return { ...rest, metadata: Object.fromEntries(kept) }
}

function changedFields(before: unknown, after: unknown): Fields | undefined {
  if (equalJson(before, after)) return undefined
  if (!isFields(after)) return {}
  const result: Fields = {}
  for (const [key, value] of Object.entries(after)) {
    const inner = changedFields(isFields(before) ? before[key] : undefined, value)
    if (inner) result[`f:${key}`] = inner
  }
  return Object.keys(result).length > 0 ? result : undefined
}

function merged(a: unknown, b: Fields): Fields {
  const result: Fields = isFields(a) ? { ...a } : {}
  for (const [key, value] of Object.entries(b)) result[key] = merged(result[key], isFields(value) ? value : {})
  return result
}

function without(fields: unknown, taken: Fields): Fields {
  const result: Fields = {}
  for (const [key, value] of Object.entries(isFields(fields) ? fields : {})) {
    const inner = taken[key]
    if (!isFields(inner)) result[key] = value
    else if (isFields(value) && Object.keys(value).length > 0) {
      const rest = without(value, inner)
      if (Object.keys(rest).length > 0) result[key] = rest
    }
  }
  return result
}
