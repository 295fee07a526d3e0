import type { Plan } from '../model/plan.ts'
import { type Hash, journalStart, type OpenedJournal, openJournal } from './core/codec.ts'
import { againstEvidence } from './core/evidence.ts'
import { parsePlanFile } from './core/plan-file.ts'
import { type Disk, isDiskFull } from './disk.ts'
import { Journal } from './journal.ts'
import { StoreError, waysOutOfDamage } from './store-error.ts'

const idPattern = /^[0-9a-z-]{8,40}$/
const JOURNAL_LIMIT = 512 * 1024 * 1024
const PLAN_LIMIT = 16 * 1024 * 1024
/** Room kept so that a rollback can be journalled on a disk that has become full. */
const RESERVE_BYTES = 1024 * 1024

const emptyJournal: OpenedJournal = { status: 'ok', records: [], head: journalStart, length: 0, tornBytes: 0 }

let reserve: Uint8Array | undefined

/** Real bytes: a file of zeros may take no room on the disk. */
function reserveBytes(): Uint8Array {
  reserve ??= new Uint8Array(RESERVE_BYTES).fill(0x2e)
  return reserve
}

/** Whether a text may be the id of a run: it becomes a directory's and a unit's name. */
export function isRunId(text: string): boolean {
  return idPattern.test(text)
}

/** The runs of this host: one directory each, holding plan.json, journal and reserve. */
export class RunStore {
  readonly root: string
  private readonly disk: Disk
  private readonly hash: Hash

  constructor(disk: Disk, root: string, hash: Hash) {
    this.disk = disk
    this.root = root
    this.hash = hash
  }

  /** Directory of a run. Throws E_RUN_ID for anything that is no run id, so that it never is a path (S19). */
  path(runId: string, file?: string): string {
    if (!isRunId(runId)) {
      throw new StoreError('E_RUN_ID', `not a run id: ${JSON.stringify(runId.slice(0, 60))}`, undefined, [
        'see which runs there are: calico-rr-wizard status',
      ])
    }
    return file === undefined ? `${this.root}/${runId}` : `${this.root}/${runId}/${file}`
  }

  /** Makes the run's directory with the plan, the reserve and an empty journal, all of it on disk when it returns. */
  create(runId: string, planText: string): Journal {
    const need = 3 * planText.length + RESERVE_BYTES + 4 * 1024 * 1024
    const free = this.disk.freeBytes(this.root)
    if (free < need) {
      throw new StoreError(
        'E_DISK_SPACE',
        `${free} bytes are free, the journal of this run may need ${need}`,
        this.root,
        ['free some space, or name another directory with --state-dir'],
      )
    }
    try {
      this.disk.makeDir(this.path(runId))
      this.disk.syncDir(this.root)
      this.put(this.path(runId, 'plan.json'), new TextEncoder().encode(planText))
      this.put(this.path(runId, 'reserve'), reserveBytes())
      const file = this.disk.create(this.path(runId, 'journal'))
      this.disk.syncDir(this.path(runId))
      return Journal.on(file, emptyJournal, () => this.freeReserve(runId), this.hash)
    } catch (error) {
      if (error instanceof StoreError) throw error
      const why = error instanceof Error ? error.message : String(error)
      throw new StoreError(isDiskFull(error) ? 'E_DISK_SPACE' : 'E_STATE_DIR', why, this.path(runId), [
        'name a writable directory with --state-dir; nothing was changed',
      ])
    }
  }

  private put(path: string, bytes: Uint8Array): void {
    const file = this.disk.create(path)
    file.append(bytes)
    file.sync()
    file.close()
  }

  private freeReserve(runId: string): void {
    this.disk.remove(this.path(runId, 'reserve'))
    this.disk.syncDir(this.path(runId))
  }

  /** A file that the system or its owner does not let us use is a refusal, not a defect. */
  private guard<T>(where: string, work: () => T, waysOut: string[] = []): T {
    try {
      return work()
    } catch (error) {
      if (error instanceof StoreError) throw error
      throw new StoreError('E_STATE_DIR', error instanceof Error ? error.message : String(error), where, [
        'see what is wrong with this file, or name another directory with --state-dir; nothing was changed',
        ...waysOut,
      ])
    }
  }

