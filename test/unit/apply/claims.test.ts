import { describe, expect, it } from 'vitest'
import { checkClaim, claimsOf, netClaims, stillHolds } from '../../../src/apply/core/claims.ts'
import type { Change, FieldChange, Json, ReadObject } from '../../../src/model/plan.ts'

const peer = { kind: 'BGPPeer' as const, name: 'rr1' }
const node = { kind: 'KubeNode' as const, name: 'n1' }
const field = (name: string, before?: Json, after?: Json): FieldChange => ({
  path: ['spec', name],
  ...(before === undefined ? {} : { before }),
  ...(after === undefined ? {} : { after }),
})
const set = (...fields: FieldChange[]): Change => ({ action: 'update', ref: peer, fields })
const create = (spec: Json): Change => ({ action: 'create', ref: peer, content: { spec } })
const remove = (spec: Json): Change => ({ action: 'delete', ref: peer, content: { spec } })
const operations = (...changes: Change[]) => changes.map((change, n) => ({ id: `1.${n + 1}`, changes: [change] }))
const present = (spec: Json, uid: string | undefined = 'u1'): ReadObject => ({
  ref: peer,
  status: 'present',
  ...(uid === undefined ? {} : { uid }),
  content: { spec },
})
const withoutUid = (spec: Json): ReadObject => ({ ref: peer, status: 'present', content: { spec } })
const absent: ReadObject = { ref: peer, status: 'absent' }
const unreadable: ReadObject = { ref: peer, status: 'unreadable', reason: 'timed out' }
const only = (...changes: Change[]) => claimsOf(operations(...changes))[0]!
const net = (...changes: Change[]) => netClaims(operations(...changes))

describe('what is claimed of an object', () => {
  it('is the last word on each field, and names who had it', () => {
    expect(claimsOf(operations(set(field('a', 1, 2), field('b', 1, 2)), set(field('a', 2, 3))))).toEqual([
      { ref: peer, op: '1.2', expect: { state: 'fields', fields: [field('b', 1, 2), field('a', 2, 3)] } },
    ])
  })
  it('keeps fields apart whose paths only look alike', () => {
    const deep = { path: ['spec', 'ab'], after: 1 }
    const flat = { path: ['specab'], after: 2 }
    expect(only(set(deep), set(flat)).expect).toEqual({ state: 'fields', fields: [deep, flat] })
  })
  it('is the whole of what was created, with the fields that were set later', () => {
    expect(only(create({ a: 1 }), set(field('b', undefined, 2)))).toEqual({
      ref: peer,
      op: '1.2',
      expect: { state: 'content', content: { spec: { a: 1, b: 2 } } },
    })
  })
  it('is nothing but its absence once it was deleted, and fields again after that', () => {
    expect(only(set(field('a', 1, 2)), remove({ a: 2 }))).toEqual({ ref: peer, op: '1.2', expect: { state: 'absent' } })
    expect(only(remove({ a: 1 }), create({ a: 3 })).expect).toEqual({ state: 'content', content: { spec: { a: 3 } } })
  })
})

describe('checking a claim', () => {
  const whole = only(create({ a: 1 }))
  const gone = only(remove({ a: 1 }))
  const fields = only(set(field('a', 1, 2), field('b', undefined, 5)))
  const entry = (path: string, ours: string, now: string, before = '(absent)') => ({
    object: 'BGPPeer/rr1',
    path,
    before,
    ours,
    now,
  })
  it.each([
    ['what was created', whole, present({ a: 1 })],
    ['what was deleted', gone, absent],
    ['fields, whatever else is there', fields, present({ a: 2, b: 5, c: 9 })],
    ['an object whose uid was not read', whole, withoutUid({ a: 1 })],
  ])('%s holds', (_, claim, live) => {
    expect(checkClaim(claim, live, 'u1')).toEqual({ holds: true, drift: [] })
  })
  it('an object whose uid is not known is judged by what it holds', () => {
    expect(checkClaim(whole, present({ a: 1 }), undefined)).toEqual({ holds: true, drift: [] })
  })
  it.each([
    ['no answer', whole, unreadable, [entry('', '(absent)', 'timed out')]],
    ['a third content', whole, present({ a: 3 }), [entry('', '{"spec":{"a":1}}', '{"spec":{"a":3}}')]],
    ['something where nothing should be', gone, present({ a: 1 }), [entry('', '(absent)', '{"spec":{"a":1}}')]],
    ['nothing where a whole was made', whole, absent, [entry('', '{"spec":{"a":1}}', '(absent)')]],
    ['nothing where fields were set', fields, absent, [entry('', '(absent)', '(absent)')]],
    ['the same under another uid', whole, present({ a: 1 }, 'u2'), [entry('metadata.uid', 'u1', 'u2')]],
    ['one field of two', fields, present({ a: 7, b: 5 }), [entry('spec.a', '2', '7', '1')]],
  ])('%s does not hold, and is told with its values', (_, claim, live, drift) => {
    expect(checkClaim(claim, live, 'u1')).toEqual({ holds: false, drift })
  })
  it('a node that has left the cluster claims nothing', () => {
    const claim = claimsOf([{ id: '1', changes: [{ ...set(field('a', 1, 2)), ref: node }] }])[0]!
    expect(checkClaim(claim, { ref: node, status: 'absent' }, 'u1')).toEqual({ holds: true, drift: [] })
  })
})

