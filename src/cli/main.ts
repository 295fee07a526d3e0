import { CommanderError } from 'commander'
import { exitCodes } from '../model/outcome.ts'
import { askedLang } from './asked-lang.ts'
import { letGoOfGoneTerminal } from './gone-terminal.ts'
import { helpLanguage } from './help-catalog.ts'
import { processIo } from './process-io.ts'
import { buildProgram } from './program.ts'
import { verbs } from './verbs.ts'

/**
 * Entry of the command line: parses, runs one command, turns every failure into one text and one exit code. The only place
 * that sets the process's exit code. Help and version need nothing but what is imported here; the rest is loaded when used.
 */
export async function main(argv: string[]): Promise<void> {
  // Node would open its debugger on a port for whoever sends this: root and the same user could read and change all (S28).
  process.on('SIGUSR1', ignore)
  process.once('exit', letGoOfGoneTerminal)
  const io = processIo()
  try {
    const program = buildProgram(io, await helpLanguage(askedLang(argv, io.env)), (code) => {
      process.exitCode = code
    })
    await program.parseAsync(argv, { from: 'user' })
  } catch (error) {
    // Help and version end that way, and are no failures.
    if (error instanceof CommanderError && error.exitCode === 0) process.exitCode = exitCodes.done
    else {
      const { reportError } = await import('./report-error.ts')
      process.exitCode = await reportError(await expected(error, argv), io, argv)
    }
  }
  process.exitCode ??= exitCodes.done
}

/** What commander throws is a mistake in the command line, not a defect. */
async function expected(error: unknown, argv: string[]): Promise<unknown> {
  if (!(error instanceof CommanderError)) return error
  return (await import('./command-error.ts')).commandError(error, argv, verbs)
}

function ignore(): void {}
