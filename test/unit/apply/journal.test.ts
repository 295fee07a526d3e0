import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { encodeRecord, journalStart, openJournal } from '../../../src/apply/core/codec.ts'
import { crc32c } from '../../../src/apply/core/crc32c.ts'
import { type JournalRecord, parseRecord } from '../../../src/apply/core/record.ts'
import type { DiskFile } from '../../../src/apply/disk.ts'
import { Journal, JournalDead } from '../../../src/apply/journal.ts'

const hash = (text: string) => createHash('sha256').update(text).digest('hex')
const skipped = (op: string): JournalRecord => ({ t: 'skipped', op })
const bytesOf = (text: string) => Uint8Array.from(text, (char) => char.charCodeAt(0))
/** The text of a journal of these records. */
function written(...records: JournalRecord[]): string {
  let head = journalStart
  return records
    .map((record) => {
      const encoded = encodeRecord(record, head, hash)
      head = encoded.head
      return encoded.line
    })
    .join('')
}
const fault = (code: string) => Object.assign(new Error(code), { code })

/** A file that tells what was done to it, and fails when it is told to. */
function file(text = '') {
  const calls: string[] = []
  const failures: { append: Error[]; sync: Error[] } = { append: [], sync: [] }
  const it = {
    text,
    calls,
    failures,
    disk: {
      append: (bytes) => {
        calls.push('append')
        const failure = failures.append.shift()
        // A full disk takes a part of it.
        it.text += Buffer.from(failure ? bytes.subarray(0, 5) : bytes).toString('latin1')
        if (failure) throw failure
      },
      truncate: (length) => {
        calls.push(`truncate ${length}`)
        it.text = it.text.slice(0, length)
      },
      sync: () => {
        calls.push('sync')
        const failure = failures.sync.shift()
        if (failure) throw failure
      },
      close: () => void calls.push('close'),
    } as DiskFile,
  }
  return it
}
function open(on: ReturnType<typeof file>): Journal {
  return Journal.on(on.disk, openJournal(bytesOf(on.text), hash), () => void on.calls.push('free'), hash)
}
function caught(work: () => void): unknown {
  try {
    work()
  } catch (error) {
    return error
  }
  return undefined
}

describe('a journal that is written', () => {
  it('counts a record once it is synced, and chains the next to it', () => {
    const on = file()
    const journal = open(on)
    journal.write(skipped('1'))
    journal.write(skipped('2'))
    expect(on.calls).toEqual(['append', 'sync', 'append', 'sync'])
    expect(on.text).toBe(written(skipped('1'), skipped('2')))
    expect([...journal.history.operations.keys()]).toEqual(['1', '2'])
    journal.close()
    expect(on.calls.at(-1)).toBe('close')
  })
  it('goes on behind what is there, whose meaning it knows', () => {
    const on = file(written(skipped('1')))
    const journal = open(on)
    expect(on.calls).toEqual([])
    expect([...journal.history.operations.keys()]).toEqual(['1'])
    journal.write(skipped('2'))
    expect(on.text).toBe(written(skipped('1'), skipped('2')))
  })
  it('has a torn tail cut off and that synced before anything is added', () => {
    const on = file(`${written(skipped('1'))}123 abc`)
    open(on)
    expect(on.calls).toEqual([`truncate ${written(skipped('1')).length}`, 'sync'])
  })
  it('is not opened when it is damaged', () => {
    const text = written(skipped('1'), skipped('2'))
    const on = file(text.replace('skipped', 'Skipped'))
    expect(caught(() => open(on))).toMatchObject({ message: 'journal damaged at byte 0: wrong checksum' })
    expect(on.calls).toEqual([])
  })
  it.each(['ENOSPC', 'EDQUOT'])('uses its reserve once when the disk is full (%s), behind what was whole', (code) => {
    const on = file(written(skipped('1')))
    const journal = open(on)
    journal.write(skipped('2'))
    expect(journal.reserveUsed).toBe(false)
    on.calls.length = 0
    on.failures.append.push(fault(code))
    journal.write(skipped('3'))
    expect(journal.reserveUsed).toBe(true)
    const whole = written(skipped('1'), skipped('2'))
    // Synced in between: bytes of the torn record must not come back under the new one.
    expect(on.calls).toEqual(['append', `truncate ${whole.length}`, 'sync', 'free', 'append', 'sync'])
    expect(on.text).toBe(written(skipped('1'), skipped('2'), skipped('3')))
    on.failures.append.push(fault(code))
    expect(caught(() => journal.write(skipped('4')))).toBeInstanceOf(JournalDead)
    expect(on.calls.filter((call) => call === 'free')).toHaveLength(1)
  })
  it('is dead after any other failure, with its cause, and never touched again', () => {
    for (const kind of ['append', 'sync'] as const) {
      const on = file()
      const journal = open(on)
      const cause = fault('EIO')
      on.failures[kind].push(cause)
      const first = caught(() => journal.write(skipped('1')))
      expect(first).toBeInstanceOf(JournalDead)
      expect(first).toMatchObject({ name: 'JournalDead', message: 'the journal cannot be written: EIO', cause })
      expect(journal.history.operations.size).toBe(0)
      const touched = on.calls.length
      expect(caught(() => journal.write(skipped('1')))).toMatchObject({ name: 'JournalDead', cause })
      expect(on.calls.length).toBe(touched)
      expect(on.calls).not.toContain('free')
      expect(journal.reserveUsed).toBe(false)
    }
    expect(new JournalDead('odd').message).toBe('the journal cannot be written: odd')
  })
})

