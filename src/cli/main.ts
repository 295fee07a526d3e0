import { exitCodes } from '../model/outcome.ts'
import { processIo } from './io.ts'
import { buildProgram } from './program.ts'
import { reportError } from './report-error.ts'

/**
 * Entry of the command line: parses, runs one command, turns every failure into one text and one exit code. The only place
 * that sets the process's exit code.
 */
export async function main(argv: string[]): Promise<void> {
  const io = processIo()
  // A closed pipe (`| head`) ends the output, not the run: a change in flight must finish and be journalled (G15).
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})
  const program = buildProgram(io, (code) => {
    process.exitCode = code
  })
  try {
    await program.parseAsync(argv, { from: 'user' })
  } catch (error) {
    process.exitCode = await reportError(error, io, argv)
  }
  process.exitCode ??= exitCodes.done
}
