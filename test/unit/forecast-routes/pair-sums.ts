import { durations, workSeconds } from '../../../src/forecast/durations.ts'
import { quotient } from '../../../src/forecast/quotient.ts'
import { type Pair, reaches } from '../../../src/forecast/stages-pairs.ts'
import { type StageRun, stageRunner } from '../../../src/forecast/stages-run.ts'
import { type PairEvent, timeline } from '../../../src/forecast/stages-timeline.ts'
import type { Plan, Stage } from '../../../src/model/plan.ts'
import { applyChanges, invert } from '../../../src/plan/changes.ts'
import { operationsFor, type StageSpec } from '../../../src/plan/make.ts'
import type { Lab } from './lab.ts'
import type { LabUndo } from './lab-orders.ts'
import { planOf } from './plans.ts'

/** The classes of bgp-lab.md's tables. */
export type LabClass = 'RR-RR' | 'RR-client' | 'cross'

interface PairSum {
  pair: Pair
  label: LabClass
  min: number
  max: number
  tail: number
  events: PairEvent[]
}

export interface LabForecast {
  sums: PairSum[]
  runs: StageRun[]
}

/**
 * What the lab measured, as the model says it: per pair, summed silence over the whole move. Pairs that do not work before
 * the mesh goes off count from that stage on, until they first work.
 */
export function labForecast(lab: Lab, specs: StageSpec[]): LabForecast {
  const plan = planOf(lab.cluster, lab.design, specs)
  const off = specs.findIndex((spec) => spec.moves.some((move) => move.kind === 'mesh' && !move.enabled))
  return sumsOf(lab, plan, off)
}

/** The same for a way back from where `made` stages of an order have led; all that worked then counts. */
export function labForecastBack(lab: Lab, specs: StageSpec[], undo: LabUndo[][]): LabForecast {
  const plan = planOf(lab.cluster, lab.design, specs)
  const changesOf = ({ stage, nodes }: LabUndo) =>
    plan.stages[stage - 1]!.operations.flatMap((operation) => operation.changes).filter(
      ({ ref }) => !nodes || nodes.includes(ref.name),
    )
  const stages = undo.map((parts, index): Stage => {
    const changes = parts.flatMap(changesOf).map(invert).reverse()
    const { guideStep, title, gate } = plan.stages[parts[0]!.stage - 1]!
    return { id: index + 1, guideStep, title, operations: operationsFor(changes), ...(gate ? { gate } : {}) }
  })
  const all = plan.stages.flatMap((stage) => stage.operations.flatMap((operation) => operation.changes))
  return sumsOf({ ...lab, cluster: applyChanges(lab.cluster, all) }, { ...plan, stages }, 0)
}

/** @param off the stage from which on pairs count that had no route before */
function sumsOf(lab: Lab, plan: Plan, off: number): LabForecast {
  const changes = plan.stages.map((stage) => stage.operations.flatMap((operation) => operation.changes))
  const q = quotient(lab.cluster, lab.fabric, changes, { design: lab.design, representatives: 6 })
  const runner = stageRunner(q)
  const runs: StageRun[] = []
  let at = runner.first
  for (const stage of q.stages) {
    const run = runner.run(at, stage)
    runs.push(run)
    at = { cluster: run.cluster, moment: run.after }
  }
  const known = runner.pairs.map((pair) => reaches(runner.first.moment, pair)?.ok ?? false)
  const work = plan.stages.map((stage) => ({
    operations: stage.operations.length,
    gated: stage.gate !== undefined,
    manual: false,
    runsOn: false,
  }))
  const events = timeline(
    runner.pairs,
    runs.map((run) => run.transitions),
    work,
    known,
  )
  const reflectors = new Set(lab.design.racks.flatMap((rack) => rack.reflectors))
  const sums = runner.pairs.flatMap((pair, index): PairSum[] => {
    if (pair.scope !== 'same-rack' && pair.scope !== 'across-racks') return []
    const label: LabClass =
      pair.scope === 'across-racks'
        ? 'cross'
        : reflectors.has(pair.from) && reflectors.has(pair.to)
          ? 'RR-RR'
          : 'RR-client'
    const own = events
      .filter((event) => event.pair === pair)
      .flatMap((event): PairEvent[] => {
        if (known[index] || event.stage >= off) return [event]
        if (event.until === undefined || event.until < off) return []
        // It worked for a while, was lost, and works again after mesh off: the clock starts there.
        const back = runs[event.until]!.transitions[index]!
        const { min, max, source } = durations[back.kind]
        return [{ stage: event.until, pair, transition: back, seconds: { min, max }, source }]
      })
    const sum = { pair, label, min: 0, max: 0, tail: 0, events: own }
    for (const event of own) {
      if (event.transition.what === 'opens' && known[index]) continue
      sum.min += event.seconds.min
      sum.max += event.seconds.max ?? Number.POSITIVE_INFINITY
      sum.tail += event.tail ?? event.seconds.max ?? Number.POSITIVE_INFINITY
      if (event.transition.what !== 'opens') continue
      // The lab's clock for a pair that never worked starts at mesh off.
      for (let stage = off; stage < event.stage; stage++) {
        sum.max += work[stage]!.operations * workSeconds.command.max + (work[stage]!.gated ? workSeconds.gate.max : 0)
        sum.tail += work[stage]!.operations * workSeconds.command.max
      }
    }
    return [sum]
  })
  return { sums, runs }
}
