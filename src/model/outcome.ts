/** How a run ended; one value, one exit code, one text. */
export type Outcome = 'applied' | 'rolled-back' | 'rollback-incomplete' | 'refused' | 'interrupted' | 'nothing-to-do'

/** The exit codes of the command line (design.md). */
export const exitCodes = {
  done: 0,
  internalError: 1,
  usage: 2,
  refused: 3,
  rolledBack: 4,
  rollbackIncomplete: 5,
  verifyDiffers: 6,
  locked: 7,
  stale: 8,
  sigint: 130,
  sigterm: 143,
} as const

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]

/** A field that somebody else changed in between: left alone, shown with its three values. */
export interface Drift {
  object: string
  path: string
  before: string
  ours: string
  now: string
}
