import { durations } from '../../forecast/durations.ts'
import type { Moment } from '../../forecast/stages-moment.ts'
import { type Pair, reaches, type Transition } from '../../forecast/stages-pairs.ts'

/** Harm done so far, pair by pair, in seconds without a route at the most. */
export interface Cost {
  seconds: Float64Array
  /** 1 while a pair that had a route is without one. */
  down: Uint8Array
  weights: Float64Array
  stages: number
  /** Set when asked for. */
  known?: { worst: number; total: number }
}

/**
 * What a stage that leaves a pair without a route costs it: commands and a gate of the next stage at least (S2 flat in
 * bgp-lab.md: 4.5-5 s from one stage to the next).
 */
const STAGE_SECONDS = 5

/**
 * No harm yet. Pairs that have no route to begin with do not count: nobody relies on them, and a route that comes and goes
 * before the end is no loss to anyone. Pairs with the outside count like others.
 */
export function noCost(pairs: Pair[], start: Moment): Cost {
  return {
    seconds: new Float64Array(pairs.length),
    down: new Uint8Array(pairs.length),
    weights: Float64Array.from(pairs, (pair) => (reaches(start, pair)?.ok ? pair.weight : 0)),
    stages: 0,
  }
}

/** The harm of one stage on top of what was before it. */
export function costOf(transitions: Transition[], before: Cost): Cost {
  const seconds = new Float64Array(transitions.length)
  const down = new Uint8Array(before.down)
  for (let i = 0; i < transitions.length; i++) {
    if (before.weights[i] === 0) continue
    const found = transitions[i]!
    if (found.what === 'short') seconds[i] = durations[found.kind].max ?? STAGE_SECONDS
    else if (found.what === 'lost') {
      seconds[i] = STAGE_SECONDS
      down[i] = 1
    } else if (found.what === 'opens') {
      if (down[i]) seconds[i] = durations[found.kind].max ?? STAGE_SECONDS
      down[i] = 0
    } else if (down[i]) seconds[i] = STAGE_SECONDS
  }
  return { seconds, down, weights: before.weights, stages: 1 }
}

export function addCosts(a: Cost, b: Cost): Cost {
  const seconds = new Float64Array(a.seconds.length)
  for (let i = 0; i < seconds.length; i++) seconds[i] = a.seconds[i]! + b.seconds[i]!
  return { seconds, down: b.down, weights: a.weights, stages: a.stages + b.stages }
}

/** Worst single pair and weighted sum, in seconds; rounded, so that sums in another order compare as equal. */
export function summary(cost: Cost): { worst: number; total: number; stages: number } {
  if (!cost.known) {
    let [worst, total] = [0, 0]
    for (let i = 0; i < cost.seconds.length; i++) {
      worst = Math.max(worst, cost.seconds[i]!)
      total += cost.seconds[i]! * cost.weights[i]!
    }
    cost.known = { worst: Math.round(worst * 100) / 100, total: Math.round(total * 100) / 100 }
  }
  return { ...cost.known, stages: cost.stages }
}

/** Worst pair first, then the sum, then the number of stages. */
export function lessThan(a: Cost, b: Cost): boolean {
  const [left, right] = [summary(a), summary(b)]
  const [mine, other] = [felt(left.worst), felt(right.worst)]
  if (mine !== other) return mine < other
  if (left.total !== right.total) return left.total < right.total
  return left.stages < right.stages
}

/** From a second on, a fraction more or less is nothing a person or a program would choose an order by. */
function felt(worst: number): number {
  return worst < 1 ? worst : Math.round(worst)
}

/** Whether every pair has lost no more on `a`, in no more stages. */
export function dominates(a: Cost, b: Cost): boolean {
  if (a.stages > b.stages) return false
  for (let i = 0; i < a.seconds.length; i++) {
    if (a.seconds[i]! > b.seconds[i]! + 1e-9 || a.down[i]! > b.down[i]!) return false
  }
  return true
}
