import type { Gate, Stage } from '../../model/plan.ts'
import { turnsMeshOff } from '../../plan/mesh.ts'
import type { RollbackGroup } from '../../plan/orders/rollback.ts'
import { sideBySide } from '../../plan/places.ts'
import type { History } from './history.ts'
import { MOST_OPEN } from './next.ts'

/** The next thing to do on the way back. */
export type BackwardStep = { do: 'undo'; ops: string[] } | { do: 'gate'; stage: Stage; gate: Gate } | { do: 'verify' }

/** The way back as a pure function. A group's gate is left out when nothing of the group is in question any more. */
export function nextBackward(history: History, groups: readonly RollbackGroup[]): BackwardStep {
  for (const group of groups) {
    const open = group.operations.filter((id) => history.operations.get(id)?.undone !== true)
    if (open.length > 0) {
      const changesOf = (id: string) => [...(history.operations.get(id)?.intents.values() ?? [])]
      const ops = sideBySide(open, changesOf, MOST_OPEN)
      // As the mesh went first on the way there, it comes last of those that start together.
      const mesh = ops.filter((id) => turnsMeshOff(changesOf(id)))
      return { do: 'undo', ops: [...ops.filter((id) => !mesh.includes(id)), ...mesh] }
    }
    const more = groups.some((g) => g.operations.some((id) => history.operations.get(id)?.undone !== true))
    if (group.gate && more && !history.backGates.has(group.gate.stage.id)) return { do: 'gate', ...group.gate }
  }
  return { do: 'verify' }
}
