import { describe, expect, it } from 'vitest'
import { raceOnce } from './probes/confirm-race.ts'

const RACES = 1000

describe('confirmation and expiry at the same moment (DM-4)', () => {
  it(`${RACES} interleavings have one winner each, and the cluster is what the winner says`, {
    timeout: 300_000,
  }, async () => {
    const ends = { kept: 0, undone: 0, open: 0 }
    for (let seed = 1; seed <= RACES; seed++) {
      const { winner, wrong } = await raceOnce(seed)
      expect(wrong, `seed ${seed}`).toEqual([])
      ends[winner]++
    }
    expect(ends.kept).toBeGreaterThan(RACES / 10)
    expect(ends.undone).toBeGreaterThan(RACES / 10)
  })
})
