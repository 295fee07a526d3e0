import { hash as digest } from 'node:crypto'
import { openJournal } from '../../src/apply/core/codec.ts'
import type { JournalRecord } from '../../src/apply/core/record.ts'
import type { EngineOptions, EnginePorts } from '../../src/apply/ports.ts'
import { applyPlan, type RunResult, resumeRun, rollbackRun, statusRuns } from '../../src/apply/run.ts'
import type { WizardEvent } from '../../src/model/events.ts'
import type { Plan } from '../../src/model/plan.ts'
import type { Fault } from './faults.ts'
import { checkStoppedWhole, settledOf } from './invariants.ts'
import { judgeEnd } from './oracle.ts'
import { SimCluster } from './sim-cluster.ts'
import { Killed, SimProcess } from './sim-process.ts'
import { World } from './world.ts'

export interface Scenario {
  plan: Plan
  fill: (cluster: SimCluster) => void
  seed: number
  faults: Fault[]
  recovery: 'resume' | 'rollback'
  keepTrace?: boolean
  options?: EngineOptions
}

export interface Ended {
  outcome: string
  /** The whole cluster at the end, without uids, as text. */
  dump: () => string
  violations: string[]
  hash: string
  trace: string[] | undefined
  /** What the engine told and how each process ended, when traces are kept. */
  told: (WizardEvent | RunResult)[]
  /** What the journal of the run holds at the end, when traces are kept. */
  journal: JournalRecord[]
  counters: World['counters']
  fired: number
  processes: number
}

/** Recoveries in the faulty world, and then, with all faults gone, until the run has ended. */
const FAULTY_TRIES = 4
const HEALED_TRIES = 6

async function live(world: World, work: (ports: EnginePorts) => Promise<RunResult>): Promise<RunResult | undefined> {
  const process = new SimProcess(world)
  const { ports } = process
  const before = settledOf(world)
  const ended = await Promise.race([work(ports).catch((error: unknown) => broke(world, error)), process.killed])
  if (ended === 'killed' || ended === undefined || process.dead) return undefined
  world.log(`result ${ended.outcome} ${ended.exitCode} ${ended.problem?.code ?? ''} ${ended.nextCommand ?? ''}`)
  if (world.traceLines) world.told.push(ended)
  if (ended.outcome === 'interrupted' && ended.signal !== undefined) checkStoppedWhole(world, before)
  if (world.lockHolder?.process === process.id) world.violate('the lock was not given back')
  return ended
}

/** The engine threw: it must not, whatever happens outside. */
function broke(world: World, error: unknown): undefined {
  if (!(error instanceof Killed)) world.violate(`the engine threw: ${String(error)}`)
  return undefined
}

function newest(world: World) {
  const process = new SimProcess(world)
  world.processes--
  return statusRuns(process.ports.store)[0]
}

/** One run of the real engine in a simulated world, to its end, and the verdict of the oracle. */
export async function play(scenario: Scenario): Promise<Ended> {
  const world = new World(scenario.plan, scenario.seed, scenario.faults, scenario.keepTrace)
  scenario.fill(world.cluster)
  const pristine = new SimCluster()
  // Contents are shared: the cluster replaces them, it never changes one in place.
  for (const [key, object] of world.cluster.objects) pristine.objects.set(key, { ...object })

  let result = await live(world, (ports) => applyPlan(scenario.plan, ports, scenario.options ?? {}))
  for (let attempt = 0; attempt < FAULTY_TRIES + HEALED_TRIES; attempt++) {
    if (attempt === FAULTY_TRIES) heal(world)
    const status = newest(world)
    const over =
      status === undefined ||
      status.state === 'never-started' ||
      (status.state === 'ended' && status.outcome !== 'applied')
    if (over || (status.state === 'ended' && scenario.recovery === 'resume')) break
    const recover = scenario.recovery === 'resume' ? resumeRun : rollbackRun
    world.advance(1000)
    result = (await live(world, (ports) => recover(status.runId, ports, scenario.options ?? {}))) ?? result
  }
  world.advance(120_000)
  const status = newest(world)
  const outcome = status === undefined ? 'never-started' : endOf(status, result)
  const violations = [...world.violations, ...judgeEnd(world, pristine, { outcome, result })]
  const { counters, fired, processes } = world
  return {
    outcome,
    dump: () => world.cluster.dump(),
    violations,
    hash: world.traceHash(),
    trace: world.traceLines,
    told: world.told,
    journal: scenario.keepTrace ? journalOf(world) : [],
    counters,
    fired: fired.length,
    processes,
  }
}

function journalOf(world: World): JournalRecord[] {
  const [file] = [...world.disk.files].filter(([path]) => path.endsWith('/journal')).map(([, each]) => each)
  if (!file) return []
  const opened = openJournal(file.bytes.subarray(0, file.length), (text) => digest('sha256', text))
  return 'records' in opened ? opened.records : []
}

function endOf(status: { state: string; outcome?: string }, result: RunResult | undefined): string {
  if (status.state === 'never-started') return 'never-started'
  if (status.state === 'ended') return status.outcome === 'refused' ? 'never-started' : (status.outcome ?? '?')
  // Still open with all faults gone: only a drift that must not be overwritten may hold it there.
  return result?.outcome === 'rollback-incomplete' ? 'rollback-incomplete' : `open (${status.state})`
}

function heal(world: World): void {
  world.log('healed')
  world.faults = []
  world.disk.free = 1 << 30
  world.lockHolder = world.lockHolder && { ...world.lockHolder, process: -1 }
}
