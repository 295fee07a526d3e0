import { describe, expect, it } from 'vitest'
import { addCosts, dominates, lessThan, noCost, summary } from '../../../src/plan/orders/cost.ts'
import { familiesOf } from '../../../src/plan/orders/families.ts'
import { type Found, follow, type Step, search } from '../../../src/plan/orders/search.ts'
import { situationOf } from '../../../src/plan/orders/situation.ts'
import { sketchOf } from '../../../src/plan/orders/sketch.ts'
import { type LabLeafs, type LabTopology, lab } from '../forecast-routes/lab.ts'

const cases: [version: string, topology: LabTopology, leafs: LabLeafs, oneAs: boolean][] = [
  ['v3.31.7', 'guide', 'ext', false],
  ['v3.25.0', 'guide', 'strict', false],
  ['v3.17.2', 'flat', 'strict', false],
  ['v3.25.0', 'flat', 'asover', true],
]

describe('the search', () => {
  it.each(cases)(
    'finds what brute force finds: %s %s %s, one AS %s',
    (version, topology, leafs, oneAs) => {
      const { cluster, design, fabric } = lab(version, topology, leafs, { oneAs })
      const families = familiesOf(situationOf(cluster, design)).filter(
        (family) => family.steps.length <= (oneAs ? 6 : 5),
      )
      expect(families.length).toBeGreaterThanOrEqual(1)
      for (const { strategy, steps } of families) {
        const labels: Step = {
          name: 'labels',
          stages: [{ title: 'labels', params: {}, moves: [{ kind: 'labels' }] }],
          after: [],
        }
        const every = [labels, ...steps].flatMap((step) => step.stages.flatMap((stage) => stage.moves))
        const sketch = sketchOf(cluster, design, every, { fabric })
        const start = { ...follow(sketch, [labels]), taken: 0 }
        const found = search(sketch, steps, undefined, start)!
        let best: Found | undefined
        for (const order of permutations(steps)) {
          const walked = follow(sketch, order, start)
          if (!best || lessThan(walked.cost, best.cost)) best = walked
        }
        expect(summary(found.cost), `${strategy}: ${names(found)} against ${names(best!)}`).toEqual(summary(best!.cost))
      }
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

/** Every order that respects the conditions, with and without the optional steps. */
function* permutations(steps: Step[], taken: Step[] = []): Generator<Step[]> {
  const names = new Set(taken.map((step) => step.name))
  if (steps.every((step) => step.optional || names.has(step.name))) yield taken
  for (const step of steps)
    if (!names.has(step.name) && step.after.every((name) => names.has(name)))
      yield* permutations(steps, [...taken, step])
}

function names(found: Found): string {
  return found.steps.map((step) => step.name).join(' > ')
}
