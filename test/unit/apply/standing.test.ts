import { describe, expect, it } from 'vitest'
import { driftOf, fieldState, judge, objectDrift, remaining } from '../../../src/apply/core/judge.ts'
import { decideUndo, holdsNodesOffTheMesh, undoResult } from '../../../src/apply/core/undo.ts'
import type { Change, FieldChange, Json, ObjectRef, ReadObject } from '../../../src/model/plan.ts'
import { turnsMeshOff } from '../../../src/plan/mesh.ts'

const ref: ObjectRef = { kind: 'BGPConfiguration', name: 'default' }
const field = (name: string, before?: Json, after?: Json): FieldChange => ({
  path: ['spec', name],
  ...(before === undefined ? {} : { before }),
  ...(after === undefined ? {} : { after }),
})
const set = (...fields: FieldChange[]): Change => ({ action: 'update', ref, fields })
const create: Change = { action: 'create', ref, content: { spec: { a: 1 } } }
const remove: Change = { action: 'delete', ref, content: { spec: { a: 1 } } }
const present = (spec: Json, uid = 'u1') => ({ ref, status: 'present' as const, uid, content: { spec } })
const absent: ReadObject = { ref, status: 'absent' }
const unreadable: ReadObject = { ref, status: 'unreadable', reason: 'timed out' }
const whole = (before: string, ours: string, now: string) => ({
  object: 'BGPConfiguration/default',
  path: '',
  before,
  ours,
  now,
})
const a1 = '{"spec":{"a":1}}'
const a2 = '{"spec":{"a":2}}'

describe('where a change stands', () => {
  it.each([
    ['a creation that has not happened', create, absent, { state: 'before' }],
    [
      'a creation of another',
      create,
      present({ a: 1 }, 'u2'),
      { state: 'foreign', drift: [whole('(absent)', a1, a1)] },
    ],
    [
      'a creation with other content',
      create,
      present({ a: 2 }),
      { state: 'drift', drift: [whole('(absent)', a1, a2)] },
    ],
    ['a deletion that has happened', remove, absent, { state: 'after' }],
    ['a deletion that has not', remove, present({ a: 1 }), { state: 'before' }],
    [
      'a deletion of another',
      remove,
      present({ a: 1 }, 'u2'),
      { state: 'foreign', drift: [whole(a1, '(absent)', a1)] },
    ],
    [
      'a deletion of what was changed',
      remove,
      present({ a: 2 }),
      { state: 'drift', drift: [whole(a1, '(absent)', a2)] },
    ],
    ['no answer', create, unreadable, { state: 'unreadable', reason: 'timed out' }],
    [
      'fields of another',
      set(field('a', 1, 2)),
      present({ a: 2 }, 'u2'),
      { state: 'foreign', drift: [{ ...whole('1', '2', '2'), path: 'spec.a' }] },
    ],
    [
      'fields of which one was changed',
      set(field('a', 1, 2), field('b', 1, 2)),
      present({ a: 7, b: 2 }),
      { state: 'drift', drift: [{ ...whole('1', '2', '7'), path: 'spec.a' }] },
    ],
    [
      'fields half of which are set',
      set(field('a', 1, 2), field('b', 3, 4)),
      present({ a: 2, b: 3 }),
      { state: 'partly', before: [field('b', 3, 4)], after: [field('a', 1, 2)] },
    ],
    ['fields all of which are as before', set(field('a', 1, 2)), present({ a: 1 }), { state: 'before' }],
  ] as [string, Change, ReadObject, object][])('%s', (_, change, live, standing) => {
    expect(judge(change, live, 'u1')).toEqual(standing)
  })
  it('is judged by content where either uid is not known', () => {
    expect(judge(create, present({ a: 1 }, 'u2'), undefined)).toEqual({ state: 'after' })
    expect(judge(create, { ref, status: 'present', content: { spec: { a: 1 } } }, 'u1')).toEqual({ state: 'after' })
  })
  it('a field that is wanted as it was counts as done', () => {
    expect(fieldState(field('a', 1, 1), present({ a: 1 }))).toBe('after')
  })
  it('says what differs of an object that is not there, too', () => {
    expect(driftOf(set(), field('a', 1, 2), absent)).toMatchObject({ before: '1', ours: '2', now: '(absent)' })
    expect(objectDrift(create, absent)).toEqual(whole('(absent)', a1, '(absent)'))
    expect(objectDrift(remove, absent)).toEqual(whole(a1, '(absent)', '(absent)'))
    expect(objectDrift(set(), present({ a: 2 }))).toEqual(whole('(absent)', '(absent)', a2))
  })
  it('decides what is still to do: the whole, the fields that hold the old value, or nothing', () => {
    const change = set(field('a', 1, 2), field('b', 3, 4))
    const todo = (live: ReadObject) => remaining(change, judge(change, live, 'u1'))
    expect(todo(present({ a: 1, b: 3 }))).toBe(change)
    expect(todo(present({ a: 2, b: 3 }))).toEqual(set(field('b', 3, 4)))
    expect(todo(present({ a: 2, b: 4 }))).toBeUndefined()
    expect(todo(present({ a: 9, b: 4 }))).toBeUndefined()
    expect(todo(absent)).toBeUndefined()
  })
})