describe('a journal that is opened', () => {
  const one = written(skipped('1'))
  const two = written(skipped('1'), skipped('2'))
  const opened = (text: string) => openJournal(bytesOf(text), hash)
  /** A line with a checksum that is right, whatever it says. */
  const sealed = (json: string, head = journalStart) =>
    encodeRecord({ toJSON: () => JSON.parse(json) } as unknown as JournalRecord, head, hash).line
  it('knows where it ends, and what the next record names', () => {
    expect(opened('')).toEqual({ status: 'ok', records: [], head: journalStart, length: 0, tornBytes: 0 })
    expect(journalStart).toBe('0'.repeat(32))
    expect(opened(one)).toEqual({
      status: 'ok',
      records: [skipped('1')],
      head: hash(one.slice(0, -1)).slice(0, 32),
      length: one.length,
      tornBytes: 0,
    })
  })
  it('is plain ASCII, its length that of its JSON', () => {
    const line = written(skipped('1 ø 机\u007f'))
    expect(line).toMatch(/^[ -~]+\n$/)
    expect(line).toContain('1 \\u00f8 \\u673a\\u007f')
    expect(Number(line.split(' ')[0])).toBe(line.slice(line.indexOf('{'), -1).length)
  })
  it.each([
    ['no record', `nonsense\n${one}`, 'not a record'],
    ['another length', `${one.replace(/^\d+/, '99')}`, 'wrong length'],
    ['another checksum', one.replace('"1"', '"2"'), 'wrong checksum'],
    ['another beginning', sealed(JSON.stringify(skipped('1')), 'f'.repeat(32)), 'does not follow the record before it'],
    ['an unknown record', sealed('{"t":"run"}'), 'a record this version does not know'],
  ])('with %s is damaged', (_, text, reason) => {
    expect(opened(text)).toEqual({ status: 'damaged', offset: 0, record: 0, reason, records: [] })
  })
  it('with a sound checksum around what is no JSON is damaged, too', () => {
    const json = '{"t":}'
    const sound = encodeRecord(skipped('x'), journalStart, hash).line
    const [, , head] = sound.split(' ')
    const line = `${json.length} ${crc32c(`${json.length} ${head} ${json}`)} ${head} ${json}\n`
    expect(opened(line)).toMatchObject({ status: 'damaged', reason: 'not JSON' })
  })
  it('tells place and number of what is damaged, with what was before', () => {
    expect(opened(`${one}nonsense\n`)).toEqual({
      status: 'damaged',
      offset: one.length,
      record: 1,
      reason: 'not a record',
      records: [skipped('1')],
    })
  })
  it('of another schema says which', () => {
    const header = (schema: number) => sealed(`{"t":"header","schema":${schema},"new":1}`)
    expect(opened(header(2))).toMatchObject({ status: 'damaged', schema: 2 })
    expect(opened(header(123456))).toMatchObject({ schema: 123456 })
    expect(opened(header(1))).not.toHaveProperty('schema')
    expect(opened(`nonsense\n${header(2)}`)).not.toHaveProperty('schema')
  })
  it('drops a last line that was cut, or whose sectors read as zeros, and nothing else', () => {
    for (let cut = one.length + 1; cut < two.length - 1; cut++)
      expect(opened(two.slice(0, cut))).toMatchObject({ status: 'ok', length: one.length, tornBytes: cut - one.length })
    expect(opened(`${one}12 \0\0\0\0`)).toMatchObject({ status: 'ok', tornBytes: 7 })
    expect(opened(`${one}12 \0\0\0\0\n`)).toMatchObject({ status: 'ok', tornBytes: 8 })
    expect(opened(`${one}12 \0\0\0\0\nmore`)).toMatchObject({ status: 'damaged', offset: one.length })
    expect(opened(`${one}12 \0\0\nmore\n`)).toMatchObject({ status: 'damaged', offset: one.length })
    // One zero is a flipped byte in a line that was synced.
    expect(opened(`${one}12 \0 4\n`)).toMatchObject({ status: 'damaged' })
    // A whole record with something else where its line feed was.
    expect(opened(`${two.slice(0, -1)}x`)).toMatchObject({ status: 'damaged', offset: one.length, reason: 'cut' })
  })
})

