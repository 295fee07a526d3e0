import type { Drift } from '../../model/outcome.ts'
import type { Change, FieldChange, ReadObject } from '../../model/plan.ts'
import { getField } from '../../plan/changes.ts'
import { isEqual } from '../../plan/equal.ts'
import { holdsContent } from './added.ts'
import { refKey, showJson } from './show.ts'

/** Where a change stands, judged by the object alone (G4). */
export type Standing =
  /** Nothing of it happened. */
  | { state: 'before' }
  /** All of it is there. */
  | { state: 'after' }
  /** Some fields hold the old value, some the new one. */
  | { state: 'partly'; before: FieldChange[]; after: FieldChange[] }
  /** A third value: someone else's. */
  | { state: 'drift'; drift: Drift[] }
  | { state: 'gone' }
  /** The name is there, but it is another object (deleted and made again). */
  | { state: 'foreign'; drift: Drift[] }
  | { state: 'unreadable'; reason: string }

/** One field of an object, as it is now. */
export type FieldState = 'before' | 'after' | 'drift'

/** Which of its two known values a field holds. */
export function fieldState(field: FieldChange, live: ReadObject & { status: 'present' }): FieldState {
  const now = getField(live.content, field.path)
  if (isEqual(now, field.after)) return 'after'
  return isEqual(now, field.before) ? 'before' : 'drift'
}

/** A field with its three values. */
export function driftOf(change: Change, field: FieldChange, live: ReadObject): Drift {
  const now = live.status === 'present' ? getField(live.content, field.path) : undefined
  return {
    object: refKey(change.ref),
    path: field.path.join('.'),
    before: showJson(field.before),
    ours: showJson(field.after),
    now: showJson(now),
  }
}

/** A whole object that is not the one meant. */
export function objectDrift(change: Change, live: ReadObject): Drift {
  const content = change.action === 'update' ? undefined : change.content
  return {
    object: refKey(change.ref),
    path: '',
    before: change.action === 'create' ? '(absent)' : showJson(content),
    ours: change.action === 'create' ? showJson(content) : '(absent)',
    now: live.status === 'present' ? showJson(live.content) : '(absent)',
  }
}

/**
 * Judges one change by the object as read now.
 * @param uid what the object's uid must be, when that is known
 */
export function judge(change: Change, live: ReadObject, uid: string | undefined): Standing {
  if (live.status === 'unreadable') return { state: 'unreadable', reason: live.reason }
  const other = live.status === 'present' && uid !== undefined && live.uid !== undefined && live.uid !== uid
  if (change.action === 'create') {
    if (live.status === 'absent') return { state: 'before' }
    if (other) return { state: 'foreign', drift: [objectDrift(change, live)] }
    return holdsContent(change.content, live)
      ? { state: 'after' }
      : { state: 'drift', drift: [objectDrift(change, live)] }
  }
  if (change.action === 'delete') {
    if (live.status === 'absent') return { state: 'after' }
    if (other) return { state: 'foreign', drift: [objectDrift(change, live)] }
    return holdsContent(change.content, live)
      ? { state: 'before' }
      : { state: 'drift', drift: [objectDrift(change, live)] }
  }
  if (live.status === 'absent') return { state: 'gone' }
  if (other) return { state: 'foreign', drift: change.fields.map((field) => driftOf(change, field, live)) }
  const states = change.fields.map((field) => fieldState(field, live))
  const drift = change.fields.filter((_, index) => states[index] === 'drift')
  if (drift.length > 0) return { state: 'drift', drift: drift.map((field) => driftOf(change, field, live)) }
  if (states.every((state) => state === 'after')) return { state: 'after' }
  if (states.every((state) => state === 'before')) return { state: 'before' }
  return {
    state: 'partly',
    before: change.fields.filter((_, index) => states[index] === 'before'),
    after: change.fields.filter((_, index) => states[index] === 'after'),
  }
}

/** What of a change is still to do: the whole, some fields, or nothing. */
export function remaining(change: Change, standing: Standing): Change | undefined {
  if (standing.state === 'before') return change
  if (standing.state === 'partly' && change.action === 'update') return { ...change, fields: standing.before }
  return undefined
}