  /** Ids of all runs that have a journal, oldest first. */
  list(): string[] {
    return this.guard(this.root, () =>
      this.disk
        .list(this.root)
        .filter((name) => isRunId(name) && this.disk.list(this.path(name)).includes('journal'))
        .sort(),
    )
  }

  /** The journal as it is, without touching it. */
  peek(runId: string): OpenedJournal {
    return this.readJournal(runId).opened
  }

  /** Throws when there is no such run. */
  assertRun(runId: string): void {
    const path = this.path(runId)
    if (this.guard(path, () => this.disk.list(path)).includes('journal')) return
    throw new StoreError('E_NO_RUN', `there is no run ${runId}`, this.root, ['calico-rr-wizard status'])
  }

  private readJournal(runId: string): { opened: OpenedJournal; where: string } {
    const where = this.path(runId, 'journal')
    // Before the journal: a run at work writes the intent first, so that what the log names now is in a journal read later.
    const commands = this.commandLog(runId)
    const bytes = this.guard(where, () => this.disk.read(where, JOURNAL_LIMIT), waysOutOfDamage(runId))
    if (!bytes) throw new StoreError('E_NO_RUN', `there is no run ${runId}`, this.root, ['calico-rr-wizard status'])
    return { opened: againstEvidence(openJournal(bytes, this.hash), runId, commands), where }
  }

  /** Evidence beside the journal; one that cannot be read is none, and keeps nobody from going on. */
  private commandLog(runId: string): string | undefined {
    try {
      const bytes = this.disk.read(this.path(runId, 'commands.ndjson'), JOURNAL_LIMIT)
      return bytes && new TextDecoder().decode(bytes)
    } catch {
      return undefined
    }
  }

  /** The plan a run was started with, checked against the hash in its journal. */
  plan(runId: string, sha256: string): Plan {
    const where = this.path(runId, 'plan.json')
    const bytes = this.guard(where, () => this.disk.read(where, PLAN_LIMIT))
    const text = bytes === undefined ? undefined : new TextDecoder().decode(bytes)
    if (text === undefined || this.hash(text) !== sha256) {
      throw new StoreError(
        'E_JOURNAL_PLAN',
        text === undefined
          ? 'the plan of this run is missing'
          : 'the saved plan is not the one this run was started with',
        this.path(runId, 'plan.json'),
        ['put the original plan.json back; nothing was changed'],
      )
    }
    const parsed = parsePlanFile(text)
    if (!parsed.ok) throw new StoreError('E_JOURNAL_PLAN', parsed.problem, this.path(runId, 'plan.json'), [])
    return parsed.plan
  }

  /** The journal as it is, without touching it. Throws on damage: what is missing from it may have been done. */
  peekWhole(runId: string): OpenedJournal & { status: 'ok' } {
    const { opened, where } = this.readJournal(runId)
    if (opened.status === 'damaged' && opened.schema !== undefined) {
      throw new StoreError('E_JOURNAL_VERSION', `a journal of another version (schema ${opened.schema})`, where, [
        'go on with the version of the wizard that started this run',
      ])
    }
    if (opened.status === 'damaged') {
      throw new StoreError(
        'E_JOURNAL_DAMAGED',
        `record ${opened.record} at byte ${opened.offset}: ${opened.reason}`,
        where,
        waysOutOfDamage(runId),
      )
    }
    return opened
  }

  /** Opens a run to go on with it; a torn last record is cut off. Throws on damage, and tells where. */
  open(runId: string): Journal {
    const where = this.path(runId, 'journal')
    const opened = this.peekWhole(runId)
    return this.guard(where, () =>
      Journal.on(this.disk.append(where), opened, () => this.freeReserve(runId), this.hash),
    )
  }

  /** Adds to a side file of the run (commands.ndjson, ...). It is evidence, not needed to go on: never throws. */
  note(runId: string, file: string, text: string): void {
    try {
      const path = this.path(runId, file)
      const handle = this.disk.list(this.path(runId)).includes(file) ? this.disk.append(path) : this.disk.create(path)
      handle.append(new TextEncoder().encode(text))
      handle.close()
    } catch {
      // A run must not fail because its command log cannot be written.
    }
  }

  /** A side file of a run, or undefined. */
  readSide(runId: string, file: 'plan.json' | 'commands.ndjson' | 'forecast.json' | 'journal'): Uint8Array | undefined {
    const path = this.path(runId, file)
    return this.guard(path, () => this.disk.read(path, JOURNAL_LIMIT))
  }
}
