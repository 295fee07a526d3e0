import type { Drift } from '../model/outcome.ts'
import type { Gate, ReadObject, Stage } from '../model/plan.ts'
import { type RollbackGroup, rollbackOrder } from '../plan/orders/rollback.ts'
import { type RunContext, RunFailed } from './context.ts'
import { asStored } from './core/added.ts'
import { netClaims, stillHolds } from './core/claims.ts'
import type { FailureCode } from './core/record.ts'
import { refKey } from './core/show.ts'
import { nextBackward } from './core/way-back.ts'
import { settleOrphans } from './orphans.ts'
import { type Undone, undoOperations } from './undo-operation.ts'

/** What the way back came to. */
export interface WayBack {
  drift: Drift[]
  /** Operations not taken back, in the order they would have been. */
  left: string[]
  /** Why it stopped early. */
  stopped?: { operation?: string; stage?: number; code: FailureCode; detail: string }
}

/** The words of the event; what was kept needed no undo. */
const shown = {
  undone: 'undone',
  'not-needed': 'not-needed',
  drift: 'drift',
  gone: 'gone',
  foreign: 'drift',
  kept: 'not-needed',
  failed: 'failed',
} as const

/** How often everything is looked at again after the last undo: a late child of a killed process may still write. */
const SWEEPS = 3

/** Takes the run back as far as it may be taken back. The caller writes the end. */
export async function goBack(context: RunContext, why: FailureCode, op?: string): Promise<WayBack> {
  context.ports.stop.rollingBack()
  context.startBudget(context.options.rollbackBudgetMs)
  if (context.history.rollback === undefined || context.history.end !== undefined) {
    context.write({ t: 'rollback', why, stamp: context.stamp(), ...(op === undefined ? {} : { op }) })
  }
  await settleOrphans(context)
  context.emit({ type: 'rollback-start', operations: context.history.intended.length, why })
  const { intended } = context.history
  const groups = rollbackOrder(context.plan, intended)
  let sweeps = 0
  let changed = false
  for (;;) {
    const step = nextBackward(context.history, groups)
    if (step.do === 'undo' && isHalfUndone(context, groups, step.ops)) context.stopLater()
    else context.checkStop()
    if (step.do === 'undo') {
      const endings = await tryUndo(context, step.ops)
      if (endings instanceof RunFailed) return stop(context, groups, { code: endings.code, detail: endings.message })
      let blocked: { operation: string; code: FailureCode; detail: string } | undefined
      for (const [operation, undone] of endings) {
        changed ||= !['not-needed', 'gone', 'kept'].includes(undone.status)
        const status = shown[undone.status]
        const detail = undone.detail === '' ? {} : { detail: undone.detail }
        const { summary } = context.operations.get(operation)!
        context.emit({ type: 'undo', operation, status, summary, ...detail })
        const code = undone.left.length > 0 ? 'command-failed' : 'drift'
        if (undone.blocks) blocked ??= { operation, code, detail: undone.left.join(', ') }
      }
      if (blocked) return stop(context, groups, blocked)
      continue
    }
    if (step.do === 'gate') {
      const code = await passBackGate(context, step.stage.id, { stage: step.stage, gate: step.gate })
      if (code) return stop(context, groups, { stage: step.stage.id, ...code })
      continue
    }
    const again = await stillOurs(context)
    if (again.length === 0) {
      const code = changed ? await passBackGate(context, 0, endGate(context)) : undefined
      return { drift: context.history.drift, left: [], ...(code ? { stopped: code } : {}) }
    }
    if (++sweeps === SWEEPS) return { drift: context.history.drift, left: again }
    for (const id of again) {
      const operation = context.history.operations.get(id)
      if (operation) operation.undone = false
    }
  }
}

/** @returns the failure where nobody could tell, for as long as there was time, whether the lock is still ours */
async function tryUndo(context: RunContext, ops: readonly string[]): Promise<Map<string, Undone> | RunFailed> {
  try {
    return await undoOperations(context, ops)
  } catch (error) {
    if (error instanceof RunFailed) return error
    throw error
  }
}