describe('what is undone of a change', () => {
  const twoFields = set(field('a', 1, 2), field('b', 3, 4))
  it.each([
    ['a creation that still stands', create, present({ a: 1 }), { status: 'restore', restore: remove, drift: [] }],
    ['a creation that is gone', create, absent, { status: 'not-needed', drift: [] }],
    ['a creation someone changed', create, present({ a: 2 }), { status: 'drift', drift: [whole('(absent)', a1, a2)] }],
    [
      'a creation that is another now',
      create,
      present({ a: 1 }, 'u2'),
      { status: 'foreign', drift: [whole('(absent)', a1, a1)] },
    ],
    ['a deletion', remove, absent, { status: 'restore', restore: create, drift: [] }],
    ['a deletion that was taken back', remove, present({ a: 1 }), { status: 'not-needed', drift: [] }],
    [
      'a deletion where something else stands',
      remove,
      present({ a: 2 }),
      { status: 'drift', drift: [whole(a1, '(absent)', a2)] },
    ],
    ['fields of what is gone', twoFields, absent, { status: 'gone', drift: [] }],
    ['fields that hold the old values', twoFields, present({ a: 1, b: 3 }), { status: 'not-needed', drift: [] }],
    [
      'fields of another that hold nothing of ours',
      twoFields,
      present({ a: 1, b: 3 }, 'u2'),
      { status: 'gone', drift: [] },
    ],
    [
      'fields of another of which one holds ours',
      twoFields,
      present({ a: 2, b: 3 }, 'u2'),
      {
        status: 'foreign',
        drift: [
          { ...whole('1', '2', '2'), path: 'spec.a' },
          { ...whole('3', '4', '3'), path: 'spec.b' },
        ],
      },
    ],
    [
      'fields that others changed',
      twoFields,
      present({ a: 7, b: 3 }),
      { status: 'drift', drift: [{ ...whole('1', '2', '7'), path: 'spec.a' }] },
    ],
    ['what cannot be read', twoFields, unreadable, { status: 'unreadable', drift: [], reason: 'timed out' }],
  ] as [string, Change, ReadObject, object][])('%s', (_, change, live, decision) => {
    expect(decideUndo(change, live, 'u1')).toEqual({ change, ...decision })
  })
  it('has failed when it still ought to be restored, or nobody can tell', () => {
    const result = (change: Change, live: ReadObject) => undoResult(decideUndo(change, live, 'u1'))
    const key = 'BGPConfiguration/default'
    expect(result(create, present({ a: 1 }))).toEqual({ key, status: 'failed' })
    expect(result(create, unreadable)).toEqual({ key, status: 'failed' })
    expect(result(create, absent)).toEqual({ key, status: 'not-needed' })
    expect(result(create, present({ a: 2 }))).toEqual({ key, status: 'drift', drift: [whole('(absent)', a1, a2)] })
  })
})

describe('the mesh', () => {
  const mesh = field('nodeToNodeMeshEnabled', true, false)
  const clusterId: FieldChange = {
    path: ['metadata', 'annotations', 'projectcalico.org/RouteReflectorClusterID'],
    after: '244.0.0.1',
  }
  const node: ObjectRef = { kind: 'KubeNode', name: 'n' }
  const reflector: Change = { action: 'update', ref: node, fields: [clusterId] }
  const annotated = (annotations: Json): ReadObject => ({
    ref: node,
    status: 'present',
    content: { metadata: { annotations } },
  })
  it.each([
    ['a field that says so, beside others', set(field('a', 1, 2), mesh), true],
    ['a field that turns it on', set(field('nodeToNodeMeshEnabled', false, true)), false],
    ['another field that is turned off', set(field('a', true, false)), false],
    [
      'a configuration without it',
      { action: 'create', ref, content: { spec: { nodeToNodeMeshEnabled: false } } },
      true,
    ],
    ['a configuration with it', { action: 'create', ref, content: { spec: { nodeToNodeMeshEnabled: true } } }, false],
    ['a configuration without a word of it', { action: 'create', ref, content: null }, false],
    [
      'the end of one without it',
      { action: 'delete', ref, content: { spec: { nodeToNodeMeshEnabled: false } } },
      false,
    ],
    [
      'a peer',
      { action: 'create', ref: { kind: 'BGPPeer', name: 'x' }, content: { spec: { nodeToNodeMeshEnabled: false } } },
      false,
    ],
  ] as [string, Change, boolean][])('%s: goes off is %j', (_, change, off) => {
    expect(turnsMeshOff([change])).toBe(off)
    expect(turnsMeshOff([reflector, set(field('a', 1, 2)), change])).toBe(off)
  })
  it.each([
    ['a mesh that is off', set(mesh), present({ nodeToNodeMeshEnabled: false }), true],
    ['a mesh that is on', set(mesh), present({ nodeToNodeMeshEnabled: true }), false],
    ['a configuration made without it', create, present({ nodeToNodeMeshEnabled: false }), true],
    ['one of two fields', set(field('a', 1, 2), mesh), present({ a: 1, nodeToNodeMeshEnabled: false }), true],
    ['another field', set(field('a', 1, 2)), present({ a: 2, nodeToNodeMeshEnabled: false }), false],
    ['a deleted configuration', remove, present({ nodeToNodeMeshEnabled: false }), false],
    ['what is not there', set(mesh), absent, false],
    ['a reflector', reflector, annotated({ 'projectcalico.org/RouteReflectorClusterID': '244.0.0.9' }), true],
    ['a node that is none any more', reflector, annotated({}), false],
    ['a node whose id is empty', reflector, annotated({ 'projectcalico.org/RouteReflectorClusterID': '' }), false],
    [
      'another annotation',
      { action: 'update', ref: node, fields: [{ path: ['metadata', 'annotations', 'x'], after: '1' }] },
      annotated({ x: '1' }),
      false,
    ],
  ] as [string, Change, ReadObject, boolean][])('%s keeps nodes off it: %j', (_, change, live, off) => {
    expect(holdsNodesOffTheMesh(change, live)).toBe(off)
  })
})
