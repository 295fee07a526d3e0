import type { Io } from './io.ts'

/**
 * The real process. Node makes a stream when it is first asked for, which takes milliseconds each: `--help` pays for the
 * one it writes to.
 */
export function processIo(): Io {
  return {
    get stdout() {
      return survivor(process.stdout)
    },
    get stderr() {
      return survivor(process.stderr)
    },
    get stdin() {
      return process.stdin
    },
    env: process.env,
    get columns() {
      return process.stderr.columns || process.stdout.columns || 80
    },
  }
}

/** A closed pipe (`| head`) ends the output, not the run: a change in flight must finish and be journalled (G15). */
function survivor(stream: NodeJS.WriteStream): NodeJS.WriteStream {
  if (!stream.listeners('error').includes(ignore)) stream.on('error', ignore)
  return stream
}

function ignore(): void {}
