import type { Command } from './plan.ts'

/** How a child process ended. Whether it did its work is decided by reading the object, never by this alone (G4). */
export interface CommandResult {
  command: Command
  /** undefined when it was killed or never started. */
  exitCode?: number
  signal?: string
  timedOut: boolean
  /** The program could not be started (missing, not executable). */
  notStarted?: string
  /** Output was cut at the limit: then a read is an error and a write is unknown. */
  truncated: boolean
  stdout: string
  stderr: string
  ms: number
}

/**
 * Runs one command to its end, within its own time limit. The only door to child processes (tools/).
 * `forRun`: the run on whose behalf it writes; the child carries it, so that a later process of the run finds it.
 */
export type RunCommand = (
  command: Command,
  options?: { timeoutMs?: number; signal?: AbortSignal; forRun?: string },
) => Promise<CommandResult>
