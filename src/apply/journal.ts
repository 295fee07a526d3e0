import { encodeRecord, type Hash, type OpenedJournal } from './core/codec.ts'
import { advance, emptyHistory, type History } from './core/history.ts'
import type { JournalRecord } from './core/record.ts'
import { type DiskFile, isDiskFull } from './disk.ts'

/** The journal cannot be written any more: no further change may be made by this process. */
export class JournalDead extends Error {
  constructor(cause: unknown) {
    super(`the journal cannot be written: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
    this.name = 'JournalDead'
  }
}

/**
 * The open journal of a run. A record counts once `write` returned: it is on disk by then (G2). After a failed sync the
 * file is never touched again; a full disk may use the reserve once, to journal the way back.
 */
export class Journal {
  readonly history: History
  /** The disk was full and the reserve is used up: nothing new may be started. */
  reserveUsed = false
  private dead: unknown
  private readonly file: DiskFile
  private readonly freeReserve: () => void
  private readonly hash: Hash
  private head: string
  private length: number

  private constructor(args: {
    file: DiskFile
    freeReserve: () => void
    hash: Hash
    head: string
    length: number
    records: JournalRecord[]
  }) {
    this.file = args.file
    this.freeReserve = args.freeReserve
    this.hash = args.hash
    this.head = args.head
    this.length = args.length
    this.history = emptyHistory()
    for (const record of args.records) advance(this.history, record)
  }

  /** @param opened what the file holds; a torn tail is cut off before anything is added */
  static on(file: DiskFile, opened: OpenedJournal, freeReserve: () => void, hash: Hash): Journal {
    if (opened.status === 'damaged') throw new Error(`journal damaged at byte ${opened.offset}: ${opened.reason}`)
    if (opened.tornBytes > 0) {
      file.truncate(opened.length)
      file.sync()
    }
    return new Journal({ file, freeReserve, hash, ...opened })
  }

  /** Appends one record and syncs it; throws JournalDead when it is not on disk. */
  write(record: JournalRecord): void {
    if (this.dead !== undefined) throw new JournalDead(this.dead)
    const { line, head } = encodeRecord(record, this.head, this.hash)
    const bytes = new TextEncoder().encode(line)
    try {
      this.append(bytes)
      this.file.sync()
    } catch (error) {
      this.dead = error
      throw new JournalDead(error)
    }
    this.head = head
    this.length += bytes.length
    advance(this.history, record)
  }

  private append(bytes: Uint8Array): void {
    try {
      this.file.append(bytes)
    } catch (error) {
      if (!isDiskFull(error) || this.reserveUsed) throw error
      this.reserveUsed = true
      this.file.truncate(this.length)
      // Bytes of before must not come back under the new ones.
      this.file.sync()
      this.freeReserve()
      this.file.append(bytes)
    }
  }

  close(): void {
    this.file.close()
  }
}
