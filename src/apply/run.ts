import type { Plan } from '../model/plan.ts'
import { RunContext } from './context.ts'
import { confirmRefusal } from './core/confirmable.ts'
import type { Problem, RunResult } from './core/outcome.ts'
import { firstForeignCommand } from './core/plan-commands.ts'
import { parsePlanFile } from './core/plan-file.ts'
import { confirmBy, isPending, isWindowOver } from './core/window.ts'
import { driveBack, driveForward, resultOf } from './drive.ts'
import { withLock, withOpenRun } from './open-run.ts'
import type { EngineOptions, EnginePorts } from './ports.ts'
import { refused, unreadable } from './refusal.ts'
import { makeRunId } from './run-id.ts'
import { isOpen, openRunOf } from './status.ts'
import { waysOutOfDamage } from './store-error.ts'

export type { RunResult } from './core/outcome.ts'
export { statusRuns } from './status.ts'

async function refuse(plan: Plan, ports: EnginePorts, options: EngineOptions): Promise<Problem | undefined> {
  // What could not be read back after a crash must not be started.
  const parsed = parsePlanFile(JSON.stringify(plan))
  if (!parsed.ok) {
    const remedies = ['make the plan again with this version: calico-rr-wizard plan -o plan.json']
    return { code: 'E_PLAN_SHAPE', what: parsed.problem, remedies }
  }
  const foreign = firstForeignCommand(plan)
  if (foreign !== undefined) {
    return {
      code: 'E_PLAN_COMMAND',
      what: 'the command of this operation is not the one its changes give',
      where: `operation ${foreign}`,
      remedies: ['make the plan again with this version: calico-rr-wizard plan -o plan.json'],
    }
  }
  if (options.confirmWithin === undefined) return undefined
  const impossible = ports.deadMan ? await ports.deadMan.impossible() : 'no timer is available here'
  if (impossible === undefined) return undefined
  return {
    code: 'E_CONFIRM_IMPOSSIBLE',
    what: `a rollback without confirmation cannot be promised: ${impossible}`,
    remedies: ['run it without --confirm-within', 'run it as root on a host with systemd'],
  }
}

async function refuseUnderLock(
  plan: Plan,
  ports: EnginePorts,
): Promise<{ problem: Problem; next?: string } | undefined> {
  const cluster = await ports.identify()
  if (cluster.uid !== plan.cluster.uid) {
    const what = `the plan is for cluster ${plan.cluster.uid} (${plan.cluster.context}), this is ${cluster.uid} (${cluster.context})`
    return {
      problem: {
        code: 'E_OTHER_CLUSTER',
        what,
        where: `context ${cluster.context}, ${cluster.server}`,
        remedies: ['choose the cluster with --context', 'make a new plan'],
      },
    }
  }
  const open = openRunOf(ports.store, cluster.uid)
  if (open) {
    const problem: Problem =
      open.status === 'damaged'
        ? {
            code: 'E_JOURNAL_DAMAGED',
            what: `the journal of run ${open.runId} cannot be used: ${open.problem ?? ''}`,
            where: ports.store.path(open.runId, 'journal'),
            remedies: waysOutOfDamage(open.runId),
          }
        : {
            code: 'E_OPEN_RUN',
            what: `run ${open.runId} is not finished`,
            where: ports.store.path(open.runId),
            remedies: open.next.map((next) => `calico-rr-wizard ${next}`),
          }
    return { problem, ...(open.next[0] === undefined ? {} : { next: open.next[0] }) }
  }
  const stale = await ports.stale(plan)
  if (stale.length === 0) return undefined
  const what = `changed since the plan was made: ${stale.join(', ')}`
  return {
    problem: { code: 'E_STALE', what, where: stale[0] ?? '', remedies: ['make the plan again: calico-rr-wizard plan'] },
  }
}

/**
 * Applies a plan: refused before any change, or applied and verified, or taken back. Throws only for defects; everything
 * expected is in the result.
 */
export async function applyPlan(plan: Plan, ports: EnginePorts, options: EngineOptions = {}): Promise<RunResult> {
  const runId = options.runId ?? makeRunId(ports.clock.stamp().at, ports.random)
  const problem = await refuse(plan, ports, options)
  if (problem) return refused(runId, problem)
  return withLock(ports, runId, options, async (held) => {
    const found = await refuseUnderLock(plan, ports).catch((error: unknown) =>
      unreadable(runId, 'the cluster could not be asked', error),
    )
    if (found && 'outcome' in found) return found
    if (found) return refused(runId, found.problem, found.next)
    if (plan.stages.every((stage) => stage.operations.length === 0)) {
      return { runId, outcome: 'nothing-to-do', exitCode: 0, operations: 0, drift: [], left: [], kept: [] }
    }
    const text = JSON.stringify(plan)
    const journal = ports.store.create(runId, text)
    const context = new RunContext({ ports, options, runId, plan, journal, lock: held.handle })
    held.isOpen = () => isOpen(journal.history)
    try {
      return await begin(context, text, options)
    } finally {
      journal.close()
    }
  })
}

