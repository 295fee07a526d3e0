import { describe, expect, it } from 'vitest'
import { ApiError } from '../../../src/rehearsal/store/errors.ts'
import { kindNamed } from '../../../src/rehearsal/store/kinds.ts'
import type { KubeObject } from '../../../src/rehearsal/store/object.ts'
import { Store, type StoreEvent } from '../../../src/rehearsal/store/store.ts'

const peers = kindNamed('bgppeers')
const nodes = kindNamed('nodes')

function makeStore(): Store {
  let ids = 0
  return new Store({ now: () => '2026-01-01T00:00:00Z', uid: () => `uid-${++ids}` })
}

const peer = (name: string, spec: Record<string, unknown> = {}): KubeObject => ({
  apiVersion: 'crd.projectcalico.org/v1',
  kind: 'BGPPeer',
  metadata: { name },
  spec,
})

function refusal(work: () => unknown): ApiError {
  try {
    work()
  } catch (error) {
    if (error instanceof ApiError) return error
    throw error
  }
  throw new Error('nothing was refused')
}

describe('Store', () => {
  it('owns uid, resourceVersion, generation and creationTimestamp', () => {
    const store = makeStore()
    const made = store.create(peers, {
      ...peer('a', { peerIP: '10.0.0.1' }),
      metadata: { name: 'a', uid: 'mine', resourceVersion: undefined, generation: 9 } as never,
    })
    expect(made.metadata).toEqual({
      name: 'a',
      uid: 'uid-1',
      resourceVersion: '1',
      generation: 1,
      creationTimestamp: '2026-01-01T00:00:00Z',
    })
  })

  it('counts generations of the spec only', () => {
    const store = makeStore()
    const made = store.create(peers, peer('a', { asNumber: 1 }))
    const labelled = store.update(peers, { ...made, metadata: { ...made.metadata, labels: { x: 'y' } } })
    expect(labelled.metadata.generation).toBe(1)
    const changed = store.update(peers, { ...labelled, spec: { asNumber: 2 } })
    expect(changed.metadata).toMatchObject({ generation: 2, resourceVersion: '3' })
  })

  it('keeps the resourceVersion when nothing changes', () => {
    const store = makeStore()
    const made = store.create(peers, peer('a', { asNumber: 1 }))
    expect(store.update(peers, structuredClone(made))).toBe(made)
    expect(store.revision).toBe(1)
  })

  it('refuses a stale resourceVersion, another uid, a missing version and a name twice', () => {
    const store = makeStore()
    const made = store.create(peers, peer('a'))
    store.update(peers, { ...made, spec: { asNumber: 1 } })
    expect(refusal(() => store.update(peers, { ...made, spec: { asNumber: 2 } }))).toMatchObject({
      code: 409,
      reason: 'Conflict',
      message:
        'Operation cannot be fulfilled on bgppeers.crd.projectcalico.org "a": the object has been modified; please apply your changes to the latest version and try again',
    })
    const foreign = { ...made, metadata: { name: 'a', uid: 'other', resourceVersion: '2' } }
    expect(refusal(() => store.update(peers, foreign)).message).toContain('UID in precondition: other')
    expect(refusal(() => store.update(peers, peer('a', { asNumber: 3 })))).toMatchObject({ code: 422 })
    expect(refusal(() => store.create(peers, peer('a')))).toMatchObject({ code: 409, reason: 'AlreadyExists' })
    expect(refusal(() => store.get(peers, undefined, 'b')).message).toBe('bgppeers.crd.projectcalico.org "b" not found')
  })

  it('lets a Node be written without a version, and its status only through its own door', () => {
    const store = makeStore()
    const node = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'n' }, spec: {}, status: { phase: 'x' } }
    store.create(nodes, node)
    const spec = store.update(nodes, { ...node, spec: { unschedulable: true }, status: { phase: 'y' } })
    expect(spec).toMatchObject({ spec: { unschedulable: true }, status: { phase: 'x' } })
    const annotated = {
      ...spec,
      metadata: { ...spec.metadata, annotations: { a: 'b' } },
      spec: {},
      status: { phase: 'z' },
    }
    const status = store.update(nodes, annotated, { subresource: 'status' })
    expect(status).toMatchObject({
      spec: { unschedulable: true },
      status: { phase: 'z' },
      metadata: { annotations: { a: 'b' } },
    })
  })

  it('deletes under preconditions, and tells every change in order', () => {
    const store = makeStore()
    const events: StoreEvent[] = []
    store.onChange((event) => events.push(event))
    const made = store.create(peers, peer('a'))
    expect(refusal(() => store.delete(peers, undefined, 'a', { uid: 'other' }))).toMatchObject({ code: 409 })
    store.delete(peers, undefined, 'a', { uid: made.metadata.uid as string })
    expect(events.map(({ type, revision }) => [type, revision])).toEqual([
      ['ADDED', 1],
      ['DELETED', 2],
    ])
    expect(store.eventsAfter(1)).toHaveLength(1)
  })

  it('stores nothing in a dry run', () => {
    const store = makeStore()
    expect(store.create(peers, peer('a'), { dryRun: true }).metadata.name).toBe('a')
    expect(store.list(peers)).toEqual([])
  })

  it('lists in the order of names', () => {
    const store = makeStore()
    for (const name of ['b', 'a', 'c']) store.create(peers, peer(name))
    expect(store.list(peers).map((object) => object.metadata.name)).toEqual(['a', 'b', 'c'])
  })

  it('notes who wrote which field', () => {
    const store = makeStore()
    const made = store.create(peers, peer('a', { asNumber: 1, peerIP: '10.0.0.1' }), { manager: 'calicoctl' })
    const changed = store.update(peers, { ...made, spec: { asNumber: 2, peerIP: '10.0.0.1' } }, { manager: 'argocd' })
    expect(changed.metadata.managedFields).toMatchObject([
      { manager: 'calicoctl', fieldsV1: { 'f:spec': { 'f:peerIP': {} } } },
      { manager: 'argocd', fieldsV1: { 'f:spec': { 'f:asNumber': {} } } },
    ])
  })
})
