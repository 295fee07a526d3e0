import { rmSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildProcess, differs, type RealCase, realKinds } from './equivalence.ts'

/** Every n-th of the sample; CRRW_REAL_EVERY=1 plays all of it (nightly). */
const every = Number(process.env['CRRW_REAL_EVERY'] ?? 24)
const sample: RealCase[] = []
for (const recovery of ['resume', 'rollback'] as const) {
  for (const kind of realKinds)
    for (let index = 0; index < 13; index++) sample.push({ topology: 'guide-order', index, kind, recovery })
}
const signals: RealCase[] = (['sigint', 'sigterm', 'sighup', 'kill-before', 'kill-after'] as const).map((kind) => ({
  topology: 'guide-order',
  index: 4,
  kind,
  recovery: 'resume',
}))

describe('the same fault at the same command ends the same with real processes, disks, locks and signals', () => {
  let built: Awaited<ReturnType<typeof buildProcess>>
  beforeAll(async () => {
    built = await buildProcess()
  }, 60_000)
  afterAll(() => rmSync(built.scratch, { recursive: true, force: true }))

  it('has a sample of at least 200', () => {
    expect(sample.length).toBeGreaterThanOrEqual(200)
  })
  it.each(signals)('$kind', { timeout: 120_000 }, async (what) => {
    const { difference, exits } = await differs(built.program, built.scratch, what)
    expect(difference).toBeUndefined()
    const first = { sigint: 130, sigterm: 143, sighup: 143, 'kill-before': 'SIGKILL', 'kill-after': 'SIGKILL' }
    expect(exits).toEqual([first[what.kind as keyof typeof first], 0])
  })
  it.each(sample.filter((_, n) => n % every === 0))(
    '$recovery after $kind at command $index',
    { timeout: 120_000 },
    async (what) => {
      expect((await differs(built.program, built.scratch, what)).difference).toBeUndefined()
    },
  )
})
