import { changedTree, type FieldTree, isLeaf, presentIn, treeOf, union, without } from './field-tree.ts'
import { equalJson, type Fields, isFields, type KubeObject } from './object.ts'

const serverOwned = new Set([
  'name',
  'namespace',
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'managedFields',
  'selfLink',
])

/** Who writes, and through which door. */
export interface Writer {
  manager: string
  subresource?: string | undefined
  now: string
}

/** An entry of `managedFields`. */
export interface ManagedEntry extends Fields {
  manager: string
  operation: 'Apply' | 'Update'
  apiVersion: string
  time?: string
  fieldsType?: 'FieldsV1'
  fieldsV1: FieldTree
  subresource?: string
}

/** Lists of custom resources are replaced as a whole, those of core kinds have keys. */
export function hasKeyedLists(object: Pick<KubeObject, 'apiVersion'>): boolean {
  return !object.apiVersion.includes('projectcalico.org/')
}

/** What managers can own of an object: not what the server alone decides. */
export function ownable(object: KubeObject | undefined): Fields {
  if (!object) return {}
  const { apiVersion: _apiVersion, kind: _kind, metadata, ...rest } = object
  const kept = Object.entries(metadata).filter(([key]) => !serverOwned.has(key))
  return kept.length > 0 ? { ...rest, metadata: Object.fromEntries(kept) } : rest
}

/** The entries of an object. */
export function entriesOf(object: KubeObject | undefined): ManagedEntry[] {
  const entries = object?.metadata.managedFields
  return Array.isArray(entries) ? (entries.filter(isFields) as ManagedEntry[]) : []
}

/**
 * Notes in `managedFields` which manager wrote which fields last (Kubernetes, "Server-Side Apply", field management): a
 * writer takes over what it changed. A client may also replace the entries themselves, as kubectl does when it moves an
 * object from client-side to server-side apply; an empty list forgets them all.
 */
export function withManager(before: KubeObject | undefined, after: KubeObject, writer: Writer | undefined): KubeObject {
  if (!writer) return after
  const keyed = hasKeyedLists(after)
  const value = ownable(after)
  const given = after.metadata.managedFields === undefined ? entriesOf(before) : entriesOf(after)
  const changed = changedTree(ownable(before), value, keyed)
  if (!changed || isLeaf(changed)) return noted(after, stillThere(given, value, keyed))
  const isOwn = (entry: ManagedEntry) =>
    entry.manager === writer.manager && entry.subresource === writer.subresource && entry.operation === 'Update'
  const own = given.find(isOwn)
  const others = given
    .filter((entry) => entry !== own)
    .map((entry) => ({ ...entry, fieldsV1: without(entry.fieldsV1, changed) }))
  const entry = newEntry(after, writer, 'Update', union(own?.fieldsV1, changed))
  return noted(after, stillThere([...others, entry], value, keyed))
}

/** An entry for a writer. */
export function newEntry(
  object: KubeObject,
  writer: Writer,
  operation: ManagedEntry['operation'],
  fieldsV1: FieldTree,
): ManagedEntry {
  const { manager, subresource, now } = writer
  return {
    manager,
    operation,
    apiVersion: object.apiVersion,
    time: now,
    fieldsType: 'FieldsV1',
    fieldsV1,
    ...(subresource ? { subresource } : {}),
  }
}

/** The object with these entries, without the empty ones. */
export function noted(object: KubeObject, entries: ManagedEntry[]): KubeObject {
  const { managedFields: _old, ...metadata } = object.metadata
  const kept = entries.filter((entry) => !isLeaf(entry.fieldsV1))
  return { ...object, metadata: kept.length > 0 ? { ...metadata, managedFields: kept } : metadata }
}

/** Entries without the fields that the object no longer has. */
export function stillThere(entries: ManagedEntry[], value: unknown, keyed: boolean): ManagedEntry[] {
  return entries.map((entry) => {
    const fieldsV1 = presentIn(entry.fieldsV1, value, keyed)
    return equalJson(fieldsV1, entry.fieldsV1) ? entry : { ...entry, fieldsV1 }
  })
}

/** All fields of an applied configuration. */
export function appliedTree(object: KubeObject): FieldTree {
  return treeOf(ownable(object), hasKeyedLists(object))
}
