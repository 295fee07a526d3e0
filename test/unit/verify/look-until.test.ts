import { describe, expect, it } from 'vitest'
import { lookUntil, type Reading } from '../../../src/verify/look-until.ts'

/** A clock that only goes on while somebody looks or waits. */
function world(script: (subject: string, nth: number, at: number) => string[], secondsALook = 0.001) {
  let now = 0
  const asked: string[][] = []
  const count = new Map<string, number>()
  const told: number[] = []
  const stop = new AbortController()
  const run = (subjects: string[], patienceMs = 5000, restMs = 0) =>
    lookUntil(
      subjects,
      async (some) => {
        asked.push(some)
        return some.map((subject): Reading => {
          const nth = (count.get(subject) ?? 0) + 1
          count.set(subject, nth)
          now += secondsALook * 1000
          return { subject, missing: script(subject, nth, now), unreadable: false }
        })
      },
      {
        patienceMs,
        restMs,
        pauseMs: 100,
        signal: stop.signal,
        now: () => now,
        sleep: async (ms) => {
          now += ms
        },
      },
      (readings) => told.push(readings.filter((reading) => reading.missing.length > 0).length),
    )
  return { run, asked, told, stop, now: () => now }
}

const nodes = ['a', 'b', 'c', 'd']

describe('lookUntil', () => {
  it('reads each once when all is as wanted', async () => {
    const { run, asked, told } = world(() => [])
    const readings = await run(nodes)
    expect(readings.map((reading) => reading.subject)).toEqual(nodes)
    expect(asked).toEqual([nodes])
    expect(told).toEqual([])
  })

  it('lets everybody rest first, which is not patience', async () => {
    const { run, asked, now } = world((subject, _nth, at) => (subject === 'b' && at < 8000 ? ['b: down'] : []))
    const readings = await run(nodes, 6000, 2500)
    expect(asked[0]).toEqual(nodes)
    expect(now()).toBeGreaterThanOrEqual(8000)
    expect(readings.flatMap((reading) => reading.missing)).toEqual([])
  })

  it('then asks only those that are not yet as wanted', async () => {
    const { run, asked, told } = world((subject, nth) => (subject === 'c' && nth < 3 ? ['c: down'] : []))
    const readings = await run(nodes)
    expect(asked).toEqual([nodes, ['c'], ['c']])
    expect(told).toEqual([1, 1])
    expect(readings.every((reading) => reading.missing.length === 0)).toBe(true)
  })

  it('gives up when patience is over, and patience begins when all were read once', async () => {
    const { run, asked, now } = world((subject) => (subject === 'b' ? ['b: down'] : []), 10)
    const readings = await run(nodes, 15_000)
    // 40 s for the first look do not count; then b is asked until 15 s are over.
    expect(asked).toEqual([nodes, ['b'], ['b']])
    expect(now()).toBeGreaterThanOrEqual(55_000)
    expect(readings.flatMap((reading) => reading.missing)).toEqual(['b: down'])
  })

  it('reads again what was read too long ago: a node that fell meanwhile does not pass', async () => {
    const { run, asked } = world(
      (subject, nth, at) =>
        subject === 'd' && at < 70_000 ? ['d: down'] : subject === 'a' && nth > 1 ? ['a: down'] : [],
      1,
    )
    const readings = await run(nodes, 100_000)
    expect(asked.some((some) => some.length === 3 && !some.includes('d'))).toBe(true)
    expect(readings.flatMap((reading) => reading.missing)).toEqual(['a: down'])
  })

  it('stops at once when it is told to', async () => {
    const { run, stop, asked } = world(() => ['down'])
    stop.abort()
    const readings = await run(nodes)
    expect(asked).toHaveLength(1)
    expect(readings).toHaveLength(4)
  })
})
