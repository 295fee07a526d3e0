import { durations } from '../../forecast/durations.ts'
import type { Moment } from '../../forecast/stages-moment.ts'
import { type Pair, reaches, type Transition } from '../../forecast/stages-pairs.ts'
import { hundredths } from '../../forecast/stages-timeline.ts'

/** Harm done so far, pair by pair, in seconds without a route at the most. */
export interface Cost {
  seconds: Float64Array
  /** 1 while a pair that had a route is without one. */
  down: Uint8Array
  /** 1 from the first stage on after which a pair has a route. */
  seen: Uint8Array
  /** 0 for pairs that had no route to begin with. */
  weights: Float64Array
  /** 0 for pairs that had one. */
  lateWeights: Float64Array
  stages: number
  /** Set when asked for. */
  known?: { worst: number; total: number; late: number }
}

/**
 * What a stage that leaves a pair without a route costs it: commands and a gate of the next stage at least (S2 flat in
 * bgp-lab.md: 4.5-5 s from one stage to the next).
 */
const STAGE_SECONDS = 5

/**
 * No harm yet. Pairs that have no route to begin with count apart and only from the moment they get one: nobody relies on
 * them before. Pairs with the outside count like others.
 */
export function noCost(pairs: Pair[], start: Moment): Cost {
  const seen = Uint8Array.from(pairs, (pair) => (reaches(start, pair)?.ok ? 1 : 0))
  return {
    seconds: new Float64Array(pairs.length),
    down: new Uint8Array(pairs.length),
    seen,
    weights: Float64Array.from(pairs, (pair, i) => (seen[i] ? pair.weight : 0)),
    lateWeights: Float64Array.from(pairs, (pair, i) => (seen[i] ? 0 : pair.weight)),
    stages: 0,
  }
}

/** The harm of one stage on top of what was before it. */
export function costOf(transitions: Transition[], before: Cost): Cost {
  const seconds = new Float64Array(transitions.length)
  const down = new Uint8Array(before.down)
  const seen = new Uint8Array(before.seen)
  for (let i = 0; i < transitions.length; i++) {
    const found = transitions[i]!
    if (found.what === 'opens') {
      if (down[i]) seconds[i] = durations[found.kind].max ?? STAGE_SECONDS
      down[i] = 0
      seen[i] = 1
    } else if (seen[i] === 0) continue
    else if (found.what === 'short') seconds[i] = durations[found.kind].max ?? STAGE_SECONDS
    else if (found.what === 'lost') {
      seconds[i] = STAGE_SECONDS
      down[i] = 1
    } else if (down[i]) seconds[i] = STAGE_SECONDS
  }
  return { ...before, seconds, down, seen, stages: 1 }
}

export function addCosts(a: Cost, b: Cost): Cost {
  const seconds = new Float64Array(a.seconds.length)
  for (let i = 0; i < seconds.length; i++) seconds[i] = a.seconds[i]! + b.seconds[i]!
  const { down, seen, weights, lateWeights } = b
  return { seconds, down, seen, weights, lateWeights, stages: a.stages + b.stages }
}

/** Worst single pair and weighted sums, in seconds; rounded, so that sums in another order compare as equal. */
export function summary(cost: Cost): { worst: number; total: number; late: number; stages: number } {
  if (!cost.known) {
    let [worst, total, late] = [0, 0, 0]
    for (let i = 0; i < cost.seconds.length; i++) {
      if (cost.weights[i]! > 0) worst = Math.max(worst, cost.seconds[i]!)
      total += cost.seconds[i]! * cost.weights[i]!
      late += cost.seconds[i]! * cost.lateWeights[i]!
    }
    cost.known = { worst: hundredths(worst), total: hundredths(total), late: hundredths(late) }
  }
  return { ...cost.known, stages: cost.stages }
}

/**
 * Worst pair first, then the sum, then what pairs lose that had no route before the move (in the guide's fabric those
 * across racks), then the number of stages.
 */
export function lessThan(a: Cost, b: Cost): boolean {
  const [left, right] = [summary(a), summary(b)]
  const [mine, other] = [felt(left.worst), felt(right.worst)]
  if (mine !== other) return mine < other
  if (left.total !== right.total) return left.total < right.total
  if (left.late !== right.late) return left.late < right.late
  return left.stages < right.stages
}

/** From a second on, a fraction more or less is nothing a person or a program would choose an order by. */
function felt(worst: number): number {
  return worst < 1 ? worst : Math.round(worst)
}

/** Whether every pair has lost no more on `a`, in no more stages, and has no more to lose. */
export function dominates(a: Cost, b: Cost): boolean {
  if (a.stages > b.stages) return false
  for (let i = 0; i < a.seconds.length; i++) {
    if (a.seconds[i]! > b.seconds[i]! + 1e-9 || a.down[i]! > b.down[i]! || a.seen[i]! > b.seen[i]!) return false
  }
  return true
}