/**
 * Whether something of what goes back together is back already, or was never whole (forward.ts): stages of the plan that
 * change sessions, and groups that go on into each other.
 */
function isHalfUndone(context: RunContext, groups: readonly RollbackGroup[], ops: readonly string[]): boolean {
  const at = groups.findIndex(({ operations }) => operations.includes(ops[0] ?? ''))
  if (groups[at - 1]?.goesOn) return true
  const last = groups.findIndex(({ goesOn }, index) => index >= at && !goesOn)
  if (!groups[last]?.gate) return false
  const mine = new Set(groups.slice(at, last + 1).flatMap(({ operations }) => operations))
  const isWhole = ({ id }: { id: string }): boolean => {
    const known = context.history.operations.get(id)
    return known?.status === 'skipped' || (known?.status === 'done' && !known.undone && !known.undoIntended)
  }
  return context.plan.stages.some(
    ({ operations }) => operations.some(({ id }) => mine.has(id)) && !operations.every(isWhole),
  )
}

/** Asked when everything is back: the sessions and routes of before, seen and not only configured (G13). */
function endGate(context: RunContext): { stage: Stage; gate: Gate } | undefined {
  const [stage] = context.plan.stages
  const conditions = [{ kind: 'sessions-as-forecast' as const }, { kind: 'routes-as-forecast' as const }]
  return stage && { stage, gate: { conditions, timeoutSeconds: 180 } }
}

function stop(context: RunContext, groups: readonly RollbackGroup[], stopped: WayBack['stopped']): WayBack {
  const ids = groups.flatMap((group) => group.operations)
  const left = ids.filter((id) => context.history.operations.get(id)?.undone !== true)
  return { drift: context.history.drift, left, ...(stopped ? { stopped } : {}) }
}

async function passBackGate(
  context: RunContext,
  stageId: number,
  wanted: { stage: Stage; gate: Gate } | undefined,
): Promise<{ code: FailureCode; detail: string } | undefined> {
  if (!wanted) return undefined
  const started = context.stamp().up
  const request = { plan: context.plan, stage: wanted.stage, gate: wanted.gate, direction: 'back' as const }
  const result = await context.ports
    .gate({ ...request, signal: context.ports.stop.soon })
    .catch((error: unknown) => ({ status: 'unverified' as const, seen: 0, wanted: 0, missing: [String(error)] }))
  // Interrupted, it says nothing (forward.ts).
  if (result.status !== 'passed') context.checkStop()
  context.write({ t: 'gate', stage: stageId, direction: 'back', status: passes(context, result.status) })
  const seconds = Math.round((context.stamp().up - started) / 1000)
  const { status, seen, missing } = result
  const { conditions } = wanted.gate
  context.emit({ type: 'gate', stage: stageId, status, conditions, seen, wanted: result.wanted, missing, seconds })
  if (passes(context, status) === 'passed') return undefined
  return { code: status === 'failed' ? 'gate-failed' : 'gate-unverified', detail: missing.slice(0, 5).join(', ') }
}

function passes<S extends string>(context: RunContext, status: S): S | 'passed' {
  return status === 'unverified' && context.options.unverified ? 'passed' : status
}

/** Operations of which something holds again, or still, what this run wrote and what was not there before. */
async function stillOurs(context: RunContext): Promise<string[]> {
  const intents = context.history.intended.map((id) => ({
    id,
    changes: [...(context.history.operations.get(id)?.intents.values() ?? [])].map((change) =>
      asStored(change, context.history.added),
    ),
  }))
  const claims = netClaims(intents)
  if (claims.length === 0) return []
  const objects = await context.read(claims.map((claim) => claim.ref))
  const again = claims.filter((claim, index) => {
    // What must stay still holds what the run wrote, on purpose.
    if (context.operations.get(claim.op)?.keepOnUndo) return false
    const live = objects[index] as ReadObject
    if (live.status === 'unreadable') return true
    return stillHolds(claim, live, context.history.uids.get(refKey(claim.ref)) ?? claim.ref.uid)
  })
  return [...new Set(again.map((claim) => claim.op))]
}
