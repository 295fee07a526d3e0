import { join } from 'node:path'
import type { Io } from './io.ts'
import { isRehearsal } from './is-rehearsal.ts'
import type { Options } from './options.ts'

/** Where journals live: under /var/lib for root, else in the user's own state directory (XDG). Never in /tmp (S8). */
export function stateDirectory(options: Options, io: Io): string {
  if (options.stateDir) return options.stateDir
  if (process.getuid?.() === 0) return '/var/lib/calico-rr-wizard'
  const home = io.env['HOME'] ?? '/'
  return join(io.env['XDG_STATE_HOME'] || join(home, '.local/state'), 'calico-rr-wizard')
}

/** Where the journals of a command that opens no cluster lie: those of a kept rehearsal are one level deeper. */
export function journalDirectory(options: Options, io: Io): string {
  const directory = stateDirectory(options, io)
  return isRehearsal(directory) ? join(directory, 'state') : directory
}
