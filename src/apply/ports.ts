import type { ClusterIdentity } from '../model/cluster.ts'
import type { RunCommand } from '../model/command-result.ts'
import type { Emit } from '../model/events.ts'
import type { Gate, ObjectRef, Plan, ReadObject, Stage } from '../model/plan.ts'
import type { Hash } from './core/codec.ts'
import type { Stamp } from './core/record.ts'
import type { RunStore } from './run-store.ts'

/** What a gate is asked. `direction` is `back` while a run is taken back: then the mesh must carry every node again. */
export interface GateRequest {
  plan: Plan
  stage: Stage
  gate: Gate
  direction: 'forward' | 'back'
  /** Aborted on the first Ctrl-C: the gate then returns what it saw so far; unless it passed, the engine does not count it. */
  signal: AbortSignal
}

/** What was seen. `unverified` means that nobody could look; the engine takes it for "no" (G8). */
export interface GateResult {
  status: 'passed' | 'failed' | 'unverified'
  seen: number
  wanted: number
  /** What is not there yet, for people. */
  missing: string[]
  /** Every node that was looked at, so that one that joined since is noticed before the mesh goes off. */
  nodes: string[]
}

/** Time, all of it: wall clock, time since boot, waiting. */
export interface Clock {
  stamp(): Stamp
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}

/** A lock that is held. */
export interface LockHandle {
  /** Asked before every mutation (fencing). False: it was seen not to be ours any more. Throws when nobody can tell. */
  check(): Promise<boolean>
  /**
   * Gives it back.
   * @param open the run is not finished: what a lock of the cluster leaves behind names the run, so that none other begins
   *   before it is; undefined, when nobody could tell: as it was found
   */
  release(open?: boolean): Promise<void>
}

/** Who holds a lock, for the message of the one who may not have it. */
export interface LockHolder {
  runId: string
  host: string
  pid: number
  since: string
  /** The holder's process is known to be gone; `resume`, `rollback` or `confirm` of its run may take the lock over. */
  dead: boolean
  /** State directory of the holder's run on its host, where the lock tells: an absolute path of plain characters. */
  journal?: string
  /** Which lock it is, "file /var/lib/calico-rr-wizard/lock.3" or "Lease kube-system/calico-rr-wizard". */
  where: string
}

/** One run at a time on this host and in this cluster (G14). */
export interface RunLock {
  /**
   * @param takeOver take the lock of a holder that is dead and whose run lies in this state directory, for another run
   * @param unfinished that holder's run, when it is not finished: what the cluster is told of it outlives this run
   */
  acquire(
    runId: string,
    takeOver: boolean,
    unfinished?: string,
  ): Promise<{ ok: true; handle: LockHandle } | { ok: false; holder: LockHolder }>
}

/** Ctrl-C and its relatives, as the engine sees them (G15). */
export interface StopRequest {
  /** The signal that asks to stop after the operation in flight. A hang-up is not one while a run is taken back. */
  requested(): string | undefined
  /** A second signal came: whoever sends it does not want to wait for the rest of a stage either. */
  insisted(): boolean
  /** Aborted with the first signal; a gate stops waiting. */
  readonly soon: AbortSignal
  /** Aborted some seconds after the second signal; an operation in flight is no longer waited for. */
  readonly now: AbortSignal
  /** Told when the way back begins. */
  rollingBack(): void
}

/** The timer outside this process that takes an unconfirmed run back. */
export interface DeadMan {
  readonly method: 'systemd' | 'foreground'
  /** @returns why it cannot be armed here, or undefined */
  impossible(): Promise<string | undefined>
  arm(runId: string): Promise<void>
  disarm(runId: string): Promise<void>
}

/** Everything the engine needs from the outside. The campaign hands in a simulated world, the program the real one. */
export interface EnginePorts {
  run: RunCommand
  /** Reads objects back, all at once, in any order. An object that cannot be read is `unreadable`, never left out. */
  read(refs: ObjectRef[]): Promise<ReadObject[]>
  gate(request: GateRequest): Promise<GateResult>
  /** Names of the nodes of the cluster now; asked right before the mesh goes off. */
  nodes(): Promise<string[]>
  /** The cluster behind the tools now: a plan or journal of another one is refused (G6, M30). */
  identify(): Promise<ClusterIdentity>
  /** What of a plan's guards no longer holds; asked under the lock, before the first change. Empty: the plan is fresh. */
  stale(plan: Plan): Promise<string[]>
  /** Children that an earlier process of a run left at work; absent where nobody can look for them. */
  children?: {
    /** @returns undefined when that cannot be told */
    alive(runId: string): boolean | undefined
    stop(runId: string, signal: 'SIGTERM' | 'SIGKILL'): void
  }
  store: RunStore
  lock: RunLock
  clock: Clock
  random(): number
  hash: Hash
  emit: Emit
  stop: StopRequest
  /** Present when runs can be confirmed later; its absence refuses `confirmWithin`. */
  deadMan?: DeadMan
  host: { name: string; user: number; pid: number; wizard: string }
}

/** Limits and wishes of one call. Every wait of the engine ends by one of these (G18). */
export interface EngineOptions {
  rehearsal?: boolean
  /** `--unverified`: gates that nobody can look at let pass. */
  unverified?: boolean
  /** Seconds in which the run must be confirmed. */
  confirmWithin?: number
  commandTimeoutMs?: number
  /** Budget of the way forward; the way back has its own, never the remainder (G12). */
  applyBudgetMs?: number
  rollbackBudgetMs?: number
  /** Age up to which a gate counts before the mesh goes off. */
  gateMaxAgeMs?: number
  /** Take over the lock of a dead holder of another run of this state directory (the admin asked for it). */
  takeOver?: boolean
  /** Run id, when the caller must know it before; else one is made. */
  runId?: string
}