async function begin(context: RunContext, planText: string, options: EngineOptions): Promise<RunResult> {
  const { plan, ports, runId } = context
  const operations = plan.stages.reduce((sum, stage) => sum + stage.operations.length, 0)
  const { name: host, user, wizard } = ports.host
  const { rehearsal = false, unverified = false, confirmWithin } = options
  const stamp = context.stamp()
  const cluster = plan.cluster
  context.write({ t: 'header', schema: 1, run: runId, cluster, host, user, wizard, rehearsal, unverified, stamp })
  context.write({ t: 'plan', sha256: ports.hash(planText), operations })
  if (confirmWithin !== undefined && ports.deadMan) {
    context.write({ t: 'armed', seconds: confirmWithin, method: ports.deadMan.method, stamp: context.stamp() })
    try {
      await ports.deadMan.arm(runId)
    } catch (error) {
      context.write({ t: 'end', outcome: 'refused', stamp: context.stamp() })
      const what = `the timer could not be armed: ${error instanceof Error ? error.message : String(error)}`
      return refused(runId, { code: 'E_CONFIRM_IMPOSSIBLE', what, remedies: ['run it without --confirm-within'] })
    }
  }
  context.emit({ type: 'run-start', runId, stages: plan.stages.length, operations, rehearsal })
  const result = await driveForward(context, confirmWithin)
  await disarmEnded(context)
  return result
}

async function disarmEnded(context: RunContext): Promise<void> {
  const { armed, end } = context.history
  // Whoever waited in the foreground reads the end in the journal: there is no timer to stop.
  if (armed?.method !== 'systemd' || end === undefined) return
  await context.ports.deadMan?.disarm(context.runId).catch((error: unknown) => {
    // The timer asks the journal, finds an ended run and does nothing: a leftover unit is untidy, not dangerous.
    context.emit({ type: 'note', key: 'engine.timerLeft', params: { why: String(error) } })
  })
}

/** Goes on with a run that was interrupted: forward, or back if it was on its way back. */
export async function resumeRun(runId: string, ports: EnginePorts, options: EngineOptions = {}): Promise<RunResult> {
  return withOpenRun(runId, ports, options, 'resume', async (context) => {
    const { history } = context
    if (history.end !== undefined) return resultOf(context, 'nothing-to-do')
    const result = await (history.rollback
      ? driveBack(context, history.rollback.why)
      : isPending(history)
        ? resultOf(context, 'nothing-to-do', { confirmBy: confirmBy(history) ?? 0, nextCommand: `confirm ${runId}` })
        : driveForward(context, undefined))
    await disarmEnded(context)
    return result
  })
}

/** Takes a run back: an interrupted one, an unconfirmed one, or one that ended well. */
export async function rollbackRun(runId: string, ports: EnginePorts, options: EngineOptions = {}): Promise<RunResult> {
  return withOpenRun(runId, ports, options, 'rollback', async (context) => {
    const { history } = context
    if (history.end === 'refused' || history.end === 'rolled-back') return resultOf(context, 'nothing-to-do')
    if (history.end === 'rollback-incomplete') return resultOf(context, 'rollback-incomplete')
    const result = await driveBack(context, history.rollback?.why ?? 'asked')
    await disarmEnded(context)
    return result
  })
}

/** Keeps a run that waits for it. Confirmation and expiry are one record under the lock: only one of them can be first. */
export async function confirmRun(runId: string, ports: EnginePorts, options: EngineOptions = {}): Promise<RunResult> {
  return withOpenRun(runId, ports, options, 'confirm', async (context) => {
    const { history } = context
    if (history.end === 'applied' && history.confirmed) return resultOf(context, 'nothing-to-do')
    const refusal = confirmRefusal(runId, history, context.stamp())
    if (refusal) return refused(runId, refusal.problem, refusal.next)
    if (!history.confirmed) context.write({ t: 'confirmed', stamp: context.stamp() })
    context.write({ t: 'end', outcome: 'applied', stamp: context.stamp() })
    await disarmEnded(context)
    return resultOf(context, 'applied')
  })
}

/** What the timer runs: takes an unconfirmed run back once its time is over, and does nothing otherwise. */
export async function expireRun(runId: string, ports: EnginePorts, options: EngineOptions = {}): Promise<RunResult> {
  return withOpenRun(runId, ports, options, 'confirm', async (context) => {
    const { history } = context
    if (history.end !== undefined || history.confirmed) {
      if (history.confirmed && history.end === undefined)
        context.write({ t: 'end', outcome: 'applied', stamp: context.stamp() })
      await disarmEnded(context)
      return resultOf(context, 'nothing-to-do')
    }
    if (history.rollback === undefined && !isWindowOver(history, context.stamp()))
      return resultOf(context, 'nothing-to-do')
    const result = await driveBack(context, history.rollback?.why ?? 'expired')
    await disarmEnded(context)
    return result
  })
}
