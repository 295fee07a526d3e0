import { emptyReport, exhaustive, neighbours } from './exhaustive.ts'
import type { FaultKind } from './faults.ts'
import { damageJournal } from './journal-damage.ts'
import { probes } from './probes/index.ts'
import { randomTopologies } from './random.ts'
import { type madePlans, topologies, usePlans } from './topology.ts'

/** Where a broken engine is looked for: the smallest part of the campaign that must find it. */
export interface Hunt {
  topology?: keyof typeof topologies
  kinds?: FaultKind[]
  recovery?: 'resume' | 'rollback'
  /** Two faults at commands that follow each other, for what a single one does not show, on a cluster of the random part. */
  neighbours?: [FaultKind, FaultKind]
  every?: number
  applyBudgetMs?: number
  journal?: true
  /** One of the promises that the simulated world cannot show. */
  probe?: keyof typeof probes
  /** The whole program is built and started: a dry run. */
  program?: 'dry-run'
  /** The planner is what is broken: the plans of the sound one are not taken. */
  ownPlans?: true
}

/** Plans that were made by the sound engine; planning again for each broken one would take most of the time. */
export function shareplans(plans: ReturnType<typeof madePlans>): void {
  usePlans(plans)
}

/** @returns the first violation, or undefined when this engine looks sound */
export async function hunt(where: Hunt): Promise<string | undefined> {
  if (where.journal) return damageJournal(2, 7).wrong[0]
  if (where.probe) return probes[where.probe]()
  const name = where.topology ?? 'guide'
  const report = emptyReport()
  if (where.neighbours)
    await neighbours('three racks, no configuration', randomTopologies[2]!, report, where.neighbours)
  else
    await exhaustive(name, topologies[name]!, report, {
      kinds: where.kinds ?? [],
      stopAtFirst: true,
      ...(where.recovery ? { recoveries: [where.recovery] } : {}),
      ...(where.every ? { every: where.every } : {}),
      ...(where.applyBudgetMs ? { engine: { applyBudgetMs: where.applyBudgetMs } } : {}),
    })
  const [failure] = report.failures
  return failure && `${JSON.stringify(failure.what.faults)}: ${failure.violations[0]}`
}

export { writeSlowly } from './probes/index.ts'
