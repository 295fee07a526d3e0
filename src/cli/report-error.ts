import { CommanderError } from 'commander'
import { WizardError } from '../model/errors.ts'
import { exitCodes } from '../model/outcome.ts'
import { type Io, write } from './io.ts'

/**
 * Says what went wrong, where, and what to do, and gives the exit code. With --json the last line of stdout is still a
 * result, so that a script never has to parse prose.
 */
export async function reportError(error: unknown, io: Io, argv: string[]): Promise<number> {
  if (error instanceof CommanderError)
    // Commander has printed its text already; help and version are no failures.
    return error.exitCode === 0 ? exitCodes.done : exitCodes.usage
  const json = argv.includes('--json')
  const debug = argv.includes('--debug')
  if (error instanceof WizardError) {
    const lines = [
      `${error.code}: ${error.message}`,
      ...(error.where ? [`  at   ${error.where}`] : []),
      ...error.remedies.map((remedy) => `  ->   ${remedy}`),
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
