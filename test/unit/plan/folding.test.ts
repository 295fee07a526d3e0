import { describe, expect, it } from 'vitest'
import type { ClusterState } from '../../../src/model/cluster.ts'
import type { Change, FieldChange, Json, ObjectRef } from '../../../src/model/plan.ts'
import { applyChanges, getField, invert, isHeld, setField, withFields } from '../../../src/plan/changes.ts'
import { cluster } from '../design/clusters.ts'

const node = (name: string): ObjectRef => ({ kind: 'KubeNode', name })
const peer: ObjectRef = { kind: 'BGPPeer', name: 'p' }
const configuration: ObjectRef = { kind: 'BGPConfiguration', name: 'default' }
const update = (ref: ObjectRef, ...fields: FieldChange[]): Change => ({ action: 'update', ref, fields })
const create = (ref: ObjectRef, content: Json): Change => ({ action: 'create', ref, content })
const remove = (ref: ObjectRef, content: Json = {}): Change => ({ action: 'delete', ref, content })
const label = (key: string, after?: string): FieldChange => ({
  path: ['metadata', 'labels', key],
  ...(after === undefined ? {} : { after }),
})
const annotation = (key: string, after?: string): FieldChange => ({
  ...label(key, after),
  path: ['metadata', 'annotations', key],
})
const AS = 'projectcalico.org/ASNumber'
const ID = 'projectcalico.org/RouteReflectorClusterID'

const object = <K extends string>(kind: K, name: string, spec: Record<string, unknown>) => ({
  apiVersion: 'projectcalico.org/v3' as const,
  kind,
  metadata: { name, uid: `uid-${name}` },
  spec,
})
function start(): ClusterState {
  const state = cluster([
    { name: 'a', ip: '10.0.0.1/24', labels: { keep: 'x' } },
    { name: 'b', ip: '10.0.0.2/24', asNumber: 64513, clusterId: '1.1.1.1' },
  ])
  state.kubeNodes[0]!.metadata.uid = 'uid-a'
  state.kubeNodes[0]!.metadata.annotations = { old: '1' }
  state.resources.bgpPeers = [
    object('BGPPeer', 'other', { asNumber: 1 }),
    object('BGPPeer', 'p', { asNumber: 2, peerIP: '1.1.1.1' }),
  ]
  state.resources.bgpConfigurations = [object('BGPConfiguration', 'default', { asNumber: 64512 })]
  return state
}

describe('one field', () => {
  it('is read only where every step is an object that has it itself', () => {
    const value = { a: { b: null, c: [1], d: { e: 0 } } }
    expect(getField(value, ['a', 'd', 'e'])).toBe(0)
    expect(getField(value, ['a', 'b'])).toBeNull()
    expect(getField(value, [])).toBe(value)
    for (const path of [
      ['a', 'b', 'x'],
      ['a', 'c', '0'],
      ['a', 'c', 'length'],
      ['a', 'd', 'e', 'x'],
      ['a', 'toString'],
      ['x'],
    ])
      expect(getField(value, path), path.join('.')).toBeUndefined()
    expect(getField(undefined, ['a'])).toBeUndefined()
    expect(getField('text', ['length'])).toBeUndefined()
  })
  it('is set into a copy, over what is no object, and taken away', () => {
    expect(setField(undefined, ['a', 'b'], 1)).toEqual({ a: { b: 1 } })
    expect(setField(null, ['a'], 1)).toEqual({ a: 1 })
    expect(setField('text', ['a'], 1)).toEqual({ a: 1 })
    expect(setField([1], ['a'], 1)).toEqual({ a: 1 })
    expect(setField({ a: 1, b: 2 }, ['a'], undefined)).toEqual({ b: 2 })
    expect(setField({ a: 1 }, ['a'], null)).toEqual({ a: null })
    expect(setField({ a: 1 }, [], 7)).toBe(7)
    expect(setField({ a: 1 }, [], undefined)).toEqual({})
  })
  it('is one of several that are set one after the other', () => {
    expect(withFields(undefined, [])).toEqual({})
    expect(withFields({ a: 1 }, [{ path: ['b'], after: 2 }, { path: ['a'] }, { path: ['b'], after: 3 }])).toEqual({
      b: 3,
    })
  })
})

