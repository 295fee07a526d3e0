import type { Drift } from '../../model/outcome.ts'
import type { Change, FieldChange, Json, ObjectRef, Operation, ReadObject } from '../../model/plan.ts'
import { getField, withFields } from '../../plan/changes.ts'
import { isEqual } from '../../plan/equal.ts'
import { holdsContent } from './added.ts'
import { refKey, showJson } from './show.ts'

/** What one object must look like after the operations made so far: the last word on each field counts. */
export interface Claim {
  ref: ObjectRef
  /** Operation that had the last word. */
  op: string
  expect: { state: 'absent' } | { state: 'content'; content: Json } | { state: 'fields'; fields: FieldChange[] }
}

function mergeFields(earlier: FieldChange[], later: FieldChange[]): FieldChange[] {
  const paths = new Set(later.map((field) => field.path.join('\0')))
  return [...earlier.filter((field) => !paths.has(field.path.join('\0'))), ...later]
}

function addChange(claim: Claim | undefined, change: Change, op: string): Claim {
  const { ref } = change
  if (change.action === 'delete') return { ref, op, expect: { state: 'absent' } }
  if (change.action === 'create') return { ref, op, expect: { state: 'content', content: change.content } }
  if (claim?.expect.state === 'content') {
    return { ref, op, expect: { state: 'content', content: withFields(claim.expect.content, change.fields) } }
  }
  const earlier = claim?.expect.state === 'fields' ? claim.expect.fields : []
  return { ref, op, expect: { state: 'fields', fields: mergeFields(earlier, change.fields) } }
}

/** The claims of operations in the order they were made. */
export function claimsOf(operations: Iterable<Pick<Operation, 'id' | 'changes'>>): Claim[] {
  const claims = new Map<string, Claim>()
  for (const { id, changes } of operations) {
    for (const change of changes) {
      const key = refKey(change.ref)
      claims.set(key, addChange(claims.get(key), change, id))
    }
  }
  return [...claims.values()]
}

/** Whether an object looks as claimed; else what differs. A node that has left the cluster claims nothing. */
export function checkClaim(
  claim: Claim,
  live: ReadObject,
  uid: string | undefined,
): { holds: boolean; drift: Drift[] } {
  const key = refKey(claim.ref)
  const one = (
    path: string,
    ours: Json | undefined,
    now: Json | undefined,
    before?: Json,
  ): { holds: boolean; drift: Drift[] } => ({
    holds: false,
    drift: [{ object: key, path, before: showJson(before), ours: showJson(ours), now: showJson(now) }],
  })
  if (live.status === 'unreadable') return one('', undefined, live.reason)
  if (claim.expect.state === 'absent')
    return live.status === 'absent' ? { holds: true, drift: [] } : one('', undefined, live.content)
  if (live.status === 'absent') {
    if (claim.ref.kind === 'KubeNode') return { holds: true, drift: [] }
    return one('', claim.expect.state === 'content' ? claim.expect.content : undefined, undefined)
  }
  if (uid !== undefined && live.uid !== undefined && live.uid !== uid) return one('metadata.uid', uid, live.uid)
  if (claim.expect.state === 'content') {
    return holdsContent(claim.expect.content, live)
      ? { holds: true, drift: [] }
      : one('', claim.expect.content, live.content)
  }
  const broken = claim.expect.fields.filter((field) => !isEqual(getField(live.content, field.path), field.after))
  return {
    holds: broken.length === 0,
    drift: broken.flatMap((f) => one(f.path.join('.'), f.after, getField(live.content, f.path), f.before).drift),
  }
}

/** A claim with what was there before the run touched the object. */
export interface NetClaim extends Claim {
  /** First value of each claimed field, or whether the object was there at all. */
  before: { state: 'absent' } | { state: 'present' } | { state: 'fields'; fields: FieldChange[] }
}

/** The claims of operations, without those that come to nothing: what was made and removed again by the run itself. */
export function netClaims(operations: Iterable<Pick<Operation, 'id' | 'changes'>>): NetClaim[] {
  const all = [...operations]
  const first = new Map<string, NetClaim['before']>()
  for (const change of all.flatMap((operation) => operation.changes)) {
    const key = refKey(change.ref)
    const known = first.get(key)
    if (change.action === 'update') {
      if (known === undefined) first.set(key, { state: 'fields', fields: change.fields })
      else if (known.state === 'fields')
        first.set(key, { state: 'fields', fields: mergeFields(change.fields, known.fields) })
    } else if (known === undefined) first.set(key, { state: change.action === 'create' ? 'absent' : 'present' })
  }
  return claimsOf(all).flatMap((claim): NetClaim[] => {
    const before = first.get(refKey(claim.ref)) as NetClaim['before']
    if (before.state === 'absent' && claim.expect.state === 'absent') return []
    return [{ ...claim, before }]
  })
}

/** Whether an object still holds, in any field, what the run wrote and what was not there before. */
export function stillHolds(claim: NetClaim, live: ReadObject, uid: string | undefined): boolean {
  if (claim.expect.state === 'absent') return live.status === 'absent'
  if (live.status !== 'present') return false
  if (uid !== undefined && live.uid !== undefined && uid !== live.uid) return false
  if (claim.expect.state === 'content') return holdsContent(claim.expect.content, live)
  const before = claim.before.state === 'fields' ? claim.before.fields : []
  return claim.expect.fields.some((field) => {
    const start = before.find((item) => item.path.join('\0') === field.path.join('\0'))
    if (start && isEqual(start.before, field.after)) return false
    return isEqual(getField(live.content, field.path), field.after)
  })
}
