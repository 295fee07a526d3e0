import type { PairScope, Sentence } from '../model/forecast.ts'
import { type Duration, durations, isReconnect, rebuild, workSeconds } from './durations.ts'
import type { Pair, Transition } from './stages-pairs.ts'

/** What the plan says about a stage that matters for time. */
export interface StageWork {
  operations: number
  gated: boolean
  /** A person has to do something: nobody knows how long. */
  manual: boolean
  /** It and a neighbour of it run into each other: nobody waits between them for the sessions that they start anew. */
  runsOn: boolean
}

/** One loss of one pair, or its opposite. */
export interface PairEvent {
  stage: number
  pair: Pair
  transition: Transition
  seconds: { min: number; max: number | null }
  tail?: number
  source: string
  /** For `lost`: the stage that brings the route back; undefined = none does. */
  until?: number
}

export interface Span {
  min: number
  max: number | null
}

/**
 * Turns the transitions of every pair into events with durations. A route that stays away after its stage is charged to
 * that stage, with the time until the stage that brings it back.
 * @param transitions by stage, then by pair
 * @param known by pair: whether it had a route before the first stage
 */
export function timeline(pairs: Pair[], transitions: Transition[][], work: StageWork[], known: boolean[]): PairEvent[] {
  const events: PairEvent[] = []
  for (const [index, pair] of pairs.entries()) {
    let lostIn: number | undefined = known[index] ? undefined : -1
    for (const [stage, row] of transitions.entries()) {
      const found = row[index]!
      if (found.what === 'same') continue
      const own = work[stage]!.runsOn && isReconnect(found.kind) ? rebuild : durations[found.kind]
      if (found.what === 'short') events.push({ stage, pair, transition: found, ...spanOf(own) })
      else if (found.what === 'lost') lostIn = stage
      else {
        if (lostIn !== undefined && lostIn >= 0)
          events.push(outage(pair, transitions[lostIn]![index]!, lostIn, stage, own, work))
        else events.push({ stage, pair, transition: found, ...spanOf(own) })
        lostIn = undefined
      }
    }
    if (lostIn !== undefined && lostIn >= 0)
      events.push({
        stage: lostIn,
        pair,
        transition: transitions[lostIn]![index]!,
        seconds: { min: 0, max: null },
        source: 'model',
      })
  }
  return events
}

function spanOf(own: Duration): Pick<PairEvent, 'seconds' | 'source' | 'tail'> {
  return {
    seconds: { min: own.min, max: own.max },
    source: own.source,
    ...(own.tail === undefined ? {} : { tail: own.tail }),
  }
}

function outage(
  pair: Pair,
  transition: Transition,
  from: number,
  until: number,
  end: Duration,
  work: StageWork[],
): PairEvent {
  let [min, max]: [number, number | null] = [end.min, end.max]
  for (let stage = from; stage < until; stage++) {
    const { operations, gated, manual } = work[stage]!
    // The route may go with the last command of its stage, so of that stage only the gate is sure to be lived through.
    const sure = stage === from ? 0 : operations * workSeconds.command.min
    min += sure + (gated ? workSeconds.gate.min : 0)
    max =
      max === null || manual ? null : max + operations * workSeconds.command.max + (gated ? workSeconds.gate.max : 0)
  }
  const tail = end.tail !== undefined && max !== null ? max + end.tail : undefined
  return {
    stage: from,
    pair,
    transition,
    seconds: { min, max },
    source: `model: stages ${from + 1} to ${until + 1}; ${end.source}`,
    until,
    ...(tail === undefined ? {} : { tail }),
  }
}

/** Sum over the stages of the worst single pair of each scope. */
export function worstByScope(pairs: Pair[], events: PairEvent[]): Record<PairScope, Span> {
  const sums = new Map<Pair, Span>()
  for (const { pair, transition, seconds } of events) {
    if (transition.what === 'opens') continue
    const sum = sums.get(pair) ?? { min: 0, max: 0 }
    sums.set(pair, {
      min: sum.min + seconds.min,
      max: sum.max === null || seconds.max === null ? null : sum.max + seconds.max,
    })
  }
  const worst: Record<PairScope, Span> = {
    'same-rack': { min: 0, max: 0 },
    'across-racks': { min: 0, max: 0 },
    'outside-to-pod': { min: 0, max: 0 },
    'outside-to-service': { min: 0, max: 0 },
  }
  for (const pair of pairs) {
    const sum = sums.get(pair)
    if (sum && isWorse(sum, worst[pair.scope]))
      worst[pair.scope] = { min: hundredths(sum.min), max: hundredths(sum.max) }
  }
  return worst
}

function isWorse(a: Span, b: Span): boolean {
  const [left, right] = [a.max ?? Number.POSITIVE_INFINITY, b.max ?? Number.POSITIVE_INFINITY]
  return left > right || (left === right && a.min > b.min)
}

/** Nobody measures finer, and sums of decimals should not look as if. */
export function hundredths<T extends number | null>(value: T): T {
  return (value === null ? value : Math.round(value * 100) / 100) as T
}

/** A sentence without parameters. */
export function sentence(key: string, params: Sentence['params'] = {}): Sentence {
  return { key, params }
}