describe('what is left of a run', () => {
  it('is nothing of what it made and removed again itself', () => {
    expect(net(create({ a: 1 }), remove({ a: 1 }))).toEqual([])
    expect(net(create({ a: 1 }), set(field('a', 1, 2)), remove({ a: 2 }))).toEqual([])
  })
  it('is what it created, deleted or set, with what was there before', () => {
    expect(net(create({ a: 1 }), set(field('a', 1, 2)))).toMatchObject([
      { op: '1.2', before: { state: 'absent' }, expect: { state: 'content', content: { spec: { a: 2 } } } },
    ])
    expect(net(remove({ a: 1 }))).toMatchObject([{ before: { state: 'present' }, expect: { state: 'absent' } }])
    expect(net(remove({ a: 1 }), create({ a: 2 }))).toMatchObject([
      { before: { state: 'present' }, expect: { state: 'content' } },
    ])
  })
  it('remembers the first value of each field, however often it was set', () => {
    const [claim] = net(set(field('a', 1, 2)), set(field('a', 2, 3), field('b', 7, 8)), set(field('b', 8, 9)))
    expect(claim?.before).toEqual({ state: 'fields', fields: [field('b', 7, 8), field('a', 1, 2)] })
    expect(claim?.op).toBe('1.3')
  })
  it('remembers that an object was there when its fields were set before it was deleted', () => {
    expect(net(set(field('a', 1, 2)), remove({ a: 2 }))[0]?.before).toEqual({
      state: 'fields',
      fields: [field('a', 1, 2)],
    })
  })
})

describe('whether an object still holds what the run wrote', () => {
  const holds = (changes: Change[], live: ReadObject, uid?: string) => stillHolds(net(...changes)[0]!, live, uid)
  const twoFields = [set(field('a', 1, 2), field('b', 1, 2))]
  it.each([
    ['the absence of what it deleted', [remove({ a: 1 })], absent, true],
    ['what stands again where it deleted', [remove({ a: 1 })], present({ a: 1 }), false],
    ['a deletion that cannot be looked at', [remove({ a: 1 })], unreadable, false],
    ['what it created', [create({ a: 1 })], present({ a: 1 }), true],
    ['what it created and someone changed', [create({ a: 1 })], present({ a: 2 }), false],
    ['what it created and someone deleted', [create({ a: 1 })], absent, false],
    ['what it created and made again by another', [create({ a: 1 })], present({ a: 1 }, 'u2'), false],
    ['one field of two', twoFields, present({ a: 2, b: 1 }), true],
    ['the other field of two', twoFields, present({ a: 1, b: 2 }), true],
    ['no field', twoFields, present({ a: 1, b: 1 }), false],
    ['fields of another object', twoFields, present({ a: 2, b: 2 }, 'u2'), false],
    ['a value that was there before the run', [set(field('a', 1, 2)), set(field('a', 2, 1))], present({ a: 1 }), false],
    [
      'another field beside one that came to nothing',
      [set(field('a', 1, 2), field('b', 3, 4)), set(field('a', 2, 1))],
      present({ a: 1, b: 4 }),
      true,
    ],
  ] as [string, Change[], ReadObject, boolean][])('%s', (_, changes, live, expected) => {
    expect(holds(changes, live, 'u1')).toBe(expected)
  })
  it('is judged by its content where a uid is not known', () => {
    expect(holds([create({ a: 1 })], present({ a: 1 }), undefined)).toBe(true)
    expect(holds([create({ a: 1 })], withoutUid({ a: 1 }), 'u1')).toBe(true)
  })
})
