import { goBack, type WayBack } from './backward.ts'
import { type RunContext, RunFailed, RunStopped } from './context.ts'
import { exitCodeOf, type Problem, type RunResult, rollbackOutcome } from './core/outcome.ts'
import type { FailureCode } from './core/record.ts'
import { confirmBy } from './core/window.ts'
import { goForward } from './forward.ts'
import { JournalDead } from './journal.ts'

type Extra = Partial<Pick<RunResult, 'left' | 'failedAt' | 'problem' | 'nextCommand' | 'signal' | 'confirmBy'>>

/** The result of a run, from what its journal says. */
export function resultOf(context: RunContext, outcome: RunResult['outcome'], extra: Extra = {}): RunResult {
  return {
    runId: context.runId,
    outcome,
    exitCode: exitCodeOf(outcome, extra),
    operations: context.commands,
    drift: [...context.history.drift],
    left: [],
    kept: [...context.history.kept],
    ...extra,
  }
}

/** Goes forward, and back when that fails; ends the run in the journal. */
export async function driveForward(context: RunContext, confirmWithin: number | undefined): Promise<RunResult> {
  try {
    await goForward(context)
    return finishForward(context, confirmWithin)
  } catch (error) {
    if (!(error instanceof RunFailed)) return stopped(context, error)
    const failedAt: RunResult['failedAt'] = {
      code: error.code,
      detail: error.message,
      ...(error.operation === undefined ? {} : { operation: error.operation }),
      ...(error.stage === undefined ? {} : { stage: error.stage }),
    }
    return driveBack(context, error.code, failedAt)
  }
}

function finishForward(context: RunContext, confirmWithin: number | undefined): RunResult {
  const seconds = confirmWithin ?? context.history.armed?.seconds
  if (seconds === undefined) {
    context.write({ t: 'end', outcome: 'applied', stamp: context.stamp() })
    return resultOf(context, 'applied')
  }
  if (context.history.window === undefined) context.write({ t: 'window', seconds, stamp: context.stamp() })
  return resultOf(context, 'applied', {
    confirmBy: confirmBy(context.history) ?? 0,
    nextCommand: `confirm ${context.runId}`,
  })
}

/** Takes the run back and ends it, unless something is left. */
export async function driveBack(
  context: RunContext,
  why: FailureCode,
  failedAt?: RunResult['failedAt'],
): Promise<RunResult> {
  try {
    const way = await goBack(context, why, failedAt?.operation)
    return finishBack(context, way, failedAt)
  } catch (error) {
    return stopped(context, error, failedAt)
  }
}

function finishBack(context: RunContext, way: WayBack, failedAt: RunResult['failedAt']): RunResult {
  const complete = way.left.length === 0 && way.stopped === undefined
  const outcome = complete ? rollbackOutcome(way.drift, way.left) : 'rollback-incomplete'
  if (complete) context.write({ t: 'end', outcome, stamp: context.stamp() })
  const at = failedAt ?? way.stopped
  const extra: Extra = { left: [...way.left, ...context.history.kept], ...(at ? { failedAt: at } : {}) }
  if (complete) return resultOf(context, outcome, extra)
  const { stopped: stop } = way
  const problem: Problem = {
    code: 'E_FAILED',
    what: stop ? `${stop.code}${stop.detail ? `: ${stop.detail}` : ''}` : 'some objects took our values again',
    ...(stop?.operation === undefined ? {} : { where: stop.operation }),
    remedies: [`calico-rr-wizard rollback ${context.runId}`],
  }
  return resultOf(context, outcome, { ...extra, problem, nextCommand: `rollback ${context.runId}` })
}

/** A run that stops where it is: typed for the signal, the lost lock and the dead journal; anything else is a defect. */
function stopped(context: RunContext, error: unknown, failedAt?: RunResult['failedAt']): RunResult {
  const back = context.history.rollback !== undefined && context.history.end === undefined
  const nextCommand = `${back ? 'rollback' : 'resume'} ${context.runId}`
  const at = failedAt ? { failedAt } : {}
  if (error instanceof JournalDead) {
    const problem: Problem = {
      code: 'E_JOURNAL_WRITE',
      what: error.message,
      where: context.ports.store.path(context.runId, 'journal'),
      remedies: [
        'nothing more was changed once the journal could not be written; what is on disk is enough to go back',
        `when the disk is well again: calico-rr-wizard rollback ${context.runId}`,
      ],
    }
    const left = context.history.intended.filter((id) => context.history.operations.get(id)?.undone !== true)
    return resultOf(context, 'rollback-incomplete', { ...at, problem, left, nextCommand: `rollback ${context.runId}` })
  }
  if (!(error instanceof RunStopped)) throw error
  if (error.why === 'lock-lost') {
    const problem: Problem = {
      code: 'E_LOCK_LOST',
      what: 'the lock is not held by this run any more: another one has it, or it was removed',
      remedies: ['calico-rr-wizard status', `calico-rr-wizard ${nextCommand}`],
    }
    return resultOf(context, 'interrupted', { ...at, problem, nextCommand })
  }
  const signal = context.ports.stop.requested() ?? 'SIGTERM'
  context.emit({ type: 'interrupted', signal, text: nextCommand })
  return resultOf(context, 'interrupted', { ...at, signal, nextCommand })
}
