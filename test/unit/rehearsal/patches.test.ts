import { describe, expect, it } from 'vitest'
import { applyJsonPatch, PatchFailure } from '../../../src/rehearsal/store/json-patch.ts'
import { applyMergePatch } from '../../../src/rehearsal/store/merge-patch.ts'
import { applyStrategicPatch } from '../../../src/rehearsal/store/strategic-patch.ts'

const node = { metadata: { labels: { 'a/b': '1' } }, spec: { taints: [{ key: 'x', effect: 'NoSchedule' }] } }

describe('JSON patch', () => {
  it('tests, adds, replaces, removes, moves and copies', () => {
    const patch = [
      { op: 'test', path: '/metadata/labels/a~1b', value: '1' },
      { op: 'test', path: '/metadata/labels/absent', value: null },
      { op: 'add', path: '/metadata/labels/c', value: '2' },
      { op: 'replace', path: '/metadata/labels/a~1b', value: '3' },
      { op: 'copy', from: '/metadata/labels/c', path: '/metadata/labels/d' },
      { op: 'move', from: '/metadata/labels/d', path: '/metadata/labels/e' },
      { op: 'add', path: '/spec/taints/-', value: { key: 'y' } },
      { op: 'remove', path: '/spec/taints/0' },
    ]
    expect(applyJsonPatch(node, patch)).toEqual({
      metadata: { labels: { 'a/b': '3', c: '2', e: '2' } },
      spec: { taints: [{ key: 'y' }] },
    })
    expect(node.metadata.labels).toEqual({ 'a/b': '1' })
  })

  it.each([
    [[{ op: 'test', path: '/metadata/labels/a~1b', value: '2' }]],
    [[{ op: 'test', path: '/metadata/annotations/x', value: null }]],
    [[{ op: 'remove', path: '/metadata/labels/absent' }]],
    [[{ op: 'add', path: '/nowhere/x', value: 1 }]],
    [[{ op: 'add', path: '/metadata/__proto__/x', value: 1 }]],
    [[{ op: 'dance', path: '/x' }]],
    [{ op: 'add', path: '/x' }],
  ])('refuses %j', (patch) => {
    expect(() => applyJsonPatch(node, patch)).toThrow(PatchFailure)
  })
})

describe('merge patch', () => {
  it('merges objects, removes with null, replaces lists', () => {
    const patch = { metadata: { labels: { 'a/b': null, c: '2' } }, spec: { taints: [] } }
    expect(applyMergePatch(node, patch)).toEqual({ metadata: { labels: { c: '2' } }, spec: { taints: [] } })
  })
})

describe('strategic merge patch', () => {
  const status = {
    conditions: [
      { type: 'Ready', status: 'True' },
      { type: 'Old', status: 'True' },
    ],
  }

  it('merges lists by their key, in place, and drops what is marked', () => {
    const patch = {
      status: {
        conditions: [
          { type: 'New', status: 'True' },
          { type: 'Ready', status: 'False' },
          { type: 'Old', $patch: 'delete' },
        ],
      },
    }
    expect(applyStrategicPatch({ status }, patch)).toEqual({
      status: {
        conditions: [
          { type: 'Ready', status: 'False' },
          { type: 'New', status: 'True' },
        ],
      },
    })
  })

  it('replaces lists without a key, taints among them, and removes with null', () => {
    const patch = { metadata: { labels: { 'a/b': null } }, spec: { taints: [{ key: 'y', effect: 'NoExecute' }] } }
    expect(applyStrategicPatch(node, patch)).toEqual({
      metadata: { labels: {} },
      spec: { taints: [{ key: 'y', effect: 'NoExecute' }] },
    })
  })

  it('knows the directives for whole values and sets', () => {
    const before = { metadata: { finalizers: ['a', 'b'] }, spec: { x: { y: 1 } } }
    const patch = {
      metadata: { '$deleteFromPrimitiveList/finalizers': ['a'], finalizers: ['c'] },
      spec: { x: { $patch: 'replace', z: 2 } },
    }
    expect(applyStrategicPatch(before, patch)).toEqual({ metadata: { finalizers: ['b', 'c'] }, spec: { x: { z: 2 } } })
  })
})
