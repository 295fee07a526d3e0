import { StoreError } from '../apply/store-error.ts'
import { translatePhrase } from '../i18n/phrases.ts'
import { speaker } from '../i18n/translate.ts'
import { WizardError } from '../model/errors.ts'
import { exitCodes } from '../model/outcome.ts'
import { askedLang } from './asked-lang.ts'
import { type Io, write } from './io.ts'
import { problemError } from './problem-error.ts'

/**
 * Says what went wrong, where, and what to do, and gives the exit code. With --json the last line of stdout is still a
 * result, so that a script never has to parse prose.
 */
export async function reportError(thrown: unknown, io: Io, argv: string[]): Promise<number> {
  const error = thrown instanceof StoreError ? ofStore(thrown) : thrown
  const json = argv.includes('--json')
  const debug = argv.includes('--debug')
  const lang = askedLang(argv, io.env)
  const said = (text: string) => translatePhrase(lang, text)
  if (error instanceof WizardError) {
    // Of several mistakes each is told with its own place and remedy.
    const [first, ...others] = said(error.message).split('\n')
    const lines = [
      `${error.code}: ${first}`,
      ...(error.where ? [`  ${speaker(lang)('error.at')} ${said(error.where)}`] : []),
      ...error.remedies.map((remedy) => `  ->   ${said(remedy)}`),
      ...others,
      ...(debug && error.stack ? [error.stack] : []),
    ]
    await write(io.stderr, `${lines.join('\n')}\n`)
    if (json) {
      const { code, message, where, remedies } = error
      await write(
        io.stdout,
        `${JSON.stringify({ type: 'result', outcome: 'refused', operations: 0, sessions: [], lostPairs: 0, error: { code, message, where, remedies } })}\n`,
      )
    }
    return error.exitCode
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
  await write(
    io.stderr,
    `E_INTERNAL: something went wrong inside calico-rr-wizard; this is a defect.\n${text}\n  ->   "calico-rr-wizard status" tells whether a run is open\n`,
  )
  if (json)
    await write(
      io.stdout,
      `${JSON.stringify({ type: 'result', outcome: 'refused', operations: 0, sessions: [], lostPairs: 0, error: { code: 'E_INTERNAL' } })}\n`,
    )
  return exitCodes.internalError
}

/** A run that cannot be used, or a state directory: refused with the place and the next command, never a defect. */
function ofStore({ problem }: StoreError): WizardError {
  const misnamed = problem.code === 'E_RUN_ID' || problem.code === 'E_NO_RUN'
  return problemError(problem, misnamed ? exitCodes.usage : exitCodes.refused)
}
