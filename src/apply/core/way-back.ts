import type { Gate, Operation, Plan, Stage } from '../../model/plan.ts'
import { sideBySide } from '../../plan/places.ts'
import type { History } from './history.ts'
import { turnsMeshOff } from './mesh.ts'
import { MOST_OPEN } from './next.ts'
import { refKey } from './show.ts'

/** Operations that are taken back together, and what must be seen before the next group. */
export interface UndoGroup {
  operations: string[]
  /** They were made side by side, and are taken back so; else one after the other. */
  together?: boolean
  gate?: { stage: Stage; gate: Gate }
}

const meshGate: Gate = { conditions: [{ kind: 'sessions-as-forecast' }], timeoutSeconds: 180 }

/** Later operations on an object that an operation of the set creates: the object can only go once they are undone. */
function builtOn(operation: Operation, later: readonly Operation[]): Operation[] {
  const created = new Set(operation.changes.filter((c) => c.action === 'create').map((c) => refKey(c.ref)))
  return later.filter((other) => other.changes.some((change) => created.has(refKey(change.ref))))
}

/**
 * The order of the way back: the mesh comes first and is verified, because until then nodes have only the sessions that
 * are about to be removed (G7). Everything else in reverse order of its intent.
 */
export function meshFirst(plan: Plan, operations: readonly string[]): UndoGroup[] {
  const byId = new Map(plan.stages.flatMap((stage) => stage.operations.map((operation) => [operation.id, operation])))
  const made = operations.flatMap((id) => byId.get(id) ?? [])
  const first = new Set<Operation>()
  for (const [index, operation] of made.entries()) {
    if (!turnsMeshOff(operation.changes)) continue
    first.add(operation)
    for (const other of builtOn(operation, made.slice(index + 1))) first.add(other)
  }
  const back = [...made].reverse()
  const groups: UndoGroup[] = []
  if (first.size > 0) {
    const stage = plan.stages.find((item) => item.operations.some((operation) => first.has(operation)))
    const ids = back.filter((operation) => first.has(operation)).map((operation) => operation.id)
    groups.push({ operations: ids, ...(stage ? { gate: { stage, gate: meshGate } } : {}) })
  }
  const rest = back.filter((operation) => !first.has(operation)).map((operation) => operation.id)
  if (rest.length > 0) groups.push({ operations: rest })
  return groups
}

/** The next thing to do on the way back. */
export type BackwardStep = { do: 'undo'; ops: string[] } | { do: 'gate'; stage: Stage; gate: Gate } | { do: 'verify' }

/** The way back as a pure function. A group's gate is left out when nothing of the group is in question any more. */
export function nextBackward(history: History, groups: readonly UndoGroup[]): BackwardStep {
  for (const [index, group] of groups.entries()) {
    const open = group.operations.filter((id) => history.operations.get(id)?.undone !== true)
    if (open.length > 0) {
      const changesOf = (id: string) => [...(history.operations.get(id)?.intents.values() ?? [])]
      const ops = sideBySide(open, changesOf, group.together ? MOST_OPEN : 1)
      // As the mesh went first on the way there, it comes last of those that start together.
      const mesh = ops.filter((id) => turnsMeshOff(changesOf(id)))
      return { do: 'undo', ops: [...ops.filter((id) => !mesh.includes(id)), ...mesh] }
    }
    const more = groups
      .slice(index + 1)
      .some((g) => g.operations.some((id) => history.operations.get(id)?.undone !== true))
    if (group.gate && more && !history.backGates.has(group.gate.stage.id)) return { do: 'gate', ...group.gate }
  }
  return { do: 'verify' }
}
