import { hash as digest } from 'node:crypto'
import { encodeRecord, journalStart, openJournal } from '../../src/apply/core/codec.ts'
import type { JournalRecord } from '../../src/apply/core/record.ts'

const hash = (text: string) => digest('sha256', text)

export interface JournalReport {
  bytes: number
  cuts: number
  flips: number
  moves: number
  wrong: string[]
}

/** A journal of the given records, as lines. */
function journalLines(records: readonly JournalRecord[]): string[] {
  let head = journalStart
  return records.map((record) => {
    const encoded = encodeRecord(record, head, hash)
    head = encoded.head
    return encoded.line
  })
}

/** A run of `operations` with everything a journal can hold, names beyond ASCII too. */
function sampleRecords(operations: number): JournalRecord[] {
  const stamp = { at: 1_790_000_000_000, up: 1000, boot: 'boot-1' }
  const cluster = { context: 'prod-机房', server: 'https://10.0.0.1:6443', uid: 'cluster' }
  const records: JournalRecord[] = [
    {
      t: 'header',
      schema: 1,
      run: 'run-00000001',
      cluster,
      host: 'm1',
      user: 0,
      wizard: '1',
      rehearsal: false,
      unverified: false,
      stamp,
    },
    { t: 'plan', sha256: 'a'.repeat(64), operations },
  ]
  for (let n = 0; n < operations; n++) {
    const ref = { kind: 'KubeNode' as const, name: `node${n}` }
    const changes = [
      { action: 'update' as const, ref, fields: [{ path: ['metadata', 'labels', 'rr'], after: `ø${n}` }] },
    ]
    records.push({ t: 'intent', op: `1.${n}`, changes, uids: { [`KubeNode/node${n}`]: `uid-${n}` }, stamp })
    records.push({ t: 'observed', op: `1.${n}`, status: 'done', uids: { [`KubeNode/node${n}`]: `uid-${n}` } })
  }
  records.push({ t: 'verified', stamp }, { t: 'end', outcome: 'applied', stamp })
  return records
}

/** The journal cut at every byte, every bit of it flipped, every line lost, doubled and swapped (G3). */
export function damageJournal(operations: number, everyBit = 1): JournalReport {
  const records = sampleRecords(operations)
  const lines = journalLines(records)
  const bytes = new TextEncoder().encode(lines.join(''))
  const report: JournalReport = { bytes: bytes.length, cuts: 0, flips: 0, moves: 0, wrong: [] }
  const want = JSON.stringify(records)
  const ends: number[] = []
  for (const line of lines) ends.push((ends.at(-1) ?? 0) + line.length)
  for (let length = 0; length <= bytes.length; length++) {
    report.cuts++
    const opened = openJournal(bytes.subarray(0, length), hash)
    const whole = ends.filter((end) => end <= length).length
    const fine = opened.status === 'ok' && opened.records.length === whole && opened.length === (ends[whole - 1] ?? 0)
    if (!fine) report.wrong.push(`cut at ${length}`)
  }
  for (let bit = 0; bit < bytes.length * 8; bit += everyBit) {
    report.flips++
    const index = bit >> 3
    bytes[index] = (bytes[index] as number) ^ (1 << (bit & 7))
    const opened = openJournal(bytes, hash)
    if (opened.status === 'ok') report.wrong.push(`bit ${bit} flipped and accepted`)
    else if (ends.filter((end) => end <= index).length !== opened.record) report.wrong.push(`bit ${bit}: wrong place`)
    bytes[index] = (bytes[index] as number) ^ (1 << (bit & 7))
  }
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index] as string
    const moved = [
      lines.filter((_, other) => other !== index),
      [...lines.slice(0, index), line, ...lines.slice(index)],
      index + 1 < lines.length ? lines.with(index, lines[index + 1] as string).with(index + 1, line) : undefined,
    ]
    for (const other of moved) {
      if (!other) continue
      report.moves++
      const opened = openJournal(new TextEncoder().encode(other.join('')), hash)
      // Without its last line a journal is simply shorter: that is a cut.
      const cut = other.length === lines.length - 1 && index === lines.length - 1
      if (opened.status === 'ok' && !cut && JSON.stringify(opened.records) !== want)
        report.wrong.push(`line ${index} moved`)
    }
  }
  return report
}
