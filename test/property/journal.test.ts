import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { encodeRecord, journalStart, openJournal } from '../../src/apply/core/codec.ts'
import type { JournalRecord } from '../../src/apply/core/record.ts'
import { damageJournal } from '../campaign/journal-damage.ts'

const hash = (text: string) => createHash('sha256').update(text).digest('hex')
const records = fc.array(
  fc.oneof(
    fc.record({ t: fc.constant('skipped' as const), op: fc.string({ unit: 'grapheme' }) }),
    fc.record({
      t: fc.constant('observed' as const),
      op: fc.string(),
      status: fc.constantFrom('done' as const, 'failed' as const),
      uids: fc.dictionary(fc.stringMatching(/^[a-zA-Z/]{1,9}$/), fc.string({ unit: 'binary' })),
    }),
  ),
  { maxLength: 12 },
)

function write(list: readonly JournalRecord[]): Uint8Array {
  let head = journalStart
  let text = ''
  for (const record of list) {
    const encoded = encodeRecord(record, head, hash)
    head = encoded.head
    text += encoded.line
  }
  return new TextEncoder().encode(text)
}

describe('the journal', () => {
  it('comes back as it was written, and at any length as the longest whole prefix', () => {
    fc.assert(
      fc.property(records, fc.nat(), (list, cut) => {
        const bytes = write(list)
        expect(openJournal(bytes, hash)).toMatchObject({
          status: 'ok',
          records: JSON.parse(JSON.stringify(list)),
          tornBytes: 0,
        })
        const opened = openJournal(bytes.subarray(0, cut % (bytes.length + 1)), hash)
        expect(opened.status).toBe('ok')
        expect(opened.records).toEqual(JSON.parse(JSON.stringify(list.slice(0, opened.records.length))))
      }),
      { numRuns: 200 },
    )
  })
  it('tells a torn tail of zeros from damage', () => {
    const bytes = write([
      { t: 'skipped', op: '1' },
      { t: 'skipped', op: '2' },
    ])
    const first = openJournal(bytes.subarray(0, bytes.indexOf(10) + 1), hash)
    const torn = bytes.slice()
    torn.fill(0, bytes.indexOf(10) + 5, bytes.length - 3)
    expect(openJournal(torn, hash)).toMatchObject({ status: 'ok', records: first.records })
    const early = bytes.slice()
    early.fill(0, 5, 20)
    expect(openJournal(early, hash)).toMatchObject({ status: 'damaged', offset: 0 })
  })
  it('opens no longer when anything of it was changed', () => {
    const report = damageJournal(3, 1)
    expect(report.wrong).toEqual([])
    expect(report.flips).toBe(report.bytes * 8)
  })
})
