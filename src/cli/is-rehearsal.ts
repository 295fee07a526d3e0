import { existsSync } from 'node:fs'
import { join } from 'node:path'

/** A rehearsal that was kept with --state-dir can be gone on with: its cluster lies there. */
export function isRehearsal(directory: string): boolean {
  return existsSync(join(directory, 'cluster.ndjson')) && existsSync(join(directory, 'identity.json'))
}
