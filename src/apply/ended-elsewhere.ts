import type { Emit } from '../model/events.ts'
import type { Plan } from '../model/plan.ts'
import type { History } from './core/history.ts'
import { exitCodeOf, type RunResult } from './core/outcome.ts'
import type { JournalRecord, UndoResult } from './core/record.ts'

/**
 * How a run ended that another process finished while this one waited for its confirmation.
 * @returns undefined while it is open
 */
export function endedElsewhere({ runId, end, confirmed, drift, kept }: History): RunResult | 'confirmed' | undefined {
  if (end === 'applied' || (end === undefined && confirmed)) return 'confirmed'
  if (end === undefined) return undefined
  return {
    runId,
    outcome: end,
    exitCode: exitCodeOf(end, {}),
    operations: 0,
    drift: [...drift],
    left: [...kept],
    kept: [...kept],
  }
}

/**
 * Tells the way back that another process took, from the journal: whoever waits here has not seen it, and the words of the
 * end count what was undone.
 */
export function tellElsewhere(plan: Plan, records: readonly JournalRecord[], history: History, emit: Emit): void {
  emit({ type: 'note', key: 'engine.takenBackElsewhere', params: {} })
  emit({ type: 'rollback-start', operations: history.intended.length, why: history.rollback?.why ?? 'asked' })
  const summaries = new Map(
    plan.stages.flatMap((stage) => stage.operations.map(({ id, summary }) => [id, summary] as const)),
  )
  // An operation that was tried twice counts as it ended.
  const last = new Map<string, UndoResult[]>()
  for (const record of records) if (record.t === 'undone') last.set(record.op, record.results)
  for (const [operation, results] of last) {
    const summary = summaries.get(operation)
    if (summary) emit({ type: 'undo', operation, status: statusOf(results), summary })
  }
  for (const drift of history.drift) emit({ type: 'drift', drift })
}

function statusOf(results: readonly UndoResult[]): 'undone' | 'drift' | 'gone' | 'failed' | 'not-needed' {
  const all = new Set(results.map(({ status }) => status))
  if (all.has('failed')) return 'failed'
  if (all.has('drift') || all.has('foreign')) return 'drift'
  if (all.has('kept')) return 'not-needed'
  if (all.has('undone')) return 'undone'
  return all.has('gone') ? 'gone' : 'not-needed'
}
