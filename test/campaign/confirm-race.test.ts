import { describe, expect, it } from 'vitest'
import type { DeadMan, EnginePorts } from '../../src/apply/ports.ts'
import { applyPlan, confirmRun, expireRun, statusRuns } from '../../src/apply/run.ts'
import { Prng } from './prng.ts'
import { SimProcess } from './sim-process.ts'
import { prepare, topologies } from './topology.ts'
import { World } from './world.ts'

const { plan, fill } = prepare(topologies['flat']!)
const RACES = 1000
const WINDOW_SECONDS = 60

const deadMan: DeadMan = {
  method: 'systemd',
  impossible: async () => undefined,
  arm: async () => {},
  disarm: async () => {},
}

/** The ports of one process that lets the other go first, for a random number of turns, before everything it does. */
function hesitant(world: World, prng: Prng, pid: number): EnginePorts {
  const process = new SimProcess(world)
  const { ports } = process
  const wait = async () => {
    for (let turns = prng.below(8); turns > 0; turns--) await Promise.resolve()
  }
  const { lock, read, run, gate, identify } = ports
  return {
    ...ports,
    deadMan,
    host: { ...ports.host, pid },
    identify: async () => {
      await wait()
      return identify()
    },
    read: async (refs) => {
      await wait()
      return read(refs)
    },
    run: async (command, limits) => {
      await wait()
      return run(command, limits)
    },
    gate: async (request) => {
      await wait()
      return gate(request)
    },
    lock: {
      acquire: async (runId, takeOver) => {
        await wait()
        // The other one lives: its lock is never taken over.
        const holder = world.lockHolder
        if (holder) return { ok: false, holder: { runId, host: 'sim', pid: 0, since: '', dead: false, where: 'sim' } }
        return lock.acquire(runId, takeOver)
      },
    },
  }
}

describe('confirmation and expiry at the same moment (DM-4)', () => {
  it(`${RACES} interleavings have one winner each, and the cluster is what the winner says`, {
    timeout: 300_000,
  }, async () => {
    const ends = { kept: 0, undone: 0, open: 0 }
    for (let seed = 1; seed <= RACES; seed++) {
      const prng = new Prng(seed)
      const world = new World(plan, seed, [])
      fill(world.cluster)
      const before = world.cluster.dump()
      const ports = { ...new SimProcess(world).ports, deadMan }
      const { runId } = await applyPlan(plan, ports, { confirmWithin: WINDOW_SECONDS })
      const applied = world.cluster.dump()
      world.advance(WINDOW_SECONDS * 1000 - 10 + prng.below(20))

      const [confirmed, expired] = await Promise.all([
        confirmRun(runId, hesitant(world, prng, 1)),
        expireRun(runId, hesitant(world, prng, 2)),
      ])
      const kept = confirmed.outcome === 'applied'
      const undone = expired.outcome === 'rolled-back'
      expect(kept && undone, `seed ${seed}`).toBe(false)
      expect(world.violations, `seed ${seed}`).toEqual([])
      const { state, outcome } = statusRuns(ports.store)[0]!
      if (kept) expect([world.cluster.dump(), state, outcome], `seed ${seed}`).toEqual([applied, 'ended', 'applied'])
      else if (undone) expect([world.cluster.dump(), state, outcome]).toEqual([before, 'ended', 'rolled-back'])
      else expect([world.cluster.dump(), state], `seed ${seed}`).toEqual([applied, 'waiting-for-confirm'])
      ends[kept ? 'kept' : undone ? 'undone' : 'open']++
      // The timer looks again: in the end every run is decided.
      world.advance(60_000)
      await expireRun(runId, { ...new SimProcess(world).ports, deadMan })
      expect(statusRuns(ports.store)[0]!.state, `seed ${seed}`).toBe('ended')
    }
    expect(ends.kept).toBeGreaterThan(RACES / 10)
    expect(ends.undone).toBeGreaterThan(RACES / 10)
  })
})
