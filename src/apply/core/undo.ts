import type { Drift } from '../../model/outcome.ts'
import type { Change, ReadObject } from '../../model/plan.ts'
import { nodeAnnotations } from '../../model/resources.ts'
import { getField, invert } from '../../plan/changes.ts'
import { holdsContent } from './added.ts'
import { driftOf, fieldState, judge, objectDrift } from './judge.ts'
import type { UndoResult, UndoStatus } from './record.ts'
import { refKey } from './show.ts'

/** What to do about one change on the way back. `restore` is the change to make, absent when there is none. */
export interface UndoDecision {
  change: Change
  status: UndoStatus | 'restore' | 'unreadable'
  restore?: Change
  drift: Drift[]
  reason?: string
}

function undoUpdate(change: Change & { action: 'update' }, live: ReadObject & { status: 'present' }): UndoDecision {
  const ours = change.fields.filter((field) => fieldState(field, live) === 'after')
  const drifted = change.fields.filter((field) => fieldState(field, live) === 'drift')
  const drift = drifted.map((field) => driftOf(change, field, live))
  if (ours.length > 0) return { change, status: 'restore', restore: invert({ ...change, fields: ours }), drift }
  return { change, status: drift.length > 0 ? 'drift' : 'not-needed', drift }
}

/**
 * Decides about one change of this run, by the object as read now (G5): only what this run wrote and what still holds it
 * is put back; a field that someone changed, an object that someone deleted or made anew is left alone.
 * @param uid uid of the object this run changed or created, as far as known
 */
export function decideUndo(change: Change, live: ReadObject, uid: string | undefined): UndoDecision {
  if (live.status === 'unreadable') return { change, status: 'unreadable', drift: [], reason: live.reason }
  if (change.action === 'delete') {
    if (live.status === 'absent') {
      return { change, status: 'restore', restore: invert(change), drift: [] }
    }
    const same = holdsContent(change.content, live)
    return { change, status: same ? 'not-needed' : 'drift', drift: same ? [] : [objectDrift(change, live)] }
  }
  if (live.status === 'absent') return { change, status: change.action === 'create' ? 'not-needed' : 'gone', drift: [] }
  const standing = judge(change, live, uid)
  if (standing.state === 'foreign') {
    // A node that left and came back holds none of our values: then there is nothing to report.
    const holdsOurs = change.action === 'create' || change.fields.some((f) => fieldState(f, live) === 'after')
    return { change, status: holdsOurs ? 'foreign' : 'gone', drift: holdsOurs ? standing.drift : [] }
  }
  if (change.action === 'update') return undoUpdate(change, live)
  if (standing.state === 'drift') return { change, status: 'drift', drift: standing.drift }
  return { change, status: 'restore', restore: invert(change), drift: [] }
}

/** How an object ended, once its restoring command ran and it was read again. */
export function undoResult(decision: UndoDecision): UndoResult {
  const status = decision.status === 'restore' || decision.status === 'unreadable' ? 'failed' : decision.status
  const key = refKey(decision.change.ref)
  return decision.drift.length > 0 ? { key, status, drift: decision.drift } : { key, status }
}

/**
 * Whether leaving this change as it is could leave a node without sessions when the rest is taken back: the mesh is still
 * off, or a node is still a reflector (from Calico 3.21 on it then stays out of the mesh, facts 5.4).
 */
export function holdsNodesOffTheMesh(change: Change, live: ReadObject): boolean {
  if (live.status !== 'present' || change.action === 'delete') return false
  const paths =
    change.action === 'update' ? change.fields.map((field) => field.path) : [['spec', 'nodeToNodeMeshEnabled']]
  return paths.some((path) => {
    const last = path[path.length - 1]
    const now = getField(live.content, path)
    if (last === 'nodeToNodeMeshEnabled') return now === false
    return last === nodeAnnotations.clusterId && now !== undefined && now !== ''
  })
}
