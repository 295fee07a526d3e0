import type { ClusterIdentity } from '../model/cluster.ts'
import { exitCodeOf, type Problem, type RunResult } from './core/outcome.ts'
import { JournalDead } from './journal.ts'
import { StoreError } from './store-error.ts'

/** A result for a call that was refused: this process changed nothing. */
export function refused(runId: string, problem: Problem, nextCommand?: string): RunResult {
  const exitCode = exitCodeOf('refused', { problem })
  const result: RunResult = {
    runId,
    outcome: 'refused',
    exitCode,
    operations: 0,
    drift: [],
    left: [],
    kept: [],
    problem,
  }
  return nextCommand === undefined ? result : { ...result, nextCommand }
}

/** Turns what the run store refuses into a result; anything else is a defect and goes on. */
export function storeRefusal(runId: string, error: unknown): RunResult {
  if (error instanceof StoreError) return refused(runId, error.problem)
  if (!(error instanceof JournalDead)) throw error
  const remedies = ['make the state directory writable, or name another one with --state-dir; nothing was changed']
  return refused(runId, { code: 'E_JOURNAL_WRITE', what: error.message, remedies })
}

/** The refusal when the cluster or the lock could not be asked at all. */
export function unreadable(runId: string, what: string, error: unknown): RunResult {
  const why = error instanceof Error ? error.message : String(error)
  const remedies = ['check that the cluster answers: kubectl get nodes']
  return refused(runId, { code: 'E_UNREADABLE', what: `${what}: ${why}`, remedies })
}

/**
 * A run goes on with its own cluster only.
 * @param where the journal that says which
 */
export function otherCluster(cluster: ClusterIdentity, now: ClusterIdentity, where: string): Problem {
  return {
    code: 'E_OTHER_CLUSTER',
    what: `the run belongs to cluster ${cluster.uid} (${cluster.context}), this is ${now.uid} (${now.context})`,
    where,
    remedies: [`choose it with --context ${cluster.context}`],
  }
}

/** A saved plan whose printed command is another than the one its changes give. */
export function foreignCommand(operation: string): Problem {
  return {
    code: 'E_PLAN_COMMAND',
    what: 'the command of this operation is not the one its changes give',
    where: `operation ${operation}`,
    remedies: ['use the version of the wizard that started the run'],
  }
}
