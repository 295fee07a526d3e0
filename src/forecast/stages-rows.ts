import type { PairLoss, PairScope, Sentence, SessionRestart } from '../model/forecast.ts'
import type { Quotient } from './quotient.ts'
import type { ProtocolChange } from './restarts.ts'
import { causeOf, remedyOf, type StageFacts } from './stages-causes.ts'
import type { Moment } from './stages-moment.ts'
import { type Pair, reaches } from './stages-pairs.ts'
import { hundredths, type PairEvent, sentence } from './stages-timeline.ts'

type Namer = (node: string) => string

/** Losses (or openings) of one stage, alike ones joined; most harmful first. */
export function lossRows(events: PairEvent[], facts: StageFacts, name: Namer): PairLoss[] {
  const rows = new Map<string, PairLoss>()
  for (const event of events) {
    const { pair, transition, seconds } = event
    const { at } = transition
    const cause = causeOf(pair, at === undefined ? transition : { ...transition, at: name(at) }, facts)
    const remedy = transition.what === 'opens' ? undefined : forClass(remedyOf(pair, cause, facts), name)
    add(rows, {
      scope: pair.scope,
      from: name(pair.from),
      to: pair.to === '' ? 'services' : name(pair.to),
      pairs: pair.weight,
      seconds: { min: hundredths(seconds.min), max: hundredths(seconds.max) },
      ...(event.tail === undefined ? {} : { tailSeconds: hundredths(event.tail) }),
      ...(event.until === undefined ? {} : { untilStage: event.until + 1 }),
      cause,
      ...(remedy ? { avoidedBy: remedy } : {}),
      source: event.source,
    })
  }
  return finish(rows)
}

/** A remedy for one representative's leaf, said of the class. */
function forClass(remedy: Sentence | undefined, name: Namer): Sentence | undefined {
  const leaf = remedy?.params['leaf']
  return remedy && leaf !== undefined ? sentence(remedy.key, { leaf: name(String(leaf)) }) : remedy
}

/** Pairs that have no route at rest. */
export function unreachableRows(pairs: Pair[], moment: Moment, name: Namer): PairLoss[] {
  const rows = new Map<string, PairLoss>()
  for (const pair of pairs) {
    const outcome = reaches(moment, pair)
    if (!outcome || outcome.ok) continue
    add(rows, {
      scope: pair.scope,
      from: name(pair.from),
      to: pair.to === '' ? 'services' : name(pair.to),
      pairs: pair.weight,
      seconds: { min: 0, max: null },
      // The place belongs to one representative, the row to a class.
      cause: sentence(`loss.${outcome.reason}`, { at: name(outcome.at ?? pair.from) }),
      source: 'model',
    })
  }
  return finish(rows)
}

function add(rows: Map<string, PairLoss>, row: PairLoss): void {
  const key = JSON.stringify([row.scope, row.from, row.to, row.seconds, row.cause, row.untilStage])
  const known = rows.get(key)
  if (known) known.pairs += row.pairs
  else rows.set(key, row)
}

/** Weights of look-alike racks are fractions; rounding each row by itself would add to the sum. */
function roundKeepingSum(values: number[]): number[] {
  let carried = 0
  return values.map((value) => {
    const rounded = Math.round(value + carried)
    carried += value - rounded
    return rounded
  })
}

function finish(rows: Map<string, PairLoss>): PairLoss[] {
  const order: PairScope[] = ['same-rack', 'across-racks', 'outside-to-pod', 'outside-to-service']
  const end = (row: PairLoss) => row.seconds.max ?? Number.POSITIVE_INFINITY
  const all = [...rows.values()]
  const whole = roundKeepingSum(all.map((row) => row.pairs))
  return all
    .map((row, i) => ({ ...row, pairs: whole[i]! }))
    .filter((row) => row.pairs > 0)
    .sort((a, b) => end(b) - end(a) || order.indexOf(a.scope) - order.indexOf(b.scope) || b.pairs - a.pairs)
}

/** Sessions that were up and end in a stage, alike ones of a class joined. */
export function restartRows(ended: ProtocolChange[], q: Quotient, name: Namer): SessionRestart[] {
  const rows = new Map<string, SessionRestart>()
  const switches = new Map(
    q.fabric.switches.flatMap((device) => device.addresses.map((text) => [text.split('/')[0]!, device.name] as const)),
  )
  for (const change of ended) {
    // A session with another node is one of as many as there are such nodes; one with a switch is the node's own.
    const { peerNode } = change.was
    const count = peerNode === null ? q.nodeWeight(change.node) : q.pairWeight(change.node, peerNode)
    const kind = change.protocol.split('_')[0]!
    const key = `${name(change.node)} ${kind} ${name(peerNode ?? switches.get(change.was.neighbor) ?? change.was.neighbor)} ${change.because}`
    const known = rows.get(key)
    if (known) known.count += count
    else rows.set(key, { node: name(change.node), protocol: change.protocol, because: change.because, count })
  }
  const all = [...rows.values()]
  const whole = roundKeepingSum(all.map((row) => row.count))
  return all.map((row, i) => ({ ...row, count: whole[i]! }))
}
