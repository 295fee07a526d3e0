import { describe, expect, it } from 'vitest'
import { emptyHistory, foldRecords } from '../../../src/apply/core/history.ts'
import type { JournalRecord, Stamp, UndoResult } from '../../../src/apply/core/record.ts'
import { confirmBy, isPending, isWindowOver } from '../../../src/apply/core/window.ts'
import type { Change, FieldChange } from '../../../src/model/plan.ts'

const ref = { kind: 'BGPPeer' as const, name: 'p' }
const key = 'BGPPeer/p'
const stamp = (up: number): Stamp => ({ at: 1000 + up, up, boot: 'b' })
const update = (...fields: FieldChange[]): Change => ({ action: 'update', ref, fields })
const intent = (change: Change, up = 1, uids: Record<string, string> = {}): JournalRecord => ({
  t: 'intent',
  op: '1.1',
  changes: [change],
  uids,
  stamp: stamp(up),
})
const header: JournalRecord = {
  t: 'header',
  schema: 1,
  run: 'run-aaaa',
  cluster: { context: 'c', server: 's', uid: 'u' },
  host: 'h',
  user: 0,
  wizard: '1',
  rehearsal: true,
  unverified: true,
  stamp: stamp(0),
}
const undone = (...results: UndoResult[]): JournalRecord => ({ t: 'undone', op: '1.1', results })
const drift = (object: string, path: string, now: string) => ({ object, path, before: 'a', ours: 'b', now })

describe('what a journal tells', () => {
  it('begins with the run, its cluster and how it is made', () => {
    expect(foldRecords([header, { t: 'plan', sha256: 'x', operations: 3 }])).toMatchObject({
      runId: 'run-aaaa',
      cluster: { uid: 'u' },
      rehearsal: true,
      unverified: true,
      started: stamp(0),
      latest: stamp(0),
      planSha256: 'x',
    })
    expect(emptyHistory()).toMatchObject({
      runId: '',
      rehearsal: false,
      unverified: false,
      verified: false,
      confirmed: false,
    })
  })
  it('keeps the newest stamp through records that have none', () => {
    expect(foldRecords([header, intent(update(), 7), { t: 'skipped', op: '1.2' }]).latest).toEqual(stamp(7))
  })
  it.each(['done', 'failed', 'unknown'] as const)('an operation was intended, then seen to be %s', (status) => {
    const before = [header, intent(update({ path: ['spec', 'a'], after: 1 }), 5, { [key]: 'u1' })]
    const open = foldRecords(before)
    expect(open.operations.get('1.1')).toMatchObject({
      status: 'intended',
      intendedAt: stamp(5),
      undone: false,
      undoIntended: false,
    })
    expect([...open.uids]).toEqual([[key, 'u1']])
    const seen = foldRecords([...before, { t: 'observed', op: '1.1', status, uids: { [key]: 'u2' } }])
    expect(seen.operations.get('1.1')?.status).toBe(status)
    expect([...seen.uids]).toEqual([[key, 'u2']])
    expect(foldRecords([...before, { t: 'skipped', op: '1.1' }]).operations.get('1.1')?.status).toBe('skipped')
  })
  it('an operation that is intended again is open again', () => {
    const records: JournalRecord[] = [
      intent(update({ path: ['spec', 'a'], after: 1 })),
      { t: 'observed', op: '1.1', status: 'failed', uids: {} },
      intent(update({ path: ['spec', 'a'], after: 2 }), 9),
    ]
    expect(foldRecords(records).operations.get('1.1')).toMatchObject({ status: 'intended', intendedAt: stamp(9) })
  })
  it('two intents for one object are added up, field by field; a whole object replaces them', () => {
    const deep = { path: ['spec', 'ab'], after: 1 }
    const flat = { path: ['specab'], after: 2 }
    const newer = { path: ['spec', 'ab'], after: 3 }
    const intents = (...changes: Change[]) =>
      foldRecords(changes.map((change) => intent(change)))
        .operations.get('1.1')
        ?.intents.get(key)
    expect(intents(update(deep), update(flat))).toEqual(update(deep, flat))
    expect(intents(update(deep, flat), update(newer))).toEqual(update(flat, newer))
    const create: Change = { action: 'create', ref, content: {} }
    expect(intents(update(deep), create)).toEqual(create)
    expect(intents(create, update(deep))).toEqual(update(deep))
  })
  it('only a gate that passed on the way back counts there, and only since the rollback began', () => {
    const gate = (direction: 'forward' | 'back', status: 'passed' | 'failed', stage: number): JournalRecord => ({
      t: 'gate',
      stage,
      direction,
      status,
    })
    const records = [gate('forward', 'passed', 1), gate('back', 'failed', 2), gate('back', 'passed', 3)]
    expect([...foldRecords(records).backGates]).toEqual([3])
    expect([...foldRecords([...records, { t: 'rollback', why: 'asked', stamp: stamp(1) }]).backGates]).toEqual([])
  })
  it('a rollback has a reason, maybe an operation, and opens what had ended', () => {
    const end: JournalRecord = { t: 'end', outcome: 'applied', stamp: stamp(2) }
    expect(foldRecords([end]).end).toBe('applied')
    const again = foldRecords([end, { t: 'rollback', why: 'drift', op: '1.1', stamp: stamp(3) }])
    expect(again.rollback).toEqual({ why: 'drift', op: '1.1' })
    expect(again.end).toBeUndefined()
    expect(foldRecords([{ t: 'rollback', why: 'asked', stamp: stamp(3) }]).rollback).toStrictEqual({ why: 'asked' })
  })
  it('a restore that was begun is remembered, whether or not it ended', () => {
    expect(foldRecords([{ t: 'undo-intent', op: '1.1', changes: [] }]).operations.get('1.1')).toMatchObject({
      status: 'intended',
      undoIntended: true,
      undone: false,
    })
  })
  it.each([
    ['all undone', [{ key, status: 'undone' }], true],
    [
      'left as it is',
      [
        { key, status: 'drift' },
        { key: 'x', status: 'gone' },
      ],
      true,
    ],
    [
      'one failed',
      [
        { key, status: 'undone' },
        { key: 'x', status: 'failed' },
      ],
      false,
    ],
    [
      'one in the way of the rest',
      [
        { key, status: 'undone' },
        { key: 'x', status: 'drift', blocks: true },
      ],
      false,
    ],
  ] as [string, UndoResult[], boolean][])('%s: dealt with is %j', (_, results, dealtWith) => {
    expect(foldRecords([undone(...results)]).operations.get('1.1')?.undone).toBe(dealtWith)
  })
  it('what the way back kept, made again and found changed', () => {
    const history = foldRecords([
      intent(update(), 1, { other: 'u9' }),
      undone({ key, status: 'undone', uid: 'u5' }, { key: 'other', status: 'kept' }),
      undone({ key, status: 'drift', drift: [drift(key, 'a', '1'), drift(key, 'b', '1'), drift('other', 'a', '1')] }),
      undone({ key, status: 'drift', drift: [drift(key, 'a', '2')] }),
    ])
    expect([...history.kept]).toEqual(['1.1'])
    expect([...history.uids]).toEqual([
      ['other', 'u9'],
      [key, 'u5'],
    ])
    // The newest look at a field counts, and no field is told twice.
    expect(history.drift).toEqual([drift(key, 'a', '2'), drift(key, 'b', '1'), drift('other', 'a', '1')])
    expect(foldRecords([undone({ key, status: 'undone' })]).kept.size).toBe(0)
  })
})

