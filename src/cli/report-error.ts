import { StoreError } from '../apply/store-error.ts'
import { translatePhrase } from '../i18n/phrases.ts'
import { speaker } from '../i18n/translate.ts'
import { WizardError } from '../model/errors.ts'
import { type ExitCode, exitCodes } from '../model/outcome.ts'
import { makeLook } from '../views/look.ts'
import { type ErrorFacts, renderError } from '../views/render-error.ts'
import { askedLang } from './asked-lang.ts'
import { type Io, write } from './io.ts'
import { completeAdvice, ownCommand, type Places, placesIn } from './own-command.ts'
import { problemError } from './problem-error.ts'

/**
 * Says what went wrong, where, and what to do, and gives the exit code. With --json the last line of stdout is still a
 * result, so that a script never has to parse prose.
 */
export async function reportError(thrown: unknown, io: Io, argv: string[]): Promise<ExitCode> {
  const error = thrown instanceof StoreError ? ofStore(thrown) : thrown
  const known = error instanceof WizardError
  const facts = known ? factsOf(error, placesIn(argv), argv.includes('--debug')) : defect(error, placesIn(argv))
  const lang = askedLang(argv, io.env)
  const said = (text: string) => translatePhrase(lang, text)
  // Whoever reads a pipe or a file looks for one line each.
  const width = io.stderr.isTTY ? makeLook({ lang, columns: io.columns }).columns : Number.POSITIVE_INFINITY
  const { what, where = '', remedies } = facts
  const lines = renderError(
    { ...facts, what: said(what), where: said(where), remedies: remedies.map(said) },
    speaker(lang)('error.at'),
    width,
  )
  await write(io.stderr, `${lines.join('\n')}\n`)
  if (argv.includes('--json')) {
    const { code, where } = facts
    const told = known ? { code, message: what, where, remedies } : { code }
    await write(
      io.stdout,
      `${JSON.stringify({ type: 'result', outcome: 'refused', operations: 0, sessions: [], lostPairs: 0, error: told })}\n`,
    )
  }
  return known ? error.exitCode : exitCodes.internalError
}

/** An expected failure, its commands complete. */
function factsOf({ code, message, where, remedies, stack }: WizardError, places: Places, debug: boolean): ErrorFacts {
  return {
    code,
    what: message,
    ...(where === undefined ? {} : { where }),
    remedies: remedies.map((text) => completeAdvice(text, places)),
    ...(debug && stack ? { stack } : {}),
  }
}

/** What nobody expected: its stack is all there is to go by. */
function defect(error: unknown, places: Places): ErrorFacts {
  return {
    code: 'E_INTERNAL',
    what: 'something went wrong inside calico-rr-wizard; this is a defect.',
    stack: error instanceof Error ? (error.stack ?? error.message) : String(error),
    remedies: [`see whether a run is open: ${ownCommand('status', places)}`],
  }
}

/** A run that cannot be used, or a state directory: refused with the place and the next command, never a defect. */
function ofStore({ problem }: StoreError): WizardError {
  const misnamed = problem.code === 'E_RUN_ID' || problem.code === 'E_NO_RUN'
  return problemError(problem, misnamed ? exitCodes.usage : exitCodes.refused)
}
