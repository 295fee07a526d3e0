import type { CommandResult } from '../model/command-result.ts'
import type { WizardEvent } from '../model/events.ts'
import { commandEvent } from '../model/events.ts'
import type { Command, Operation, Plan, ReadObject } from '../model/plan.ts'
import { describeResult } from './core/classify.ts'
import type { Seen } from './core/next.ts'
import type { FailureCode, JournalRecord, Stamp } from './core/record.ts'
import { redact } from './core/redact.ts'
import type { Journal } from './journal.ts'
import { budgets } from './limits.ts'
import type { EngineOptions, EnginePorts, LockHandle } from './ports.ts'

/** A run turns back: the reason, typed. */
export class RunFailed extends Error {
  readonly code: FailureCode
  readonly operation: string | undefined
  readonly stage: number | undefined

  constructor(code: FailureCode, detail: string, at: { operation?: string; stage?: number } = {}) {
    super(detail)
    this.name = 'RunFailed'
    this.code = code
    this.operation = at.operation
    this.stage = at.stage
  }
}

/** A run stops where it is, to be resumed or rolled back: a signal, or the lock was lost. */
export class RunStopped extends Error {
  readonly why: 'signal' | 'lock-lost'

  constructor(why: 'signal' | 'lock-lost') {
    super(why)
    this.name = 'RunStopped'
    this.why = why
  }
}

/** How often something is asked that gives no answer: an API server that starts again is back after some seconds. */
const TRIES = 5
/** Longest time between two looks at a lock that gives no answer. */
const LOCK_PAUSE_MS = 30_000

/** What every part of one run shares. */
export class RunContext {
  readonly ports: EnginePorts
  readonly options: Required<
    Pick<EngineOptions, 'commandTimeoutMs' | 'applyBudgetMs' | 'rollbackBudgetMs' | 'gateMaxAgeMs' | 'unverified'>
  >
  readonly runId: string
  readonly plan: Plan
  readonly journal: Journal
  readonly lock: LockHandle
  readonly operations: Map<string, Operation>
  readonly seen: Seen = {}
  /** When the newest gate passed, in time since boot, and which nodes it saw. */
  gate: { up: number; nodes: string[] } | undefined
  /** Mutating commands run by this process. */
  commands = 0
  private saidLater = false
  private budgetEnds = Number.POSITIVE_INFINITY

  constructor(args: {
    ports: EnginePorts
    options: EngineOptions
    runId: string
    plan: Plan
    journal: Journal
    lock: LockHandle
  }) {
    this.ports = args.ports
    this.options = {
      commandTimeoutMs: args.options.commandTimeoutMs ?? 60_000,
      applyBudgetMs: args.options.applyBudgetMs ?? budgets.forward,
      rollbackBudgetMs: args.options.rollbackBudgetMs ?? budgets.back,
      gateMaxAgeMs: args.options.gateMaxAgeMs ?? 120_000,
      unverified: args.options.unverified ?? false,
    }
    this.runId = args.runId
    this.plan = args.plan
    this.journal = args.journal
    this.lock = args.lock
    this.operations = new Map(args.plan.stages.flatMap((stage) => stage.operations.map((o) => [o.id, o])))
  }

  get history() {
    return this.journal.history
  }

  stamp(): Stamp {
    return this.ports.clock.stamp()
  }

  write(record: JournalRecord): void {
    this.journal.write(record)
  }

  /** Tells the outside. A view that fails (closed pipe, lost terminal) never stops a run. */
  emit(event: WizardEvent): void {
    try {
      this.ports.emit(event)
    } catch {
      // Whoever listens is gone; the journal is what counts.
    }
  }

  startBudget(ms: number): void {
    this.budgetEnds = this.stamp().up + ms
  }

  isOutOfTime(): boolean {
    return this.stamp().up >= this.budgetEnds
  }

  /** Before every mutation: still ours to make? Only a lock that was seen to be another's is lost. */
  async fence(): Promise<void> {
    const ours = await this.askLock()
    if (!ours) throw new RunStopped('lock-lost')
  }

