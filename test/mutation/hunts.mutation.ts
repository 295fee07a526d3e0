import { expect, it } from 'vitest'
import { emptyReport, exhaustive } from '../campaign/exhaustive.ts'
import { kindsAt, type Place } from '../campaign/faults.ts'
import { damageJournal } from '../campaign/journal-damage.ts'
import { playSeed } from '../campaign/random.ts'
import { topologies } from '../campaign/topology.ts'

/** The bounded campaign that a mutant has to survive: some places of each kind of fault, and a few seeds. */
const kinds = new Set((Object.keys(kindsAt) as Place[]).flatMap((place) => kindsAt[place]))
for (const [n, kind] of [...kinds].entries()) {
  it(`one ${kind}`, async () => {
    const report = emptyReport()
    const recoveries = [n % 2 === 0 ? ('resume' as const) : ('rollback' as const)]
    await exhaustive('flat', topologies['flat']!, report, {
      kinds: [kind],
      recoveries,
      every: 6,
      from: (n * 5) % 6,
      stopAtFirst: true,
    })
    expect(report.failures).toEqual([])
  })
}
it.each(Array.from({ length: 30 }, (_, seed) => seed))('seed', async (seed) => {
  expect((await playSeed(seed)).violations).toEqual([])
})
it('a damaged journal', () => {
  expect(damageJournal(2, 7).wrong).toEqual([])
})
