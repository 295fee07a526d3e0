import { writeSync } from 'node:fs'

/** Thrown to end the program from anywhere. */
class Exit extends Error {
  readonly code: number
  constructor(code: number) {
    super(`exit ${code}`)
    this.name = 'Exit'
    this.code = code
  }
}

/** Collects what a stand-in prints and writes it at the end, so that a fault can still replace it. */
export class Output {
  private readonly parts: { fd: 1 | 2; text: string }[] = []
  private forced: { text: string; code: number } | undefined

  /** Prints to stdout. */
  out(text: string): void {
    this.parts.push({ fd: 1, text })
  }

  /** Prints to stderr. */
  err(text: string): void {
    this.parts.push({ fd: 2, text })
  }

  /** Whatever happens from now on: nothing on stdout, this text on stderr, this exit code. */
  replaceEnding(text: string, code: number): void {
    this.forced = { text, code }
  }

  /** Ends the program. */
  exit(code: number): never {
    throw new Exit(code)
  }

  /** Writes everything and says the exit code. */
  finish(code: number): number {
    if (this.forced) {
      writeAll(2, this.forced.text)
      return this.forced.code
    }
    for (const part of this.parts) writeAll(part.fd, part.text)
    return code
  }
}

function writeAll(fd: number, text: string): void {
  const bytes = Buffer.from(text)
  let at = 0
  while (at < bytes.length) {
    try {
      at += writeSync(fd, bytes, at)
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      // A full pipe: the reader needs a moment. A closed one: nobody reads any more.
      if (code === 'EAGAIN') Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1)
      else if (code === 'EPIPE') return
      else throw error
    }
  }
}

/** Runs a stand-in's main function to its exit code. */
export async function runMain(main: (output: Output) => Promise<number>): Promise<void> {
  const output = new Output()
  let code: number
  try {
    code = await main(output)
  } catch (error) {
    if (error instanceof Exit) code = error.code
    else {
      output.err(`${error instanceof Error ? error.message : String(error)}\n`)
      code = 1
    }
  }
  process.exit(output.finish(code))
}
