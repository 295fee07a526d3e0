import { WizardError } from '../model/errors.ts'
import { exitCodes } from '../model/outcome.ts'
import type { Look } from '../views/look.ts'

/** Where questions are asked. */
export interface AskTerminal {
  stdin: NodeJS.ReadableStream & { isTTY?: boolean }
  /** stderr: stdout carries results. */
  stderr: NodeJS.WritableStream
  look: Look
  /** Numbered choices, nothing redrawn: `--accessible`, ACCESSIBLE, TERM=dumb. */
  accessible?: boolean
}

/**
 * Refuses to ask where nobody can answer: Inquirer would draw half a question on `</dev/null`, and take the default of a
 * confirmation from a pipe.
 * @throws WizardError (exit 2)
 */
export function assertTerminal({ stdin, look }: Pick<AskTerminal, 'stdin' | 'look'>): void {
  if (stdin.isTTY) return
  throw new WizardError({
    code: 'E_NO_TERMINAL',
    exitCode: exitCodes.usage,
    what: look.say('ask.noTerminal'),
    remedies: [look.say('ask.noTerminal.answers'), look.say('ask.noTerminal.terminal')],
  })
}
