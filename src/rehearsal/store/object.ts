/** A JSON object whose fields nobody has looked at yet. */
export type Fields = Record<string, unknown>

/** Metadata of a stored object. The server owns uid, resourceVersion, generation and creationTimestamp. */
export interface StoredMeta extends Fields {
  name: string
  namespace?: string
  uid?: string
  resourceVersion?: string
  generation?: number
  creationTimestamp?: string | null
  deletionTimestamp?: string
  labels?: Record<string, string>
  annotations?: Record<string, string>
  finalizers?: string[]
  managedFields?: unknown[]
}

/** An object as the API shows it. Stored values are never changed in place: a write stores a new value. */
export interface KubeObject extends Fields {
  apiVersion: string
  kind: string
  metadata: StoredMeta
}

/** True for a plain JSON object (not null, not a list). */
export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The value at a path of field names, or undefined. */
export function valueAt(value: unknown, path: string[]): unknown {
  let at: unknown = value
  for (const key of path) {
    if (!isFields(at)) return undefined
    at = at[key]
  }
  return at
}

/** Deep equality of JSON values; an absent field equals one that is undefined. */
export function equalJson(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (Array.isArray(a)) return Array.isArray(b) && a.length === b.length && a.every((x, i) => equalJson(x, b[i]))
  if (!isFields(a) || !isFields(b)) return false
  const keys = new Set([...Object.keys(a), ...Object.keys(b)])
  for (const key of keys) if (!equalJson(a[key], b[key])) return false
  return true
}

/** A copy with keys sorted at every depth, as Go prints maps. */
export function sortedDeep(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortedDeep)
  if (!isFields(value)) return value
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(entries.map(([key, inner]) => [key, sortedDeep(inner)]))
}
