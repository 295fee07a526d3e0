// Environment for programs taken from unpacked Debian packages: their libraries lie in the cache, not in the system.

import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

export function debEnv(paths) {
  const dirs = [paths.debLibs]
  if (existsSync(paths.debLibs)) {
    for (const entry of readdirSync(paths.debLibs, { withFileTypes: true })) {
      if (!entry.isDirectory() || !entry.name.endsWith('-linux-gnu')) continue
      dirs.push(join(paths.debLibs, entry.name), join(paths.debLibs, entry.name, 'frr'))
    }
  }
  return { ...process.env, LD_LIBRARY_PATH: dirs.join(':') }
}
