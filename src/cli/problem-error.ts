import type { Problem } from '../apply/core/outcome.ts'
import { WizardError } from '../model/errors.ts'
import { type ExitCode, exitCodes } from '../model/outcome.ts'

/** What the engine says of a run that it does not touch, as an error of the command line. */
export function problemError(
  { code, what, where, remedies }: Problem,
  exitCode: ExitCode = exitCodes.refused,
): WizardError {
  return new WizardError({ code, exitCode, what, ...(where === undefined ? {} : { where }), remedies })
}
