import { WizardError } from '../../model/errors.ts'
import { exitCodes } from '../../model/outcome.ts'

/** An input that cannot be used: what is wrong, where ("file:line:column"), what to do. Exit code 2. */
export function refuse(code: string, what: string, where: string, remedies: string[], cause?: unknown): WizardError {
  return new WizardError({ code, exitCode: exitCodes.usage, what, where, remedies, cause })
}
