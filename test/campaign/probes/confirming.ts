import type { DeadMan, EnginePorts } from '../../../src/apply/ports.ts'
import { applyPlan } from '../../../src/apply/run.ts'
import type { Prng } from '../prng.ts'
import { SimProcess } from '../sim-process.ts'
import { prepare, topologies } from '../topology.ts'
import { World } from '../world.ts'

/** Seconds in which the runs of these probes must be confirmed. */
export const WINDOW_SECONDS = 60

const deadMan: DeadMan = {
  method: 'systemd',
  impossible: async () => undefined,
  arm: async () => {},
  disarm: async () => {},
}

/** The ports of one more process of a world, with a timer that can be armed. */
export function portsOf(world: World): EnginePorts {
  return { ...new SimProcess(world).ports, deadMan }
}

/** A run that was applied and waits for its confirmation. */
export async function pendingRun(seed: number) {
  const { plan, fill } = prepare(topologies['flat']!)
  const world = new World(plan, seed, [])
  fill(world.cluster)
  const before = world.cluster.dump()
  const { runId } = await applyPlan(plan, portsOf(world), { confirmWithin: WINDOW_SECONDS })
  return { world, runId, before, applied: world.cluster.dump() }
}

/**
 * The ports of a process that lets the other go first, for a random number of turns, before everything it does. Time goes
 * on meanwhile: the end of the window may lie between what the one sees and what the other sees.
 */
export function hesitant(world: World, prng: Prng, pid: number): EnginePorts {
  const ports = portsOf(world)
  const wait = async () => {
    for (let turns = prng.below(8); turns > 0; turns--) {
      await Promise.resolve()
      world.advance(1)
    }
  }
  const late = <A extends unknown[], R>(work: (...args: A) => Promise<R>) => {
    return async (...args: A): Promise<R> => {
      await wait()
      return work(...args)
    }
  }
  return {
    ...ports,
    host: { ...ports.host, pid },
    identify: late(ports.identify),
    read: late(ports.read),
    run: late(ports.run),
    gate: late(ports.gate),
    lock: {
      acquire: late(async (runId: string, takeOver: boolean) => {
        // The other one lives: its lock is never taken over.
        const holder = world.lockHolder
        if (holder) return { ok: false, holder: { runId, host: 'sim', pid: 0, since: '', dead: false, where: 'sim' } }
        return ports.lock.acquire(runId, takeOver)
      }),
    },
  }
}
