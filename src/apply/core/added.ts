import type { Change, FieldChange, Json, ReadObject } from '../../model/plan.ts'
import { getField, withFields } from '../../plan/changes.ts'
import { isEqual } from '../../plan/equal.ts'
import { refKey } from './show.ts'

/** Fields that the API server adds to an object when it is made: defaults of its resource definition, with their values. */
export type Added = FieldChange[]

const isObject = (value: Json | undefined): value is { [key: string]: Json } =>
  value !== null && typeof value === 'object' && !Array.isArray(value)

/**
 * What an object holds beyond what was written; undefined when it does not hold all that was written, as written.
 * @param wanted the content that was sent
 * @param found the content that is there
 */
export function addedTo(wanted: Json, found: Json, path: string[] = []): Added | undefined {
  if (!isObject(wanted) || !isObject(found)) return isEqual(wanted, found) ? [] : undefined
  if (Object.keys(wanted).some((key) => !Object.hasOwn(found, key))) return undefined
  const parts = Object.entries(found).map(([key, value]) =>
    Object.hasOwn(wanted, key)
      ? addedTo(wanted[key] as Json, value, [...path, key])
      : [{ path: [...path, key], after: value }],
  )
  return parts.includes(undefined) ? undefined : parts.flatMap((part) => part ?? [])
}

/**
 * Whether an object holds exactly a content. One that nobody has touched since it was made (generation 1: the API server
 * counts every change of a custom resource) may hold defaults of the server's besides: Calico 3.31 gives a BGPConfiguration
 * serviceLoadBalancerAggregation, which nobody wrote and nobody is to be blamed for.
 */
export function holdsContent(content: Json, live: ReadObject & { status: 'present' }): boolean {
  if (isEqual(content, live.content)) return true
  return live.generation === 1 && addedTo(content, live.content) !== undefined
}

/**
 * A change with the defaults that its object was seen to have, where it names the whole object.
 * @param added what the journal knows (History.added)
 */
export function asStored(change: Change, added: ReadonlyMap<string, Added>): Change {
  const fields = added.get(refKey(change.ref))
  if (change.action === 'update' || fields === undefined) return change
  const missing = fields.filter((field) => getField(change.content, field.path) === undefined)
  return missing.length === 0 ? change : { ...change, content: withFields(change.content, missing) }
}
