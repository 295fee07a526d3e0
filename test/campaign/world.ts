import { hash as digest } from 'node:crypto'
import type { RunResult } from '../../src/apply/run.ts'
import type { WizardEvent } from '../../src/model/events.ts'
import type { Json, Plan } from '../../src/model/plan.ts'
import type { Fault, FaultKind, Place } from './faults.ts'
import { Prng } from './prng.ts'
import { SimCluster, type SimObject } from './sim-cluster.ts'
import { SimDisk } from './sim-disk.ts'

/** What someone else did to the cluster; replayed on a pristine copy by the oracle. */
export type ForeignEdit =
  | { kind: 'set'; key: string; path: string[]; value: Json; after: SimObject }
  | { kind: 'delete'; key: string }
  | { kind: 'put'; key: string; after: SimObject }

/** A child that outlived the process that started it. */
interface Orphan {
  due: number
  argv: string
  run: () => void
}

/** Everything outside the engine, and the record of what happened to it. One world lives through many processes. */
export class World {
  readonly cluster = new SimCluster()
  readonly disk = new SimDisk()
  readonly prng: Prng
  readonly plan: Plan
  readonly counters: Record<Place, number> = { command: 0, read: 0, disk: 0, gate: 0, lock: 0 }
  readonly edits: ForeignEdit[] = []
  readonly violations: string[] = []
  readonly orphans: Orphan[] = []
  /** From 3.21 on a reflector takes no part in the mesh (facts: reliability 5.1). */
  readonly meshSkipsReflectors: boolean
  faults: Fault[]
  up = 1_000_000
  wallOffset = 1_790_000_000_000
  boot = 1
  /** Process that holds the lock, and for which run. */
  lockHolder: { process: number; runId: string } | undefined
  processes = 0
  /** Mutating commands of the engine that were started. */
  commands = 0
  fired: Fault[] = []
  /** Last gate that passed: which way, and which nodes it looked at. */
  lastGate: { direction: string; nodes: string[]; up: number } | undefined
  /** Stages whose gate passed on the way back. */
  readonly backGates = new Set<number>()
  meshWentOff = false
  meshBackSeen = true
  private readonly trace: string[] = []
  private serial = 0
  traceLines: string[] | undefined
  /** What the engine told, when traces are kept. */
  readonly told: (WizardEvent | RunResult)[] = []

  constructor(plan: Plan, seed: number, faults: Fault[], keepTrace = false) {
    this.plan = plan
    this.prng = new Prng(seed)
    this.faults = faults
    this.meshSkipsReflectors = Number(plan.calicoVersion.split('.')[1]) >= 21
    if (keepTrace) this.traceLines = []
  }

  log(line: string): void {
    this.trace.push(line)
    this.traceLines?.push(line)
  }

  traceHash(): string {
    return digest('sha256', this.trace.join('\n')).slice(0, 16)
  }

  violate(text: string): void {
    this.violations.push(text)
    this.log(`VIOLATION ${text}`)
  }

  /** Counts one effect and says what strikes it. */
  strike(place: Place): FaultKind | undefined {
    const index = this.counters[place]++
    const fault = this.faults.find(
      (item) => item.place === place && (item.index === index || (item.forever && index > item.index)),
    )
    if (fault) this.fired.push(fault)
    return fault?.kind
  }

  /** Time goes on; children that outlived their process finish when their time comes. */
  advance(ms: number): void {
    this.up += ms
    for (const orphan of this.orphans.splice(0)) {
      if (orphan.due > this.up) this.orphans.push(orphan)
      else {
        this.log(`orphan ${orphan.argv}`)
        orphan.run()
      }
    }
  }

  foreign(edit: ForeignEdit): void {
    this.edits.push(edit)
    this.log(`foreign ${edit.kind} ${edit.key}`)
  }

  newName(prefix: string): string {
    return `${prefix}${++this.serial}`
  }

  nodes(): string[] {
    return [...this.cluster.objects.keys()].filter((key) => key.startsWith('KubeNode/')).map((key) => key.slice(9))
  }
}
