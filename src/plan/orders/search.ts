import type { Moment } from '../../forecast/stages-moment.ts'
import type { StageRun } from '../../forecast/stages-run.ts'
import type { ClusterState } from '../../model/cluster.ts'
import type { Change } from '../../model/plan.ts'
import { applyChanges } from '../changes.ts'
import { changesOf, type Move } from '../moves.ts'
import { addCosts, type Cost, costOf, dominates, lessThan, noCost, summary } from './cost.ts'
import type { Sketch } from './sketch.ts'

/** What is done at once, between two gates. */
export interface StageOfStep {
  /** Key of its title, without the prefix. */
  title: string
  params: Record<string, string | number>
  moves: Move[]
  /** Instead of moves: changes as they concern the sketch. */
  changes?: Change[]
}

/** A step the search may take: one stage, or several that belong together in this order. */
export interface Step {
  name: string
  stages: StageOfStep[]
  /** Steps that must have been taken before. */
  after: string[]
  /** The order is complete without it. */
  optional?: boolean
}

/** A stage that was gone through; without a run when the sketch has nothing of it (another rack of the same kind). */
interface Act {
  stage: StageOfStep
  run?: StageRun
}

/** A way from the first state to another one. */
export interface Found {
  cluster: ClusterState
  moment: Moment
  acts: Act[]
  steps: Step[]
  cost: Cost
}

interface Label extends Found {
  /** Steps taken, as bits. */
  taken: number
  /** The cost is a lower bound so far: the label with all moments of its last stage looked at. */
  refine?: () => Label
}

/** More states than this are a sign that the steps were cut too fine; the best found so far is returned. */
const MOST_STATES = 600

/**
 * Finds the order of steps with the least harm: the worst single pair first, then the sum over all pairs, then the number
 * of stages. Best first over subsets of steps; a way is dropped when another one has reached the same state and every pair
 * has lost no more on it, so what is returned is the best there is (brute force agrees: test/unit/orders).
 * @param bound ways as bad as this are not followed
 */
export function search(sketch: Sketch, steps: Step[], bound?: Cost, start = startOf(sketch)): Found | undefined {
  const index = new Map(steps.map((step, i) => [step.name, i]))
  const needs = steps.map((step) => step.after.reduce((mask, name) => mask | bit(index.get(name)), 0))
  const goal = steps.reduce((mask, step, i) => (step.optional ? mask : mask | (1 << i)), 0)
  const open: Label[] = [start]
  const closed = new Map<string, Cost[]>()
  let states = 0
  while (open.length > 0) {
    const label = takeBest(open)
    if (label.refine) {
      // Moments in which nodes are ahead of each other are dear to compute, so only the most promising label pays for them.
      const refined = label.refine()
      if (!bound || lessThan(refined.cost, bound)) open.push(refined)
      continue
    }
    if ((label.taken & goal) === goal) return label
    const key = `${label.taken} ${label.moment.key}`
    const known = closed.get(key) ?? []
    if (known.some((cost) => dominates(cost, label.cost))) continue
    closed.set(key, [...known, label.cost])
    if (++states > MOST_STATES) return undefined
    for (const [i, step] of steps.entries()) {
      if (label.taken & (1 << i) || (needs[i]! & label.taken) !== needs[i]) continue
      const next = take(sketch, label, step, 1 << i, true)
      if (bound && !lessThan(next.cost, bound)) continue
      open.push(next)
    }
  }
  return undefined
}

/** The state before the first step. */
export function startOf(sketch: Sketch): Label {
  const { cluster, moment } = sketch.runner.first
  return { taken: 0, cluster, moment, cost: noCost(sketch.runner.pairs, moment), acts: [], steps: [] }
}

/**
 * Takes one step from a label. A stage that has nothing to do costs nothing.
 * @param quick the last stage may be looked at in part: then the label has `refine`
 */
export function take(sketch: Sketch, label: Label, step: Step, mask = 0, quick = false): Label {
  const done = (through: Label): Label => ({
    ...through,
    taken: label.taken | mask,
    steps: [...label.steps, step],
  })
  const last = step.stages.length - 1
  const through = step.stages.reduce((found, stage, i) => act(sketch, found, stage, quick && i === last), label)
  const { refine } = through
  return done(refine ? { ...through, refine: () => done(refine()) } : through)
}

function act(sketch: Sketch, label: Label, stage: StageOfStep, quick: boolean): Label {
  const changes = stage.changes ?? missingOf(sketch, label, stage.moves)
  if (changes.length === 0) return { ...label, acts: [...label.acts, { stage }] }
  const run = sketch.runner.run({ cluster: label.cluster, moment: label.moment }, changes, { quick })
  const after = (made: StageRun): Label => ({
    taken: label.taken,
    steps: label.steps,
    cluster: made.cluster,
    moment: made.after,
    cost: addCosts(label.cost, costOf(made.transitions, label.cost)),
    acts: [...label.acts, { stage, run: made }],
  })
  const { refine } = run
  return refine ? { ...after(run), refine: () => after(refine()) } : after(run)
}

function missingOf(sketch: Sketch, label: Label, moves: Move[]): Change[] {
  let cluster = label.cluster
  return moves.flatMap((move) => {
    const missing = changesOf(sketch.shrink(move), cluster, sketch.design)
    cluster = applyChanges(cluster, missing)
    return missing
  })
}

/** Runs steps in exactly this order. */
export function follow(sketch: Sketch, steps: Step[], start = startOf(sketch)): Found {
  return steps.reduce((label, step, i) => take(sketch, label, step, 1 << i), { ...start, taken: 0 })
}

function bit(index: number | undefined): number {
  return index === undefined ? 0 : 1 << index
}

/** Takes the least costly label out; among equals the one that is furthest, so that a free way is walked to its end. */
function takeBest(open: Label[]): Label {
  let best = 0
  for (let i = 1; i < open.length; i++) {
    const [a, b] = [open[i]!, open[best]!]
    if (lessThan(a.cost, b.cost) || (sameSummary(a, b) && a.steps.length > b.steps.length)) best = i
  }
  return open.splice(best, 1)[0]!
}

function sameSummary(a: Label, b: Label): boolean {
  const [left, right] = [summary(a.cost), summary(b.cost)]
  return (
    left.worst === right.worst && left.total === right.total && left.late === right.late && left.stages === right.stages
  )
}
