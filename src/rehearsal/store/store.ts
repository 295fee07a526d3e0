import { alreadyExists, conflict, invalid, notFound } from './errors.ts'
import { calicoGroup, type ResourceKind } from './kinds.ts'
import { type Writer, withManager } from './managed-fields.ts'
import { equalJson, type KubeObject } from './object.ts'
import { firstApplied } from './server-side-apply.ts'
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
  /** Set by server-side apply: who owns what is decided already, or, for a new object, owned as applied. */
  applied?: boolean
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
  /** Nothing is known of changes up to this resourceVersion: they are older than the history, or than this process. */
  private forgotten = 0

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
      all = inKeyOrder(this.objects.get(kind) ?? new Map())
      this.sorted.set(kind, all)
    }
    return namespace ? all.filter((object) => object.metadata.namespace === namespace) : all
  }

  /**
   * All objects of a kind as they were at a resourceVersion, or undefined when that is too long ago to say. Stored values
   * never change, so going back over the history is enough and pages of one list agree with each other.
   */
  listAt(kind: ResourceKind, revision: number, namespace?: string): KubeObject[] | undefined {
    const since = this.eventsAfter(revision)
    if (!since) return undefined
    const own = since.filter((event) => event.kind === kind)
    if (own.length === 0) return this.list(kind, namespace)
    const objects = new Map(this.objects.get(kind) ?? [])
    for (const event of own.reverse()) {
      const { metadata } = event.object
      const key = keyOf(kind, metadata.namespace, metadata.name)
      if (event.before) objects.set(key, event.before)
      else objects.delete(key)
    }
    const all = inKeyOrder(objects)
    return namespace ? all.filter((object) => object.metadata.namespace === namespace) : all
  }

  /** Stores a new object; 409 when its name is taken. */
  create(kind: ResourceKind, input: KubeObject, options: WriteOptions = {}): KubeObject {
    const { name, namespace } = input.metadata
    if (this.find(kind, namespace, name)) throw alreadyExists(kind, name)
    const made = finishCreate(kind, input, { uid: this.sources.uid(), now: this.now() })
    const writer = this.writerOf(options)
    const object = writer && options.applied ? firstApplied(made, writer) : withManager(undefined, made, writer)
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
      const why = `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${before.metadata.uid}`
      throw conflict(kind, name, kind.group === calicoGroup ? why : storageText(kind, before, why))
    }
    if (resourceVersion) {
      if (resourceVersion !== before.metadata.resourceVersion) throw conflict(kind, name)
    } else if (!kind.unconditionalUpdate) {
      const message = 'Invalid value: 0: must be specified for an update'
      throw invalid({ ...kind, kind: kind.plural }, name, [
        { field: 'metadata.resourceVersion', reason: 'FieldValueInvalid', message },
      ])
    }
    const added = newFinalizers(before, input)
    if (added.length > 0) {
      const list = `[]string{${added.map((each) => JSON.stringify(each)).join(', ')}}`
      const message = `Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers ${list}`
      throw invalid(kind, name, [{ field: 'metadata.finalizers', reason: 'FieldValueForbidden', message }])
    }
    const next = finishUpdate(kind, before, input, options.subresource)
    const object = options.applied ? next : withManager(before, next, this.writerOf(options))
    if (equalJson(object, before)) return before
    if (options.dryRun) return object
    const isLast = object.metadata.deletionTimestamp && (object.metadata.finalizers ?? []).length === 0
    return this.put({ type: isLast ? 'DELETED' : 'MODIFIED', kind, object, before })
  }

  /**
   * Removes an object; 404 when there is none, 409 when a precondition fails. Returns its last value, which has a
   * deletionTimestamp when finalizers keep it for now.
   */
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
    // An object with finalizers is only marked; it goes with the last of them.
    if ((before.metadata.finalizers ?? []).length > 0) {
      if (before.metadata.deletionTimestamp) return before
      const marks = { deletionTimestamp: this.now(), deletionGracePeriodSeconds: 0 }
      const marked = { ...before, metadata: { ...before.metadata, ...marks } }
      return this.put({ type: 'MODIFIED', kind, object: marked, before })
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

  /** Takes a saved resourceVersion as the newest: of what came before nothing is known but the objects put back. */
  goOnFrom(revision: number): void {
    this.revision = Math.max(this.revision, revision)
    this.forgotten = this.revision
  }

  /** Calls back after every change, in order. Returns how to stop. */
  onChange(listener: (event: StoreEvent) => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  /** Changes after a resourceVersion; undefined when that is too long ago. */
  eventsAfter(revision: number): StoreEvent[] | undefined {
    if (revision < this.forgotten) return undefined
    return this.history.filter((event) => event.revision > revision)
  }

  /** Who a write is noted for; nobody without a manager. */
  writerOf({ manager, subresource }: WriteOptions): Writer | undefined {
    return manager ? { manager, subresource, now: this.now() } : undefined
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
    if (this.history.length > historyLimit * 1.5) {
      this.forgotten = this.history.at(-historyLimit - 1)?.revision ?? this.forgotten
      this.history = this.history.slice(-historyLimit)
    }
    for (const listener of [...this.listeners]) listener(event)
    return object
  }
}

/** How a precondition that fails below the API is told for core kinds, with the key etcd has the object under. */
function storageText(kind: ResourceKind, { metadata }: KubeObject, why: string): string {
  const place = kind.plural === 'nodes' ? 'minions' : kind.plural
  const key = ['/registry', place, ...(metadata.namespace ? [metadata.namespace] : []), metadata.name].join('/')
  return `StorageError: invalid object, Code: 4, Key: ${key}, ResourceVersion: 0, AdditionalErrorMsg: ${why}`
}

/** Finalizers that a write would add to an object which is about to go. */
function newFinalizers(before: KubeObject, input: KubeObject): string[] {
  if (!before.metadata.deletionTimestamp) return []
  const old = before.metadata.finalizers ?? []
  return (input.metadata.finalizers ?? []).filter((each) => !old.includes(each))
}

/** Objects in the order of their keys, as etcd keeps them. */
function inKeyOrder(objects: Map<string, KubeObject>): KubeObject[] {
  return [...objects].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, object]) => object)
}

function keyOf(kind: ResourceKind, namespace: string | undefined, name: string): string {
  return kind.namespaced ? `${namespace ?? ''}/${name}` : name
}