  /**
   * A look that fails says nothing: one lost answer must not leave a mesh half off. It is asked again, as objects are; then the
   * run turns back, where there is nothing better to do than to go on asking while there is time (G12).
   */
  private async askLock(): Promise<boolean> {
    const back = this.history.rollback !== undefined
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.lock.check()
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error)
        if (back ? this.isOutOfTime() : attempt === TRIES) throw new RunFailed('lock-unknown', why)
        if (attempt === 1) this.emit({ type: 'note', key: 'engine.lockUnknown', params: { why } })
      }
      this.stopLater()
      await this.ports.clock.sleep(Math.min(attempt * 1000, LOCK_PAUSE_MS), this.ports.stop.now)
    }
  }

  /** Stops between two operations when somebody asked for it. */
  checkStop(): void {
    if (this.ports.stop.requested() !== undefined) throw new RunStopped('signal')
  }

  /** Goes on in spite of a signal, since half of what is being made would do harm; a second signal stops here, too. */
  stopLater(): void {
    const { stop } = this.ports
    if (stop.insisted()) this.checkStop()
    if (stop.requested() === undefined || this.saidLater) return
    this.saidLater = true
    this.emit({ type: 'note', key: 'engine.stopsWithStage', params: {} })
  }

  /** Reads objects, again and again for a bounded time while some cannot be read. */
  async read(refs: ReadObject['ref'][]): Promise<ReadObject[]> {
    for (let attempt = 1; ; attempt++) {
      const objects = await this.readOnce(refs)
      if (attempt === TRIES || objects.every((object) => object.status !== 'unreadable')) return objects
      await this.ports.clock.sleep(attempt * 1000, this.ports.stop.now)
    }
  }

  private async readOnce(refs: ReadObject['ref'][]): Promise<ReadObject[]> {
    const unreadable = (reason: string) => refs.map((ref): ReadObject => ({ ref, status: 'unreadable', reason }))
    try {
      const objects = await this.ports.read(refs)
      // An answer with another number of objects is a short list: nobody knows what is missing.
      return objects.length === refs.length ? objects : unreadable('incomplete answer')
    } catch (error) {
      return unreadable(error instanceof Error ? error.message : String(error))
    }
  }

  /** Runs one mutating command. Its account is evidence; what it did is decided by reading back. */
  async run(operation: string, command: Command): Promise<CommandResult | undefined> {
    this.emit(commandEvent(operation, command))
    this.commands++
    const timeoutMs = this.options.commandTimeoutMs
    const result = await orStop(
      this.ports.stop.now,
      this.ports.run(command, { timeoutMs, forRun: this.runId }).catch(notStarted(command)),
    )
    if (result === undefined) throw new RunStopped('signal')
    this.ports.store.note(this.runId, 'commands.ndjson', `${commandLine(operation, result, this)}\n`)
    return result
  }
}

function notStarted(command: Command): (error: unknown) => CommandResult {
  return (error) => ({
    command,
    timedOut: false,
    notStarted: error instanceof Error ? error.message : String(error),
    truncated: false,
    stdout: '',
    stderr: '',
    ms: 0,
  })
}

function commandLine(operation: string, result: CommandResult, context: RunContext): string {
  const { tool, argv } = result.command
  return JSON.stringify({
    at: context.stamp().at,
    operation,
    tool,
    argv: argv.map(redact),
    exitCode: result.exitCode ?? null,
    ms: result.ms,
    stdoutSha256: context.ports.hash(result.stdout),
    says: redact(describeResult(result)),
  })
}

/** Waits for a promise, but not beyond the abort; the child itself is never killed by it. */
async function orStop<T>(signal: AbortSignal, promise: Promise<T>): Promise<T | undefined> {
  if (signal.aborted) return undefined
  let listener: (() => void) | undefined
  const aborted = new Promise<undefined>((resolve) => {
    listener = () => resolve(undefined)
    signal.addEventListener('abort', listener, { once: true })
  })
  try {
    return await Promise.race([promise, aborted])
  } finally {
    if (listener) signal.removeEventListener('abort', listener)
  }
}
