import { RunContext } from './context.ts'
import type { RunResult } from './core/outcome.ts'
import { firstForeignCommand } from './core/plan-commands.ts'
import type { EngineOptions, EnginePorts, LockHandle, LockHolder, RunLock } from './ports.ts'
import { foreignCommand, otherCluster, refused, storeRefusal, unreadable } from './refusal.ts'
import { isOpen, isUnfinished, type RunStatus, statusRuns } from './status.ts'

/**
 * Takes the lock; one that a dead process of this host left behind after its run had ended is in nobody's way, and one of a
 * run that has not ended gives way when the admin says so. Of a run in another state directory only that directory knows how
 * far it came: its lock is never taken over from here, whatever anybody says.
 */
async function acquire(ports: EnginePorts, runId: string, takeOver: boolean): ReturnType<RunLock['acquire']> {
  const got = await ports.lock.acquire(runId, false)
  if (got.ok || !got.holder.dead || placeOf(ports, got.holder) !== 'here') return got
  const run = runOf(ports, got.holder)
  if (!run || !isUnfinished(run)) return ports.lock.acquire(runId, true)
  return takeOver ? ports.lock.acquire(runId, true, run.runId) : got
}

/** Where the journal of the holder's run lies. */
function placeOf({ host, store }: EnginePorts, holder: LockHolder): 'here' | 'other directory' | 'other host' {
  if (holder.host !== host.name) return 'other host'
  return holder.journal === undefined || holder.journal === store.root ? 'here' : 'other directory'
}

function runOf(ports: EnginePorts, holder: LockHolder): RunStatus | undefined {
  return statusRuns(ports.store).find(({ runId }) => runId === holder.runId)
}

/** What can be done about a held lock, best first, and the one command of it that can be typed here. */
function waysOut(ports: EnginePorts, holder: LockHolder): { remedies: string[]; next?: string } {
  const place = placeOf(ports, holder)
  const where = place === 'here' || !holder.journal ? '' : ` --state-dir ${holder.journal}`
  const known = place === 'here' ? runOf(ports, holder)?.next : undefined
  const verbs = holder.dead ? (known ?? [`resume ${holder.runId}`, `rollback ${holder.runId}`]) : ['status']
  const commands = verbs.map((verb) => `calico-rr-wizard ${verb}${where}`)
  const remedies = place === 'other host' ? commands.map((command) => `on ${holder.host}: ${command}`) : commands
  if (place !== 'here' && holder.dead)
    remedies.push(
      'only if that directory is lost: compare the cluster with the plan, then: kubectl -n kube-system delete lease calico-rr-wizard',
    )
  return place === 'other host' || verbs[0] === undefined ? { remedies } : { remedies, next: `${verbs[0]}${where}` }
}

/** A lock in use. */
interface HeldLock {
  readonly handle: LockHandle
  /** Whether the run under it is left unfinished; undefined while its journal has not been read. Asked at the end. */
  isOpen: () => boolean | undefined
}

/** Holds the lock while `work` runs. Nobody else may change this cluster meanwhile (G14). */
export async function withLock(
  ports: EnginePorts,
  runId: string,
  options: EngineOptions,
  work: (lock: HeldLock) => Promise<RunResult>,
): Promise<RunResult> {
  const got = await acquire(ports, runId, options.takeOver ?? false).catch((error: unknown) =>
    unreadable(runId, 'the lock could not be taken', error),
  )
  if ('outcome' in got) return got
  if (!got.ok) {
    const { holder } = got
    const { remedies, next } = waysOut(ports, holder)
    const what = `run ${holder.runId} holds the lock since ${holder.since}: process ${holder.pid} on ${holder.host}${holder.dead ? ' (not running any more)' : ''}`
    return refused(runId, { code: 'E_LOCKED', what, where: holder.where, remedies }, next)
  }
  const held: HeldLock = { handle: got.handle, isOpen: () => undefined }
  try {
    return await work(held)
  } catch (error) {
    return storeRefusal(runId, error)
  } finally {
    await got.handle.release(held.isOpen()).catch(() => {
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
  return withLock(ports, runId, options, async (held) => {
    const journal = ports.store.open(runId)
    try {
      const { cluster, planSha256 } = journal.history
      if (cluster === undefined || planSha256 === undefined) {
        held.isOpen = () => false
        return { runId, outcome: 'nothing-to-do', exitCode: 0, operations: 0, drift: [], left: [], kept: [] }
      }
      const plan = ports.store.plan(runId, planSha256)
      const foreign = firstForeignCommand(plan)
      if (foreign !== undefined) return refused(runId, foreignCommand(foreign))
      const now = await ports
        .identify()
        .catch((error: unknown) => unreadable(runId, 'the cluster could not be asked', error))
      if ('outcome' in now) return now
      if (now.uid !== cluster.uid) {
        return refused(runId, otherCluster(cluster, now, ports.store.path(runId, 'journal')))
      }
      const unverified = options.unverified ?? journal.history.unverified
      const lock = held.handle
      const context = new RunContext({ ports, options: { ...options, unverified }, runId, plan, journal, lock })
      held.isOpen = () => isOpen(journal.history)
      if (why !== 'confirm' && journal.history.end === undefined) {
        context.write({ t: 'opened', why, host: ports.host.name, stamp: context.stamp() })
      }
      return await work(context)
    } finally {
      journal.close()
    }
  })
}