describe('a record', () => {
  const stamp = { at: 1, up: 1, boot: 'b' }
  const all: JournalRecord[] = [
    {
      t: 'header',
      schema: 1,
      run: 'r',
      cluster: { context: 'c', server: 's', uid: 'u' },
      host: 'h',
      user: 0,
      wizard: '1',
      rehearsal: true,
      unverified: false,
      stamp,
    },
    { t: 'plan', sha256: 'x', operations: 1 },
    { t: 'armed', seconds: 1, method: 'systemd', stamp },
    { t: 'opened', why: 'resume', host: 'h', stamp },
    { t: 'intent', op: '1', changes: [], uids: {}, stamp },
    { t: 'observed', op: '1', status: 'done', uids: {}, detail: 'd' },
    { t: 'skipped', op: '1' },
    { t: 'gate', stage: 1, direction: 'back', status: 'passed' },
    { t: 'verified', stamp },
    { t: 'window', seconds: 1, stamp },
    { t: 'confirmed', stamp },
    { t: 'rollback', why: 'asked', op: '1', stamp },
    { t: 'undo-intent', op: '1', changes: [] },
    { t: 'undone', op: '1', results: [] },
    { t: 'end', outcome: 'applied', stamp },
  ]
  const optional = new Set(['observed.detail', 'rollback.op'])
  it.each(all.map((record) => [record.t, record] as const))(
    '%s has its fields, of their kinds, and no others',
    (t, record) => {
      expect(parseRecord(record)).toBe(record)
      expect(parseRecord({ ...record, more: 1 })).toBeUndefined()
      for (const [name, value] of Object.entries(record)) {
        if (name === 't') continue
        const without: Record<string, unknown> = { ...record }
        delete without[name]
        expect(parseRecord(without) !== undefined, `${t} without ${name}`).toBe(optional.has(`${t}.${name}`))
        for (const other of ['x', 1, true, {}, [], null]) {
          const kind = (item: unknown) => (Array.isArray(item) ? 'list' : item === null ? 'null' : typeof item)
          const fits = kind(other) === kind(value) && name !== 'schema'
          expect(parseRecord({ ...record, [name]: other }) !== undefined, `${t}.${name} ${JSON.stringify(other)}`).toBe(
            fits || (name === 'schema' && other === 1),
          )
        }
      }
    },
  )
  it('of another schema is none', () => {
    expect(parseRecord({ ...all[0], schema: 2 })).toBeUndefined()
  })
})
