import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { objectsOf } from './kept-rehearsal.ts'
import { randomCluster } from './random-cluster.ts'
import { wizard } from './wizard.ts'

// Clusters that nobody thought of: there and back through the program, with nothing answered. CRRW_CLUSTERS=40 plays as
// many, CRRW_SEED=S begins with that seed.
const clusters = Number(process.env['CRRW_CLUSTERS'] ?? 1)
const first = Number(process.env['CRRW_SEED'] ?? 1)

describe('a random cluster', () => {
  it.each(Array.from({ length: clusters }, (_, n) => ({ seed: first + n, ...randomCluster(first + n) })))(
    'of seed $seed goes there and back: $what',
    { timeout: 300_000 },
    async ({ scenario, version, order }) => {
      const directory = mkdtempSync(join(tmpdir(), 'crrw-random-'))
      try {
        const file = join(directory, 'cluster.json')
        writeFileSync(file, scenario)
        const home = join(directory, 'home')
        const state = ['--json', '--state-dir', home]
        const flags = ['--scenario', file, '--calico-version', version, '--order', order, '--yes']
        const run = await wizard(['rehearse', ...flags, ...state])
        expect(run.result, run.stderr).toMatchObject({ outcome: 'applied', lostPairs: 0 })
        expect(run.code).toBe(0)
        const before = objectsOf(home, 'start')
        expect(objectsOf(home, 'now')).not.toEqual(before)
        const back = await wizard(['rollback', ...state])
        expect(back.result, back.stderr).toMatchObject({ outcome: 'rolled-back', left: [] })
        expect(back.code).toBe(0)
        expect(objectsOf(home, 'now')).toEqual(before)
      } finally {
        rmSync(directory, { recursive: true, force: true })
      }
    },
  )
})
