import { describe, expect, it } from 'vitest'
import { listOptions } from '../../../src/rehearsal/api/list-options.ts'
import { type Page, pageOf } from '../../../src/rehearsal/api/pages.ts'
import { kindNamed } from '../../../src/rehearsal/store/kinds.ts'
import { Store } from '../../../src/rehearsal/store/store.ts'

const peers = kindNamed('bgppeers')
const named = (name: string) => ({
  apiVersion: 'crd.projectcalico.org/v1',
  kind: 'BGPPeer',
  metadata: { name },
  spec: {},
})

function storeWith(...names: string[]): Store {
  let ids = 0
  const store = new Store({ now: () => '2026-01-01T00:00:00Z', uid: () => `uid-${++ids}` })
  for (const name of names) store.create(peers, named(name))
  return store
}

const page = (store: Store, query: string): Page =>
  pageOf(store, peers, undefined, listOptions(new URLSearchParams(query), false), () => true, false)
const names = ({ objects }: Page) => objects.map((object) => object.metadata.name)

describe('pages of a list', () => {
  it('shows the cluster as it was when the list began, on every page', () => {
    const store = storeWith('a', 'b', 'c', 'd')
    const first = page(store, 'limit=2')
    expect(names(first)).toEqual(['a', 'b'])
    expect(first.remaining).toBe(2)
    store.delete(peers, undefined, 'c')
    store.create(peers, named('bb'))
    store.update(peers, { ...store.get(peers, undefined, 'd'), spec: { peerIP: '10.0.0.1' } })
    const second = page(store, `limit=2&continue=${first.next}`)
    expect(names(second)).toEqual(['c', 'd'])
    expect(second.objects[1]?.['spec']).toEqual({})
    expect(second.revision).toBe(first.revision)
    expect(second.next).toBeUndefined()
    expect(names(page(store, ''))).toEqual(['a', 'b', 'bb', 'd'])
  })

  it('refuses to go on where too much is forgotten', () => {
    const store = storeWith('a', 'b', 'c')
    const { next } = page(store, 'limit=1')
    store.goOnFrom(store.revision + 1)
    expect(() => page(store, `limit=1&continue=${next}`)).toThrow('too old to display a consistent list')
    expect(() => page(store, 'resourceVersion=1&resourceVersionMatch=Exact')).toThrow('too old: 1')
  })

  it('serves any version whole, an exact one as it was, and refuses one that is to come', () => {
    const store = storeWith('a', 'b')
    expect(names(page(store, 'limit=1&resourceVersion=0'))).toEqual(['a', 'b'])
    expect(names(page(store, 'resourceVersion=1&resourceVersionMatch=Exact'))).toEqual(['a'])
    expect(names(page(store, 'resourceVersion=1&resourceVersionMatch=NotOlderThan'))).toEqual(['a', 'b'])
    expect(() => page(store, 'resourceVersion=9')).toThrow('Too large resource version: 9, current: 2')
    expect(() => page(store, 'continue=nonsense')).toThrow('invalid continue token')
    expect(() => page(store, 'limit=x')).toThrow('strconv.ParseInt: parsing "x"')
  })
})

describe('a watcher that comes back', () => {
  it('is told to list again when its changes are forgotten', () => {
    const store = storeWith('a')
    expect(store.eventsAfter(0)).toHaveLength(1)
    store.goOnFrom(5)
    expect(store.eventsAfter(4)).toBeUndefined()
    expect(store.eventsAfter(5)).toEqual([])
  })
})

describe('finalizers', () => {
  it('keep an object until the last is gone', () => {
    const store = storeWith()
    store.create(peers, { ...named('held'), metadata: { name: 'held', finalizers: ['a/b'] } })
    const events: string[] = []
    store.onChange((event) => events.push(event.type))
    expect(store.delete(peers, undefined, 'held').metadata.deletionTimestamp).toBe('2026-01-01T00:00:00Z')
    const held = store.get(peers, undefined, 'held')
    const more = { ...held, metadata: { ...held.metadata, finalizers: ['a/b', 'c/d'] } }
    expect(() => store.update(peers, more)).toThrow('no new finalizers can be added')
    store.update(peers, { ...held, metadata: { ...held.metadata, finalizers: [] } })
    expect(store.find(peers, undefined, 'held')).toBeUndefined()
    expect(events).toEqual(['MODIFIED', 'DELETED'])
  })
})
