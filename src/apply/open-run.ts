import { RunContext } from './context.ts'
import type { RunResult } from './core/outcome.ts'
import { firstForeignCommand } from './core/plan-commands.ts'
import type { EngineOptions, EnginePorts, LockHandle, LockHolder, RunLock } from './ports.ts'
import { refused, storeRefusal, unreadable } from './refusal.ts'
import { statusRuns } from './status.ts'

/** Takes the lock; one that a dead process of this host left behind after its run had ended is in nobody's way. */
async function acquire(ports: EnginePorts, runId: string, takeOver: boolean): ReturnType<RunLock['acquire']> {
  const got = await ports.lock.acquire(runId, takeOver)
  if (got.ok || !got.holder.dead || got.holder.host !== ports.host.name) return got
  // Only that directory knows how far the run came.
  if (isElsewhere(ports, got.holder)) return got
  const run = statusRuns(ports.store).find(({ runId: id }) => id === got.holder.runId)
  const finished = run === undefined || run.state === 'ended' || run.state === 'never-started'
  return finished ? ports.lock.acquire(runId, true) : got
}

/** Whether the journal of the holder's run lies in another state directory than the one of this call. */
function isElsewhere(ports: EnginePorts, { journal }: LockHolder): boolean {
  return journal !== undefined && journal !== ports.store.root
}

/** What can be done about a held lock, best first. */
function waysOut(ports: EnginePorts, holder: LockHolder): string[] {
  if (!holder.dead) return ['status']
  const where = isElsewhere(ports, holder) ? ` --state-dir ${holder.journal}` : ''
  return [`resume ${holder.runId}${where}`, `rollback ${holder.runId}${where}`]
}

/** Holds the lock while `work` runs. Nobody else may change this cluster meanwhile (G14). */
export async function withLock(
  ports: EnginePorts,
  runId: string,
  options: EngineOptions,
  work: (lock: LockHandle) => Promise<RunResult>,
): Promise<RunResult> {
  const got = await acquire(ports, runId, options.takeOver ?? false).catch((error: unknown) =>
    unreadable(runId, 'the lock could not be taken', error),
  )
  if ('outcome' in got) return got
  if (!got.ok) {
    const { holder } = got
    const next = waysOut(ports, holder)
    const what = `run ${holder.runId} holds the lock since ${holder.since}: process ${holder.pid} on ${holder.host}${holder.dead ? ' (not running any more)' : ''}`
    const remedies = next.map((command) => `calico-rr-wizard ${command}`)
    return refused(runId, { code: 'E_LOCKED', what, where: holder.where, remedies }, next[0])
  }
  try {
    return await work(got.handle)
  } catch (error) {
    return storeRefusal(runId, error)
  } finally {
    await got.handle.release().catch(() => {
      // A lock that cannot be given back is found to be of a dead process later; `resume` and `rollback` take it over.
    })
  }
}

/** Opens a run of before under the lock, checked: journal, plan, commands, cluster. */
export async function withOpenRun(
  runId: string,
  ports: EnginePorts,
  options: EngineOptions,
  why: 'resume' | 'rollback' | 'confirm',
  work: (context: RunContext) => Promise<RunResult>,
): Promise<RunResult> {
  try {
    ports.store.assertRun(runId)
  } catch (error) {
    return storeRefusal(runId, error)
  }
  return withLock(ports, runId, options, async (lock) => {
    const journal = ports.store.open(runId)
    try {
      const { cluster, planSha256 } = journal.history
      if (cluster === undefined || planSha256 === undefined) {
        return { runId, outcome: 'nothing-to-do', exitCode: 0, operations: 0, drift: [], left: [], kept: [] }
      }
      const plan = ports.store.plan(runId, planSha256)
      const foreign = firstForeignCommand(plan)
      if (foreign !== undefined) {
        const what = 'the command of this operation is not the one its changes give'
        const remedies = ['use the version of the wizard that started the run']
        return refused(runId, { code: 'E_PLAN_COMMAND', what, where: `operation ${foreign}`, remedies })
      }
      const now = await ports
        .identify()
        .catch((error: unknown) => unreadable(runId, 'the cluster could not be asked', error))
      if ('outcome' in now) return now
      if (now.uid !== cluster.uid) {
        const what = `the run belongs to cluster ${cluster.uid} (${cluster.context}), this is ${now.uid} (${now.context})`
        return refused(runId, {
          code: 'E_OTHER_CLUSTER',
          what,
          where: ports.store.path(runId, 'journal'),
          remedies: [`choose it with --context ${cluster.context}`],
        })
      }
      const unverified = options.unverified ?? journal.history.unverified
      const context = new RunContext({ ports, options: { ...options, unverified }, runId, plan, journal, lock })
      if (why !== 'confirm' && journal.history.end === undefined) {
        context.write({ t: 'opened', why, host: ports.host.name, stamp: context.stamp() })
      }
      return await work(context)
    } finally {
      journal.close()
    }
  })
}
