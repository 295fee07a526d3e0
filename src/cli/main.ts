import { CommanderError } from 'commander'
import { exitCodes } from '../model/outcome.ts'
import { processIo } from './process-io.ts'
import { buildProgram } from './program.ts'

/**
 * Entry of the command line: parses, runs one command, turns every failure into one text and one exit code. The only place
 * that sets the process's exit code. Help and version need nothing but what is imported here; the rest is loaded when used.
 */
export async function main(argv: string[]): Promise<void> {
  const io = processIo()
  const program = buildProgram(io, (code) => {
    process.exitCode = code
  })
  try {
    await program.parseAsync(argv, { from: 'user' })
  } catch (error) {
    if (error instanceof CommanderError)
      // Commander has printed its text already; help and version are no failures.
      process.exitCode = error.exitCode === 0 ? exitCodes.done : exitCodes.usage
    else {
      const { reportError } = await import('./report-error.ts')
      process.exitCode = await reportError(error, io, argv)
    }
  }
  process.exitCode ??= exitCodes.done
}
