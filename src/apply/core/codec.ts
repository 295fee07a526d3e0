import { crc32c } from './crc32c.ts'
import { type JournalRecord, parseRecord } from './record.ts'

/** SHA-256 of a text as hex; handed in, because the core has no crypto of its own. */
export type Hash = (text: string) => string

/** What the first record names as its predecessor. */
export const journalStart = '0'.repeat(32)

/** A journal as it was found on disk. */
export type OpenedJournal =
  | {
      status: 'ok'
      records: JournalRecord[]
      /** What the next record must name as its predecessor. */
      head: string
      /** Bytes of whole records; what follows was never synced and may be cut off. */
      length: number
      tornBytes: number
    }
  | {
      status: 'damaged'
      offset: number
      record: number
      reason: string
      records: JournalRecord[]
      /** The journal is whole, but another version of the wizard wrote it: its schema. */
      schema?: number
    }

/**
 * One record as its line `len crc32c prevhash json\n`. The JSON is plain ASCII, so that characters are bytes.
 * @returns the line and the head that the next record chains to
 */
export function encodeRecord(record: JournalRecord, head: string, hash: Hash): { line: string; head: string } {
  const json = JSON.stringify(record).replace(
    /[\u007f-\uffff]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
  const line = `${json.length} ${crc32c(`${json.length} ${head} ${json}`)} ${head} ${json}`
  return { line: `${line}\n`, head: hash(line).slice(0, 32) }
}

const linePattern = /^([1-9]\d{0,8}) ([0-9a-f]{8}) ([0-9a-f]{32}) (\{[ -~]*\})$/

/** Reads one line; a text says what is wrong with it. */
function decodeLine(line: string, head: string): JournalRecord | string {
  const match = linePattern.exec(line)
  if (!match) return 'not a record'
  const [, length, crc, previous, json] = match as unknown as [string, string, string, string, string]
  if (json.length !== Number(length)) return 'wrong length'
  if (crc32c(`${length} ${previous} ${json}`) !== crc) return 'wrong checksum'
  if (previous !== head) return 'does not follow the record before it'
  try {
    return parseRecord(JSON.parse(json)) ?? 'a record this version does not know'
  } catch {
    return 'not JSON'
  }
}

/** The schema of a header that is sound but of another version. */
function foreignSchema(line: string): number | undefined {
  const schema = /^\d+ [0-9a-f]{8} 0{32} \{"t":"header","schema":(\d{1,6}),/.exec(line)?.[1]
  return schema === undefined || schema === '1' ? undefined : Number(schema)
}

/** A write that was cut: no complete line, or sectors that never reached the disk (they read as zeros). */
function isTorn(rest: string, head: string): boolean {
  if (rest.includes('\0\0')) return rest.indexOf('\n') === -1 || rest.indexOf('\n') === rest.length - 1
  if (rest.includes('\n')) return false
  // A whole valid record with something else where its line feed was is damage, not a cut.
  return typeof decodeLine(rest.slice(0, -1), head) === 'string'
}

/**
 * Opens a journal at whatever length it has. Every record is synced before the next is written, so only the last line
 * can be torn: it is dropped. Anything else that does not read is damage and is reported, never skipped (G3).
 */
export function openJournal(bytes: Uint8Array, hash: Hash): OpenedJournal {
  const text = new TextDecoder('latin1').decode(bytes)
  const records: JournalRecord[] = []
  let head = journalStart
  let offset = 0
  while (offset < text.length) {
    const feed = text.indexOf('\n', offset)
    const line = feed === -1 ? undefined : text.slice(offset, feed)
    const record = line === undefined ? 'cut' : decodeLine(line, head)
    if (typeof record === 'string') {
      if (isTorn(text.slice(offset), head)) break
      const schema = line === undefined ? undefined : foreignSchema(line)
      const where = { offset, record: records.length, reason: record, records }
      return { status: 'damaged', ...where, ...(schema === undefined ? {} : { schema }) }
    }
    records.push(record)
    head = hash(line as string).slice(0, 32)
    offset = feed + 1
  }
  return { status: 'ok', records, head, length: offset, tornBytes: text.length - offset }
}