describe('the inverse of a change', () => {
  it('gives back what was there, and takes away what was not', () => {
    expect(invert(create(peer, { spec: 1 }))).toEqual(remove(peer, { spec: 1 }))
    expect(invert(remove(peer, { spec: 1 }))).toEqual(create(peer, { spec: 1 }))
    const back = invert(
      update(peer, { path: ['a'], before: 1, after: 2 }, { path: ['b'], after: 3 }, { path: ['c'], before: 4 }),
    )
    expect(back).toStrictEqual(
      update(peer, { path: ['a'], before: 2, after: 1 }, { path: ['b'], before: 3 }, { path: ['c'], after: 4 }),
    )
  })
})

describe('changes folded over a cluster', () => {
  const fold = (...changes: Change[]) => applyChanges(start(), changes)
  it('leave the old state as it was, and what they do not touch', () => {
    const before = start()
    const after = applyChanges(before, [
      update(node('a'), label('k', 'v')),
      remove(peer),
      create({ kind: 'HostRoutes', name: 'net', host: 'a' }, { routes: [] }),
    ])
    expect(before).toEqual(start())
    expect(after.resources.ipPools).toBe(before.resources.ipPools)
    expect(after.resources.nodes[1]).toBe(before.resources.nodes[1])
    expect(after.kubeNodes[1]).toBe(before.kubeNodes[1])
    expect(after.identity).toBe(before.identity)
  })
  it('a node’s labels and annotations show on it, and Calico’s view follows', () => {
    const state = fold(
      update(node('a'), label('k', 'v'), annotation(AS, '64520'), annotation(ID, '2.2.2.2')),
      update(node('a'), label('keep'), annotation('other', 'y')),
    )
    expect(state.kubeNodes[0]!.metadata).toEqual({
      name: 'a',
      uid: 'uid-a',
      labels: { k: 'v' },
      annotations: { old: '1', [AS]: '64520', [ID]: '2.2.2.2', other: 'y' },
    })
    expect(state.resources.nodes[0]).toMatchObject({
      metadata: { name: 'a' },
      spec: { bgp: { ipv4Address: '10.0.0.1/24', asNumber: 64520, routeReflectorClusterID: '2.2.2.2' } },
    })
    expect(state.resources.nodes[0]!.metadata.labels).toEqual({ k: 'v' })
    expect(Object.keys(state.resources.nodes[0]!.spec.bgp!)).toEqual([
      'ipv4Address',
      'asNumber',
      'routeReflectorClusterID',
    ])
  })
  it('what is taken from a node is gone in both', () => {
    const state = fold(update(node('b'), annotation(AS), annotation(ID)))
    expect(state.resources.nodes[1]!.spec.bgp).toEqual({ ipv4Address: '10.0.0.2/24' })
    expect(state.resources.nodes[0]!.spec.bgp).toEqual(start().resources.nodes[0]!.spec.bgp)
  })
  it('a label of the name of an annotation is a label, and nothing else', () => {
    const state = fold(update(node('a'), label(AS, '1')))
    expect(state.resources.nodes[0]!.metadata.labels).toEqual({ keep: 'x', [AS]: '1' })
    expect(state.resources.nodes[0]!.spec.bgp?.asNumber).toBeUndefined()
  })
  it('changes of nodes and of others are made together', () => {
    const state = fold(
      update(node('a'), label('k', 'v')),
      remove(peer),
      update(configuration, { path: ['spec', 'x'], after: 1 }),
    )
    expect(state.resources.nodes[0]!.metadata.labels).toMatchObject({ k: 'v' })
    expect(state.resources.bgpPeers.map(({ metadata }) => metadata.name)).toEqual(['other'])
    expect(state.resources.bgpConfigurations[0]!.spec).toEqual({ asNumber: 64512, x: 1 })
  })
  it('a peer is made as Calico would, anew where it was, changed in one field, removed', () => {
    const made = fold(create({ kind: 'BGPPeer', name: 'q' }, { spec: { asNumber: 9 } }))
    expect(made.resources.bgpPeers.map(({ metadata }) => metadata.name)).toEqual(['other', 'p', 'q'])
    expect(made.resources.bgpPeers[2]).toEqual({
      apiVersion: 'projectcalico.org/v3',
      kind: 'BGPPeer',
      metadata: { name: 'q' },
      spec: { asNumber: 9 },
    })
    const anew = fold(create(peer, { spec: { asNumber: 9 } }))
    expect(anew.resources.bgpPeers.map(({ metadata, spec }) => [metadata.name, spec.asNumber])).toEqual([
      ['other', 1],
      ['p', 9],
    ])
    const changed = fold(update(peer, { path: ['spec', 'asNumber'], after: 9 }))
    expect(changed.resources.bgpPeers).toEqual([
      object('BGPPeer', 'other', { asNumber: 1 }),
      object('BGPPeer', 'p', { asNumber: 9, peerIP: '1.1.1.1' }),
    ])
    expect(changed.resources.bgpConfigurations).toEqual(start().resources.bgpConfigurations)
    expect(fold(remove(peer)).resources.bgpPeers).toEqual([object('BGPPeer', 'other', { asNumber: 1 })])
  })
  it('a configuration is of its own kind', () => {
    const state = fold(remove(configuration), create(configuration, { spec: { asNumber: 1 } }))
    expect(state.resources.bgpConfigurations).toEqual([
      {
        apiVersion: 'projectcalico.org/v3',
        kind: 'BGPConfiguration',
        metadata: { name: 'default' },
        spec: { asNumber: 1 },
      },
    ])
    expect(state.resources.bgpPeers).toEqual(start().resources.bgpPeers)
  })
  it('routes of a host come and go by host, and files do not show', () => {
    const routes = (host: string): ObjectRef => ({ kind: 'HostRoutes', name: 'safety-net', host })
    const state = fold(
      create(routes('a'), { routes: ['r'] }),
      create(routes('b'), {}),
      create({ kind: 'HostRoutes', name: 'c' }, { routes: ['s'] }),
    )
    expect(state.hostRoutes).toEqual({ a: ['r'], b: [], c: ['s'] })
    expect(applyChanges(state, [remove(routes('a')), remove({ kind: 'HostRoutes', name: 'c' })]).hostRoutes).toEqual({
      b: [],
    })
    const file = fold(create({ kind: 'File', name: '/f' }, { text: 'x' }))
    expect({ ...file, hostRoutes: undefined }).toEqual({ ...start(), hostRoutes: undefined })
  })
})

