import { type Drift, type ExitCode, exitCodes, type Outcome } from '../../model/outcome.ts'
import type { FailureCode } from './record.ts'

/** Something that stopped a run, as code and place. `what` is for people and logs and decides nothing. */
export interface Problem {
  code: ProblemCode
  what: string
  where?: string
  remedies: string[]
}

/** Every reason for which a run is refused or stops; stable, never translated. */
export type ProblemCode =
  | 'E_LOCKED'
  | 'E_STALE'
  | 'E_OTHER_CLUSTER'
  | 'E_PLAN_COMMAND'
  | 'E_PLAN_SHAPE'
  | 'E_RUN_ID'
  | 'E_NO_RUN'
  | 'E_OPEN_RUN'
  | 'E_JOURNAL_DAMAGED'
  | 'E_JOURNAL_VERSION'
  | 'E_JOURNAL_PLAN'
  | 'E_JOURNAL_WRITE'
  | 'E_STATE_DIR'
  | 'E_DISK_SPACE'
  | 'E_CONFIRM_IMPOSSIBLE'
  | 'E_NOT_PENDING'
  | 'E_TOO_LATE'
  | 'E_LOCK_LOST'
  | 'E_ROLLING_BACK'
  | 'E_UNREADABLE'
  | 'E_FAILED'

/** How a run ended, typed; messages are made from this and never the other way round (G13). */
export interface RunResult {
  runId: string
  outcome: Outcome
  exitCode: ExitCode
  /** Mutating commands that were run. */
  operations: number
  drift: Drift[]
  /** Operations not taken back: still to do, or kept on purpose (`kept`). */
  left: string[]
  /** Operations that stay because undoing them would do harm; the plan says why. */
  kept: string[]
  failedAt?: { operation?: string; stage?: number; code: FailureCode; detail?: string }
  problem?: Problem
  /** The one command to run next, as arguments of the wizard: "rollback 20261123-171500-ab12". */
  nextCommand?: string
  signal?: string
  /** The run waits to be confirmed until then (wall clock, ms). */
  confirmBy?: number
}

/** The exit code of an end. A lock or a stale plan has its own (design.md). */
export function exitCodeOf(outcome: Outcome, extra: { problem?: Problem; signal?: string }): ExitCode {
  switch (outcome) {
    case 'applied':
    case 'nothing-to-do':
      return exitCodes.done
    case 'rolled-back':
      return exitCodes.rolledBack
    case 'rollback-incomplete':
      return exitCodes.rollbackIncomplete
    case 'interrupted':
      if (extra.problem?.code === 'E_LOCK_LOST') return exitCodes.locked
      return extra.signal === 'SIGINT' ? exitCodes.sigint : exitCodes.sigterm
    case 'refused':
      if (extra.problem?.code === 'E_LOCKED') return exitCodes.locked
      return extra.problem?.code === 'E_STALE' ? exitCodes.stale : exitCodes.refused
  }
}

/** A rollback is complete only when nothing is left and nobody's later edit stands in the way. */
export function rollbackOutcome(drift: readonly Drift[], left: readonly string[]): Outcome {
  return drift.length === 0 && left.length === 0 ? 'rolled-back' : 'rollback-incomplete'
}
