import type { PairScope } from '../model/forecast.ts'
import type { DurationKind } from './durations.ts'
import type { Quotient } from './quotient.ts'
import type { LossReason, Outcome, Reachability } from './reachability.ts'
import { reconnectKind } from './reconnects.ts'
import type { Solution } from './routes/solve.ts'
import type { Moment } from './stages-moment.ts'

/** Two ends of traffic, and how many such pairs of the whole cluster they stand for. */
export interface Pair {
  scope: PairScope
  from: string
  /** A node; for services '' (any node will do). */
  to: string
  weight: number
}

/** What a stage does to a pair. `lost` lasts beyond the stage, `opens` is its opposite. */
export interface Transition {
  what: 'same' | 'short' | 'lost' | 'opens'
  kind: DurationKind
  /** Why there is no route in the worst moment, or after the stage. */
  reason?: LossReason
  at?: string
}

const unchanged: Transition = { what: 'same', kind: 'none' }

/** All pairs of representatives, and the outside seen from the highest switches. Nodes without pods are in no pair. */
export function pairsOf(q: Quotient): Pair[] {
  const pairs: Pair[] = []
  const withPods = q.nodes.filter((node) => !q.isEmpty(node))
  for (const from of withPods)
    for (const to of withPods)
      if (from !== to) {
        const scope = q.rackOf(from) === q.rackOf(to) ? 'same-rack' : 'across-racks'
        pairs.push({ scope, from, to, weight: q.pairWeight(from, to) })
      }
  const spines = q.fabric.switches.filter((device) => device.role === 'spine')
  const outside = spines.length > 0 ? spines : q.fabric.switches
  for (const { name: from } of outside) {
    const leaf = q.hasRack(from)
    for (const to of withPods) {
      const weight = leaf ? q.pairWeight(from, to) : q.nodeWeight(to)
      pairs.push({ scope: 'outside-to-pod', from, to, weight })
    }
    pairs.push({ scope: 'outside-to-service', from, to: '', weight: leaf ? q.nodeWeight(from) : 1 })
  }
  return pairs
}

/** What packets of a pair may be sent to. */
function wanted(reach: Reachability, pair: Pair): Solution[] {
  return pair.scope === 'outside-to-service' ? reach.services() : reach.blocksOf(pair.to)
}

/** Whether a pair can talk: the worst of all it may want; undefined when there is nothing to talk to. */
export function reaches(moment: Moment, pair: Pair): Outcome | undefined {
  let found: Outcome | undefined
  for (const reach of moment.families)
    for (const solution of wanted(reach, pair)) {
      const outcome = reach.from(pair.from, solution)
      if (!found || (found.ok && !outcome.ok)) found = outcome
    }
  return found
}

/** The moments of one stage. */
export interface StageMoments {
  before: Moment
  /** Everything that restarts is down at once. */
  during: Moment
  after: Moment
  /** One node has changed, the others have not: a moment for each class of nodes that may be first. */
  staggered: Moment[]
}

/** What a stage does to a pair: the worst over families, blocks and moments. */
export function transition(pair: Pair, { before, during, after, staggered }: StageMoments): Transition {
  if (before.key === after.key && before.key === during.key) return unchanged
  let worst = unchanged
  for (const [index, reach] of before.families.entries()) {
    const [middle, end] = [during.families[index]!, after.families[index]!]
    const was = wanted(reach, pair)
    const [then, later] = [wanted(middle, pair), wanted(end, pair)]
    for (const [place, solution] of was.entries()) {
      const asked = { reach, solution }
      const found = compare(
        pair,
        asked,
        { reach: middle, solution: like(then, solution, place) },
        end,
        like(later, solution, place),
      )
      if (severity(found) > severity(worst)) worst = found
    }
    // Something new to talk to, such as a service range that was not announced before.
    if (severity(worst) === 0)
      for (const [place, solution] of later.entries())
        if (!like(was, solution, place) && end.from(pair.from, solution).ok)
          worst = { what: 'opens', kind: 'fabric-fib' }
  }
  return severity(worst) < severity(halfway) ? (unlucky(pair, before, after, staggered) ?? worst) : worst
}

const halfway: Transition = { what: 'short', kind: 'stagger' }

