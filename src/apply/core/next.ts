import type { Operation, Plan, Stage } from '../../model/plan.ts'
import { turnsMeshOff } from '../../plan/mesh.ts'
import { sideBySide } from '../../plan/places.ts'
import type { History } from './history.ts'

/** What this process itself saw; it is not in the journal because it does not outlive the process. */
export interface Seen {
  /** Position in the plan of the newest stage whose gate passed, and whether that is recent enough to build on. */
  gate?: { stage: number; fresh: boolean }
  /** Stage that this process has started. */
  stage?: number
}

/** The next thing to do on the way forward. */
export type ForwardStep =
  | { do: 'start-stage'; index: number; stage: Stage }
  /** `again`: it passed before, but too long ago or in another process. */
  | { do: 'gate'; index: number; stage: Stage; again: boolean }
  /** Operations that do not depend on each other: they are made side by side. */
  | { do: 'operations'; index: number; stage: Stage; operations: Operation[] }
  | { do: 'verify' }
  | { do: 'finish' }

/** How many operations are on their way at the same time: as many intents are open when a process dies. */
export const MOST_OPEN = 40

function isSettled(history: History, operation: Operation): boolean {
  const status = history.operations.get(operation.id)?.status
  return status === 'done' || status === 'skipped'
}

/** Of those that start together, the one that turns the mesh off starts first: right behind the last look at the nodes. */
function meshFirst(operations: Operation[]): Operation[] {
  const off = operations.filter(({ changes }) => turnsMeshOff(changes))
  return [...off, ...operations.filter((operation) => !off.includes(operation))]
}

/** The newest gate before a stage that has one. */
function gateBefore(plan: Plan, index: number): number {
  for (let earlier = index - 1; earlier >= 0; earlier--) if (plan.stages[earlier]?.gate) return earlier
  return -1
}

/**
 * The way forward as a pure function: plan, journal and what this process saw decide the next effect. A stage begins only
 * behind a gate that this process saw pass; before the mesh goes off that gate must also be fresh (G8).
 */
export function nextForward(plan: Plan, history: History, seen: Seen): ForwardStep {
  for (const [index, stage] of plan.stages.entries()) {
    const pending = stage.operations.filter((operation) => !isSettled(history, operation))
    if (pending.length > 0) {
      const operations = meshFirst(sideBySide(pending, (operation) => operation.changes, MOST_OPEN))
      const before = gateBefore(plan, index)
      const gated = seen.gate?.stage ?? -1
      const begins = pending.length === stage.operations.length || seen.stage !== index
      const mustBeFresh = operations.some(({ changes }) => turnsMeshOff(changes)) && !seen.gate?.fresh
      if (before >= 0 && ((begins && gated < before) || mustBeFresh)) {
        return { do: 'gate', index: before, stage: plan.stages[before] as Stage, again: true }
      }
      return seen.stage === index ? { do: 'operations', index, stage, operations } : { do: 'start-stage', index, stage }
    }
    const later = plan.stages
      .slice(index + 1)
      .some((other) => other.operations.some((o) => history.operations.has(o.id)))
    const last = index === plan.stages.length - 1
    if (stage.gate && !later && (seen.gate?.stage ?? -1) < index && !(last && history.verified)) {
      return { do: 'gate', index, stage, again: false }
    }
  }
  if (!history.verified) return { do: 'verify' }
  return { do: 'finish' }
}
