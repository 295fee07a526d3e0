import { type Fault, kindsAt, type Place } from './faults.ts'
import { Prng } from './prng.ts'
import { type Ended, play, type Scenario } from './scenario.ts'
import { prepare, type Topology } from './topology.ts'

interface Prepared extends ReturnType<typeof prepare> {
  counters: Record<Place, number>
}

const prepared = new Map<string, Prepared>()

async function prepareOnce(topology: Topology): Promise<Prepared> {
  const key = JSON.stringify(topology)
  let known = prepared.get(key)
  if (!known) {
    const { plan, fill } = prepare(topology)
    const { counters } = await play({ plan, fill, seed: 1, faults: [], recovery: 'rollback' })
    known = { plan, fill, counters }
    prepared.set(key, known)
  }
  return known
}

/** Clusters of the random part: sizes, versions and states mixed; the last one is large, in the guide's order. */
export const randomTopologies: readonly Topology[] = [
  { racks: 2, nodesPerRack: 3, version: 'v3.17.2', order: 'safe', configured: false, furnished: false },
  { racks: 2, nodesPerRack: 2, version: 'v3.25.0', order: 'safe', configured: true, furnished: true },
  { racks: 3, nodesPerRack: 3, version: 'v3.31.7', order: 'safe', configured: false, furnished: true },
  { racks: 4, nodesPerRack: 2, version: 'v3.17.2', order: 'safe', configured: true, furnished: false },
  { racks: 1, nodesPerRack: 3, version: 'v3.31.7', order: 'safe', configured: true, furnished: true },
  { racks: 1, nodesPerRack: 6, version: 'v3.17.2', order: 'safe', configured: false, furnished: false },
  { racks: 2, nodesPerRack: 5, version: 'v3.25.0', order: 'guide', configured: false, furnished: false },
  { racks: 3, nodesPerRack: 2, version: 'v3.31.7', order: 'guide', configured: true, furnished: true },
  { racks: 2, nodesPerRack: 3, version: 'v3.25.0', order: 'safe', configured: false, furnished: false, leafs: 'open' },
  {
    racks: 2,
    nodesPerRack: 3,
    version: 'v3.31.7',
    order: 'safe',
    configured: true,
    furnished: true,
    leafs: 'strict-with-ssh',
  },
  { racks: 4, nodesPerRack: 50, version: 'v3.25.0', order: 'guide', configured: true, furnished: false },
]

const places = Object.keys(kindsAt) as Place[]

/** What one seed stands for: a cluster, a plan, up to eight faults anywhere, and a way to recover. */
export async function scenarioOf(seed: number): Promise<Scenario & { topology: Topology }> {
  const prng = new Prng(seed)
  // The large one is slow and seldom.
  const topology = randomTopologies[
    prng.chance(0.01) ? randomTopologies.length - 1 : prng.below(randomTopologies.length - 1)
  ] as Topology
  const { plan, fill, counters } = await prepareOnce(topology)
  const faults: Fault[] = []
  for (let left = prng.below(9); left > 0; left--) {
    const place = prng.chance(0.5) ? 'command' : prng.pick(places)
    const index = prng.below(counters[place] + 2)
    faults.push({ place, index, kind: prng.pick(kindsAt[place]), forever: prng.chance(0.1) })
  }
  const recovery = prng.chance(0.5) ? 'resume' : 'rollback'
  return { plan, fill, seed, faults, recovery, topology }
}

/** Plays one seed. */
export async function playSeed(seed: number, options: Pick<Scenario, 'keepTrace'> = {}): Promise<Ended> {
  return play({ ...(await scenarioOf(seed)), ...options })
}
