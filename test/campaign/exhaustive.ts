import type { EngineOptions } from '../../src/apply/ports.ts'
import { expectedEnd, goesOn } from './expected.ts'
import { type Fault, type FaultKind, kindsAt, type Place } from './faults.ts'
import { type Ended, play } from './scenario.ts'
import { prepare, type Topology } from './topology.ts'

/** One case of a campaign, enough to play it again. */
export interface Case {
  topology: string
  recovery: 'resume' | 'rollback'
  faults: Fault[]
  seed: number
}

export interface Report {
  runs: number
  outcomes: Map<string, number>
  /** Runs in which the fault really struck. */
  struck: number
  failures: { what: Case; violations: string[] }[]
}

export function emptyReport(): Report {
  return { runs: 0, outcomes: new Map(), struck: 0, failures: [] }
}

export function record(report: Report, what: Case, ended: Ended): void {
  const wanted = what.recovery === 'resume' && what.faults.length < 2 ? expectedEnd(what.faults[0]) : undefined
  if (wanted !== undefined && ended.outcome !== wanted)
    ended.violations.push(`ended ${ended.outcome}, must be ${wanted}`)
  const single = what.faults.length === 1 ? what.faults[0] : undefined
  const processes = what.recovery === 'resume' ? 1 : 2
  if (goesOn(single) && ended.processes !== processes)
    ended.violations.push(`took ${ended.processes} processes, must take ${processes}`)
  report.runs++
  if (ended.fired > 0) report.struck++
  report.outcomes.set(ended.outcome, (report.outcomes.get(ended.outcome) ?? 0) + 1)
  if (ended.violations.length > 0) report.failures.push({ what, violations: ended.violations })
}

const places = Object.keys(kindsAt) as Place[]

/** Every single fault: each position of each effect of the clean run x each kind x {once, forever} x {resume, rollback}. */
export async function exhaustive(
  name: string,
  topology: Topology,
  report: Report,
  options: {
    every?: number
    from?: number
    /** Only these kinds of fault. */
    kinds?: readonly FaultKind[]
    recoveries?: readonly ('resume' | 'rollback')[]
    engine?: EngineOptions
    stopAtFirst?: boolean
  } = {},
): Promise<void> {
  const { plan, fill } = prepare(topology)
  const engine = options.engine ? { options: options.engine } : {}
  let turn = 0
  for (const recovery of options.recoveries ?? (['resume', 'rollback'] as const)) {
    const clean = await play({ plan, fill, seed: 1, faults: [], recovery, ...engine })
    record(report, { topology: name, recovery, faults: [], seed: 1 }, clean)
    if (options.stopAtFirst && report.failures.length > 0) return
    for (const place of places) {
      for (let index = 0; index < clean.counters[place]; index++) {
        for (const kind of kindsAt[place]) {
          if (options.kinds && !options.kinds.includes(kind)) continue
          for (const forever of [false, true]) {
            if (options.every !== undefined && turn++ % options.every !== (options.from ?? 0)) continue
            const what: Case = { topology: name, recovery, faults: [{ place, index, kind, forever }], seed: index + 1 }
            record(report, what, await play({ plan, fill, ...what, ...engine }))
            if (options.stopAtFirst && report.failures.length > 0) return
          }
        }
      }
    }
  }
}

/** Two faults, the second at the command behind the first's, at every position of the clean run; ends at the first violation. */
export async function neighbours(
  name: string,
  topology: Topology,
  report: Report,
  [first, second]: readonly [FaultKind, FaultKind],
): Promise<void> {
  const { plan, fill } = prepare(topology)
  const recovery = 'rollback'
  const clean = await play({ plan, fill, seed: 1, faults: [], recovery })
  const strike = (index: number, kind: FaultKind): Fault => ({ place: 'command', index, kind, forever: false })
  for (let index = 0; index < clean.counters.command && report.failures.length === 0; index++) {
    const faults = [strike(index, first), strike(index + 1, second)]
    const what: Case = { topology: name, recovery, faults, seed: index + 1 }
    record(report, what, await play({ plan, fill, ...what }))
  }
}
