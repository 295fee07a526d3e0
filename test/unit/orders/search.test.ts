import { describe, expect, it } from 'vitest'
import type { ClusterState } from '../../../src/model/cluster.ts'
import type { Design } from '../../../src/model/design.ts'
import type { Fabric } from '../../../src/model/fabric.ts'
import { addCosts, dominates, lessThan, noCost, summary } from '../../../src/plan/orders/cost.ts'
import { familiesOf } from '../../../src/plan/orders/families.ts'
import { type Found, follow, type Step, search, type startOf, take } from '../../../src/plan/orders/search.ts'
import { situationOf } from '../../../src/plan/orders/situation.ts'
import { type Sketch, sketchOf } from '../../../src/plan/orders/sketch.ts'
import { type ClusterShape, clusterOf } from '../forecast-routes/clusters.ts'
import { type LabLeafs, type LabTopology, lab } from '../forecast-routes/lab.ts'

const labels: Step = {
  name: 'labels',
  stages: [{ title: 'labels', params: {}, moves: [{ kind: 'labels' }] }],
  after: [],
}
const net: Step = {
  name: 'net',
  stages: [{ title: 'net', params: {}, moves: [{ kind: 'safety-net', install: true }] }],
  after: [],
}

/** Holds the search against every order of every family's steps. */
function compareWithBruteForce(
  cluster: ClusterState,
  design: Design,
  some: { fabric?: Fabric; withNet?: boolean } = {},
): string[] {
  const families = familiesOf(situationOf(cluster, design))
  for (const { strategy, steps } of families) {
    const first = some.withNet ? [labels, net] : [labels]
    const every = [...first, ...steps].flatMap((step) => step.stages.flatMap((stage) => stage.moves))
    const sketch = sketchOf(cluster, design, every, { fabric: some.fabric })
    const start = { ...follow(sketch, first), taken: 0 }
    const found = search(sketch, steps, undefined, start)!
    let best: Found | undefined
    for (const walked of everyOrder(sketch, steps, start)) if (!best || lessThan(walked.cost, best.cost)) best = walked
    const [mine, least] = [summary(found.cost), summary(best!.cost)]
    expect(mine, `${strategy}: ${names(found)} against ${names(best!)}`).toEqual(least)
    // Where one order loses nothing, the search finds one that loses nothing.
    if (least.worst === 0) expect(mine.total).toBe(0)
    // A bound that nothing beats is not beaten.
    expect(search(sketch, steps, best!.cost, start)).toBeUndefined()
  }
  return families.map(({ strategy, steps }) => `${strategy} ${steps.length}`)
}

const cases: [version: string, topology: LabTopology, leafs: LabLeafs, oneAs: boolean, withNet: boolean][] = [
  ['v3.31.7', 'guide', 'ext', false, false],
  ['v3.25.0', 'guide', 'strict', false, false],
  ['v3.17.2', 'flat', 'strict', false, false],
  ['v3.25.0', 'flat', 'asover', true, false],
  ['v3.17.2', 'guide', 'ext', false, true],
  ['v3.31.7', 'flat', 'strict', false, true],
]

/** A small cluster of any shape, the same for the same seed. */
function shapeOf(seed: number): ClusterShape {
  let state = seed * 2654435761 + 1
  const pick = <T>(values: readonly T[]): T => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return values[Math.floor((state / 2 ** 32) * values.length)]!
  }
  return {
    version: pick(['v3.14.2', 'v3.17.2', 'v3.20.0', 'v3.21.4', 'v3.25.0', 'v3.28.1', 'v3.30.3', 'v3.31.7', 'v3.33.0']),
    racks: pick([[3], [3, 3], [2, 3], [4]]),
    reflectors: pick([1, 2]),
    leafs: pick([null, {}, { accepts: 'reflectors', remoteAs: 'exact' }, { asOverride: true }] as const),
    oneAs: pick([true, false]),
    pool: pick([{}, { ipipMode: 'Always' }, { ipipMode: 'CrossSubnet' }] as const),
    interRack: pick(['leafs', 'reflector-mesh'] as const),
  }
}

describe('the search', () => {
  it.each(cases)(
    'finds what brute force finds: %s %s %s, one AS %s, net %s',
    (version, topology, leafs, oneAs, withNet) => {
      const { cluster, design, fabric } = lab(version, topology, leafs, { oneAs })
      const families = compareWithBruteForce(cluster, design, { fabric, withNet })
      // Long families are no exception: strict leafs, all racks at once and rack after rack.
      if (version === 'v3.31.7') expect(families).toEqual(expect.arrayContaining(['strict-leafs 10', 'strict-leafs 9']))
    },
    120_000,
  )

  it.each(Array.from({ length: process.env['CRRW_FULL'] === '1' ? 120 : 12 }, (_, i) => i + 1))(
    'finds what brute force finds: seed %i',
    (seed) => {
      const shape = shapeOf(seed)
      const { cluster, design } = clusterOf(shape)
      compareWithBruteForce(cluster, design, { withNet: seed % 3 === 0 && shape.pool?.ipipMode === undefined })
    },
    120_000,
  )

  it('drops a way only when every pair has lost no more on the other one', () => {
    const { cluster, design, fabric } = lab('v3.25.0', 'guide', 'ext')
    const { runner } = sketchOf(cluster, design, [], { fabric })
    const none = noCost(runner.pairs, runner.first.moment)
    const one = { ...none, seconds: new Float64Array(none.seconds.length).fill(0.1), stages: 1 }
    const two = { ...one, seconds: one.seconds.map((value, i) => (i === 0 ? 0 : value + 1)) }
    expect(dominates(none, one)).toBe(true)
    expect(dominates(one, two)).toBe(false)
    expect(dominates(two, one)).toBe(false)
    expect(addCosts(one, one).stages).toBe(2)
  })
})

/** Every order that respects the conditions, with and without the optional steps; what orders have in common is run once. */
function* everyOrder(sketch: Sketch, steps: Step[], label: ReturnType<typeof startOf>): Generator<Found> {
  const taken = new Set(label.steps.map((step) => step.name))
  if (steps.every((step) => step.optional || taken.has(step.name))) yield label
  for (const [i, step] of steps.entries())
    if (!taken.has(step.name) && step.after.every((name) => taken.has(name)))
      yield* everyOrder(sketch, steps, take(sketch, label, step, 1 << i))
}

function names(found: Found): string {
  return found.steps.map((step) => step.name).join(' > ')
}
