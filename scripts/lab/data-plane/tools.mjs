// The lab's own small programs, built from the sources in this repository.

import { copyFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { partPaths } from '../cache.mjs'
import { must } from '../run.mjs'

const TOOLS = join(dirname(fileURLToPath(import.meta.url)), '..', 'tools')

/** @returns the directory that holds them: prober, kubectl, ssh and clock */
export async function buildTools(workdir) {
  const parts = partPaths()
  const built = join(parts.bin, 'lab-tools')
  // Its sources are part of this repository, so a fresh build costs the toolchain's cache look-up and is always right.
  await must('nice', ['-n', '5', 'go', 'build', '-o', built, '.'], {
    cwd: TOOLS,
    env: { ...process.env, CGO_ENABLED: '0', GOTOOLCHAIN: 'local', GOFLAGS: '-buildvcs=false', GOWORK: 'off' },
    timeoutMs: 120_000,
  })
  const bin = workdir.mkdir('bin')
  for (const name of ['prober', 'kubectl', 'ssh', 'clock']) copyFileSync(built, join(bin, name))
  return bin
}