describe('whether a cluster holds a change', () => {
  it.each([
    ['a peer that is there', create(peer, {}), true],
    ['a peer that is not', create({ kind: 'BGPPeer', name: 'q' }, {}), false],
    ['a peer to be removed that is there', remove(peer), false],
    ['one that is not', remove({ kind: 'BGPPeer', name: 'q' }), true],
    ['a configuration of a peer’s name', create({ kind: 'BGPConfiguration', name: 'p' }, {}), false],
    ['a peer of a configuration’s name', create({ kind: 'BGPPeer', name: 'default' }, {}), false],
    ['a configuration', create(configuration, {}), true],
    [
      'fields all of which are so',
      update(peer, { path: ['spec', 'asNumber'], after: 2 }, { path: ['spec', 'none'] }),
      true,
    ],
    [
      'fields one of which is not',
      update(peer, { path: ['spec', 'asNumber'], after: 2 }, { path: ['spec', 'peerIP'], after: 'x' }),
      false,
    ],
    ['fields of nothing', update({ kind: 'BGPPeer', name: 'q' }, { path: ['spec', 'a'] }), false],
    ['a label of a node', update(node('a'), label('keep', 'x')), true],
    ['an annotation of a node', update(node('a'), annotation('old', '2')), false],
    ['a file', remove({ kind: 'File', name: '/f' }), false],
    ['a host’s routes', remove({ kind: 'HostRoutes', name: 'net', host: 'a' }), false],
  ] as [string, Change, boolean][])('%s: %j', (_, change, held) => {
    expect(isHeld(start(), change)).toBe(held)
  })
})
