import { alreadyExists, conflict, invalid, notFound } from './errors.ts'
import type { ResourceKind } from './kinds.ts'
import { withManager } from './managed-fields.ts'
import { equalJson, type KubeObject } from './object.ts'
import { finishCreate, finishUpdate } from './write-rules.ts'

/** One change, in order. `before` is absent for an added object, `after` for a deleted one's successor. */
export interface StoreEvent {
  type: 'ADDED' | 'MODIFIED' | 'DELETED'
  kind: ResourceKind
  /** The object as it is now; for DELETED its last value with the deletion's resourceVersion. */
  object: KubeObject
  before?: KubeObject
  revision: number
}

/** Where the store gets what it must not make up itself. */
export interface StoreSources {
  /** Now, as RFC 3339 with whole seconds. */
  now: () => string
  uid: () => string
}

/** Conditions a delete must meet. */
export interface DeletePreconditions {
  uid?: string
  resourceVersion?: string
}

/** How a write is done. */
export interface WriteOptions {
  subresource?: 'status'
  /** Who is noted in managedFields. */
  manager?: string
  /** Say what would be stored, store nothing. */
  dryRun?: boolean
}

/** How many events a watcher may be behind before it has to list again. */
const historyLimit = 20_000

/**
 * Kubernetes objects with the rules every API server keeps: one growing resourceVersion, uids, generations, conflicts.
 * Deterministic: clock and ids come from outside.
 */
export class Store {
  /** The resourceVersion of the newest change. */
  revision = 0
  private readonly sources: StoreSources
  private readonly objects = new Map<ResourceKind, Map<string, KubeObject>>()
  private readonly sorted = new Map<ResourceKind, KubeObject[]>()
  private readonly listeners = new Set<(event: StoreEvent) => void>()
  private history: StoreEvent[] = []

  constructor(sources: StoreSources) {
    this.sources = sources
  }

  /** The time that is stamped on changes. */
  now(): string {
    return this.sources.now()
  }

  /** One object, or undefined. */
  find(kind: ResourceKind, namespace: string | undefined, name: string): KubeObject | undefined {
    return this.objects.get(kind)?.get(keyOf(kind, namespace, name))
  }

  /** One object; 404 when there is none. */
  get(kind: ResourceKind, namespace: string | undefined, name: string): KubeObject {
    const object = this.find(kind, namespace, name)
    if (!object) throw notFound(kind, name)
    return object
  }

  /** All objects of a kind, of one namespace or of all, in the order of their keys as etcd keeps them. */
  list(kind: ResourceKind, namespace?: string): KubeObject[] {
    let all = this.sorted.get(kind)
    if (!all) {
      const entries = [...(this.objects.get(kind) ?? [])]
      all = entries.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, object]) => object)
      this.sorted.set(kind, all)
    }
    return namespace ? all.filter((object) => object.metadata.namespace === namespace) : all
  }

  /** Stores a new object; 409 when its name is taken. */
  create(kind: ResourceKind, input: KubeObject, options: WriteOptions = {}): KubeObject {
    const { name, namespace } = input.metadata
    if (this.find(kind, namespace, name)) throw alreadyExists(kind, name)
    const made = finishCreate(kind, input, { uid: this.sources.uid(), now: this.now() })
    const object = withManager(undefined, made, options.manager, this.now())
    return options.dryRun ? object : this.put({ type: 'ADDED', kind, object })
  }

  /**
   * Replaces an object or its status. A resourceVersion or uid in the input must be the current one. A write that
   * changes nothing keeps the resourceVersion, as etcd's compare in the API server does.
   */
  update(kind: ResourceKind, input: KubeObject, options: WriteOptions = {}): KubeObject {
    const { name, namespace, uid, resourceVersion } = input.metadata
    const before = this.get(kind, namespace, name)
    if (uid && uid !== before.metadata.uid) {
      throw conflict(
        kind,
        name,
        `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${before.metadata.uid}`,
      )
    }
    if (resourceVersion) {
      if (resourceVersion !== before.metadata.resourceVersion) throw conflict(kind, name)
    } else if (!kind.unconditionalUpdate) {
      const message = 'Invalid value: 0x0: must be specified for an update'
      throw invalid(kind, name, [{ field: 'metadata.resourceVersion', reason: 'FieldValueInvalid', message }])
    }
    const next = finishUpdate(kind, before, input, options.subresource)
    const object = withManager(before, next, options.manager, this.now(), options.subresource)
    if (equalJson(object, before)) return before
    return options.dryRun ? object : this.put({ type: 'MODIFIED', kind, object, before })
  }

  /** Removes an object; 404 when there is none, 409 when a precondition fails. Returns its last value. */
  delete(kind: ResourceKind, namespace: string | undefined, name: string, must: DeletePreconditions = {}): KubeObject {
    const before = this.get(kind, namespace, name)
    const { uid, resourceVersion } = before.metadata
    if (must.uid && must.uid !== uid) {
      throw conflict(kind, name, `Precondition failed: UID in precondition: ${must.uid}, UID in object meta: ${uid}`)
    }
    if (must.resourceVersion && must.resourceVersion !== resourceVersion) {
      const text = `ResourceVersion in precondition: ${must.resourceVersion}, ResourceVersion in object meta: ${resourceVersion}`
      throw conflict(kind, name, `Precondition failed: ${text}`)
    }
    this.put({ type: 'DELETED', kind, object: before, before })
    return before
  }

  /** Puts an object back exactly as it was saved, ids included (restart of a rehearsal). */
  restore(kind: ResourceKind, object: KubeObject): void {
    this.revision = Math.max(this.revision, Number(object.metadata.resourceVersion ?? 0))
    this.mapOf(kind).set(keyOf(kind, object.metadata.namespace, object.metadata.name), object)
    this.sorted.delete(kind)
  }

  /** Calls back after every change, in order. Returns how to stop. */
  onChange(listener: (event: StoreEvent) => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  /** Changes after a resourceVersion; undefined when that is too long ago. */
  eventsAfter(revision: number): StoreEvent[] | undefined {
    const oldest = this.history[0]
    if (oldest && revision < oldest.revision - 1 && this.history.length >= historyLimit) return undefined
    return this.history.filter((event) => event.revision > revision)
  }

  private mapOf(kind: ResourceKind): Map<string, KubeObject> {
    let map = this.objects.get(kind)
    if (!map) {
      map = new Map()
      this.objects.set(kind, map)
    }
    return map
  }

  private put(change: Omit<StoreEvent, 'revision'>): KubeObject {
    this.revision += 1
    const metadata = { ...change.object.metadata, resourceVersion: String(this.revision) }
    const object = { ...change.object, metadata }
    const key = keyOf(change.kind, metadata.namespace, metadata.name)
    if (change.type === 'DELETED') this.mapOf(change.kind).delete(key)
    else this.mapOf(change.kind).set(key, object)
    this.sorted.delete(change.kind)
    const event = { ...change, object, revision: this.revision }
    this.history.push(event)
    if (this.history.length > historyLimit * 1.5) this.history = this.history.slice(-historyLimit)
    for (const listener of [...this.listeners]) listener(event)
    return object
  }
}

function keyOf(kind: ResourceKind, namespace: string | undefined, name: string): string {
  return kind.namespaced ? `${namespace ?? ''}/${name}` : name
}
