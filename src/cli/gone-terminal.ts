import { closeSync, fstatSync, openSync } from 'node:fs'
import { isatty } from 'node:tty'

/**
 * To be called when the process exits. Node puts every terminal it started with back into the mode it found there, and
 * aborts (SIGABRT, perhaps a core file) when that fails because the window was closed; a descriptor that was opened anew
 * it leaves alone (node.cc, ResetStdio). So the exit code stays the one that was meant.
 */
export function letGoOfGoneTerminal(): void {
  for (const descriptor of [0, 1, 2]) {
    try {
      if (!fstatSync(descriptor).isCharacterDevice() || isatty(descriptor)) continue
      closeSync(descriptor)
      // The lowest free descriptor is the one just closed.
      openSync('/dev/null', 'r+')
    } catch {
      // A descriptor that nobody opened is none that Node looks at.
    }
  }
}
