import { join } from 'node:path'
import type { Io } from './io.ts'
import type { Options } from './options.ts'

/** Where journals live: under /var/lib for root, else in the user's own state directory (XDG). Never in /tmp (S8). */
export function stateDirectory(options: Options, io: Io): string {
  if (options.stateDir) return options.stateDir
  if (process.getuid?.() === 0) return '/var/lib/calico-rr-wizard'
  const home = io.env['HOME'] ?? '/'
  return join(io.env['XDG_STATE_HOME'] || join(home, '.local/state'), 'calico-rr-wizard')
}