/** A pair that talks before and after, but not while some node is ahead of the others. */
function unlucky(pair: Pair, before: Moment, after: Moment, staggered: Moment[]): Transition | undefined {
  if (staggered.length === 0 || !reaches(before, pair)?.ok || !reaches(after, pair)?.ok) return undefined
  for (const moment of staggered) {
    const outcome = reaches(moment, pair)
    if (outcome && !outcome.ok) return { ...halfway, reason: outcome.reason!, at: outcome.at ?? '' }
  }
  return undefined
}

interface Asked {
  reach: Reachability
  solution: Solution | undefined
}

/** The solution for the same prefix in another state; nearly always in the same place. */
function like(solutions: Solution[], solution: Solution, place: number): Solution | undefined {
  const text = solution.group.prefixes[0]!.text
  const same = solutions[place]
  if (same && same.group.prefixes[0]!.text === text) return same
  return solutions.find((other) => other.group.prefixes[0]!.text === text)
}

function compare(
  pair: Pair,
  before: { reach: Reachability; solution: Solution },
  during: Asked,
  afterReach: Reachability,
  after: Solution | undefined,
): Transition {
  const ok = before.reach.from(pair.from, before.solution)
  const middle = during.solution && during.reach.from(pair.from, during.solution)
  const end = after && afterReach.from(pair.from, after)
  const reach = { before: before.reach, during: during.reach }
  const comesBack = (way: Outcome) => reconnectKind(way.passes, after!, afterReach, during.reach)
  if (!ok.ok)
    return end?.ok
      ? { what: 'opens', kind: middle?.ok ? fibKind(middle.passes, reach.during) : comesBack(end) }
      : unchanged
  if (!end?.ok) return { what: 'lost', kind: 'none', ...(end?.reason ? { reason: end.reason, at: end.at ?? '' } : {}) }
  if (!middle?.ok)
    return {
      what: 'short',
      kind: comesBack(end),
      ...(middle?.reason ? { reason: middle.reason, at: middle.at ?? '' } : {}),
    }
  const { speakers } = reach.during.tables.network
  const moved = middle.passes.filter((index) => hasToMove(index, before.solution, during.solution!, reach))
  if (moved.length === 0) return unchanged
  const kind = fibKind(middle.passes, reach.during)
  // A node that changes its route to another rack was silent as long as switches are (S3, mesh off: 0.35 s).
  if (kind !== 'fabric-fib' && !moved.some((index) => speakers[index]!.kind === 'switch'))
    return { what: 'short', kind: 'node-fib' }
  return { what: 'short', kind }
}

/** One leaf is quicker than several switches that have to agree. */
function fibKind(passes: readonly number[], reach: Reachability): DurationKind {
  const { speakers } = reach.tables.network
  return passes.filter((index) => speakers[index]!.kind === 'switch').length > 1 ? 'fabric-fib' : 'leaf-fib'
}

/**
 * Whether a speaker on the new way must change its mind before packets arrive: its route is another one, and what it used
 * before no longer delivers, or sends packets back to it. A node always counts: it was seen to drop the old route before
 * the new one holds (0.04-0.08 s).
 */
function hasToMove(
  index: number,
  was: Solution,
  then: Solution,
  reach: { before: Reachability; during: Reachability },
): boolean {
  if (reach.before.stateOf(index, was) === reach.during.stateOf(index, then)) return false
  // The safety net carries packets while the node has no better route (Sst in bgp-lab.md: 0.00).
  if (reach.during.tables.network.speakers[index]!.kind === 'node') return !reach.during.hasNet(index, then)
  const old = reach.before.nextOf(index, was)
  if (old.length === 0) return true
  return old.some((next) => {
    const still = reach.during.fromIndex(next, then)
    return !still.ok || still.passes.includes(index)
  })
}

function severity(found: Transition): number {
  if (found.what === 'lost') return 6
  if (found.what === 'opens') return 1
  if (found.what === 'same') return 0
  if (found.kind === 'collide') return 5.5
  if (found.kind === 'leaf-collide') return 5.2
  if (found.kind === 'reconnect') return 5
  return found.kind === 'stagger' ? 4 : found.kind === 'node-fib' ? 2 : 3
}
