import type { ExitCode } from './outcome.ts'

/**
 * An expected failure, with everything a person needs: what was wrong, where, what to do. Thrown at the edges and caught
 * once, in cli/. Expected findings inside the core are values, not exceptions.
 */
export class WizardError extends Error {
  readonly code: string
  readonly exitCode: ExitCode
  /** File, line, field, object or node. */
  readonly where: string | undefined
  /** Next steps, most useful first. */
  readonly remedies: string[]

  constructor(args: {
    /** Stable, never translated: E_ANSWERS_UNKNOWN_KEY, ... */
    code: string
    exitCode: ExitCode
    what: string
    where?: string
    remedies?: string[]
    cause?: unknown
  }) {
    super(args.what, args.cause === undefined ? undefined : { cause: args.cause })
    this.name = 'WizardError'
    this.code = args.code
    this.exitCode = args.exitCode
    this.where = args.where
    this.remedies = args.remedies ?? []
  }
}
