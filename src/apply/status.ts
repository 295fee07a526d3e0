import { foldRecords, type History } from './core/history.ts'
import { confirmBy, isPending } from './core/window.ts'
import type { RunStore } from './run-store.ts'
import { StoreError } from './store-error.ts'

/** What `status` tells about one run; nothing here prints. */
export interface RunStatus {
  runId: string
  state: 'applying' | 'rolling-back' | 'waiting-for-confirm' | 'ended' | 'damaged' | 'never-started'
  clusterUid?: string
  context?: string
  startedAt?: number
  outcome?: string
  operations: { done: number; all: number; undone: number }
  drift: History['drift']
  confirmBy?: number
  rehearsal: boolean
  /** Damage: what and where. */
  problem?: string
  /** Commands that make sense now, best first. */
  next: string[]
}

/** Whether a run has begun and not ended: it must be finished or taken back before another one begins (I7). */
export function isOpen(history: History): boolean {
  return history.started !== undefined && history.planSha256 !== undefined && history.end === undefined
}

/** The same of a run that was looked at; a damaged one may be anything, so it counts as not ended. */
export function isUnfinished({ state }: RunStatus): boolean {
  return state !== 'ended' && state !== 'never-started'
}

function stateOf(history: History): RunStatus['state'] {
  // Nothing is changed before the plan is on record.
  if (history.started === undefined || history.planSha256 === undefined) return 'never-started'
  if (history.end !== undefined) return 'ended'
  if (history.rollback !== undefined) return 'rolling-back'
  return isPending(history) ? 'waiting-for-confirm' : 'applying'
}

function nextOf(runId: string, state: RunStatus['state'], end?: History['end']): string[] {
  switch (state) {
    case 'applying':
      return [`resume ${runId}`, `rollback ${runId}`]
    case 'rolling-back':
      return [`rollback ${runId}`]
    case 'waiting-for-confirm':
      return [`confirm ${runId}`, `rollback ${runId}`]
    case 'ended':
      return end === 'applied' ? [`rollback ${runId}`] : []
    case 'damaged':
      return [`bundle ${runId}`]
    case 'never-started':
      return []
  }
}

/** A run whose files cannot be used is shown with the reason; it must not hide the others. */
function unusable(runId: string, problem: string): RunStatus {
  const operations = { done: 0, all: 0, undone: 0 }
  return { runId, state: 'damaged', operations, drift: [], rehearsal: false, problem, next: nextOf(runId, 'damaged') }
}

function statusOf(store: RunStore, runId: string): RunStatus {
  let opened: ReturnType<RunStore['peek']>
  try {
    opened = store.peek(runId)
  } catch (error) {
    if (error instanceof StoreError) return unusable(runId, error.problem.what)
    throw error
  }
  const history = foldRecords(opened.records)
  const state = opened.status === 'damaged' ? 'damaged' : stateOf(history)
  const all = opened.records.find((record) => record.t === 'plan')
  const operations = [...history.operations.values()]
  const by = confirmBy(history)
  return {
    runId,
    state,
    ...(history.cluster ? { clusterUid: history.cluster.uid, context: history.cluster.context } : {}),
    ...(history.started ? { startedAt: history.started.at } : {}),
    ...(history.end === undefined ? {} : { outcome: history.end }),
    operations: {
      done: operations.filter((operation) => operation.status === 'done' || operation.status === 'skipped').length,
      all: all?.t === 'plan' ? all.operations : 0,
      undone: operations.filter((operation) => operation.undone).length,
    },
    drift: history.drift,
    ...(state === 'waiting-for-confirm' && by !== undefined ? { confirmBy: by } : {}),
    rehearsal: history.rehearsal,
    ...(opened.status === 'damaged'
      ? { problem: `record ${opened.record} at byte ${opened.offset}: ${opened.reason}` }
      : {}),
    next: nextOf(runId, state, history.end),
  }
}

/** Every run of this host, newest first; reads only. */
export function statusRuns(store: RunStore): RunStatus[] {
  return store
    .list()
    .map((runId) => statusOf(store, runId))
    .reverse()
}

/** A run of this cluster that has not ended, if there is one: only one may be open (I7). */
export function openRunOf(
  store: RunStore,
  clusterUid: string,
): { runId: string; status: RunStatus['state']; problem?: string; next: string[] } | undefined {
  const open = statusRuns(store).find((run) => isUnfinished(run) && (run.clusterUid ?? clusterUid) === clusterUid)
  if (!open) return undefined
  const { runId, state: status, problem, next } = open
  return { runId, status, next, ...(problem === undefined ? {} : { problem }) }
}