describe('a window to confirm', () => {
  const open: JournalRecord[] = [header, { t: 'window', seconds: 60, stamp: stamp(500) }]
  it('ends that many seconds after it was opened', () => {
    expect(confirmBy(foldRecords(open))).toBe(1500 + 60_000)
    expect(confirmBy(foldRecords([header]))).toBeUndefined()
    expect(isWindowOver(foldRecords(open), { at: 1500 + 59_999, up: 1, boot: 'another' })).toBe(false)
    expect(isWindowOver(foldRecords(open), { at: 1500, up: 1, boot: 'another' })).toBe(false)
    expect(isWindowOver(foldRecords(open), { at: 1500 + 60_000, up: 1, boot: 'another' })).toBe(true)
  })
  it('that nobody opened is never over, nor is one of a journal without any time', () => {
    expect(isWindowOver(foldRecords([header]), stamp(1e9))).toBe(false)
    expect(
      isWindowOver({ ...emptyHistory(), armed: { seconds: 1, method: 'systemd', stamp: stamp(0) } }, stamp(1e9)),
    ).toBe(false)
  })
  it('is pending until it is confirmed, taken back or ended', () => {
    const pendingWith = (...more: JournalRecord[]) => isPending(foldRecords([...open, ...more]))
    expect(isPending(foldRecords([header]))).toBe(false)
    expect(pendingWith()).toBe(true)
    expect(pendingWith({ t: 'confirmed', stamp: stamp(600) })).toBe(false)
    expect(pendingWith({ t: 'rollback', why: 'expired', stamp: stamp(600) })).toBe(false)
    expect(pendingWith({ t: 'end', outcome: 'applied', stamp: stamp(600) })).toBe(false)
    expect(foldRecords([...open, { t: 'verified', stamp: stamp(1) }]).verified).toBe(true)
  })
})
