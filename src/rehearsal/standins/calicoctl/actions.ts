import { applyMergePatch } from '../../store/merge-patch.ts'
import { goJson } from '../shared/go-json.ts'
import type { Datastore } from './datastore.ts'
import type { Resource } from './decode.ts'
import { resourcesOf } from './documents.ts'
import type { Era } from './era.ts'
import { CalicoError } from './errors.ts'
import type { Manager } from './kinds.ts'
import { unsupported } from './validate.ts'

/** What calicoctl does to one resource, with the reads and retries each verb really makes. */
export class Actions {
  private readonly store: Datastore
  private readonly era: Era
  private readonly sleep: (ms: number) => Promise<void>

  constructor(store: Datastore, era: Era, sleep: (ms: number) => Promise<void>) {
    this.store = store
    this.era = era
    this.sleep = sleep
  }

  /** Create first; only if the resource is there already (or cannot be made) update it. */
  async apply(manager: Manager, resource: Resource): Promise<Resource> {
    if (manager.kind === 'ClusterInformation') throw unsupported('apply', 'ClusterInformation', 'resource is readonly')
    const { resourceVersion: _version, ...metadata } = resource.metadata
    try {
      return await this.create(manager, { ...resource, metadata: metadata as Resource['metadata'] })
    } catch (error) {
      if (!(error instanceof CalicoError) || !['exists', 'unsupported'].includes(error.class)) throw error
      return this.update(manager, resource)
    }
  }

  /** Makes a resource; of its metadata only names, labels and annotations count. */
  async create(manager: Manager, resource: Resource): Promise<Resource> {
    const { name, namespace, resourceVersion, labels, annotations } = resource.metadata
    const kept = { name, namespace, resourceVersion, labels, annotations }
    const metadata = Object.fromEntries(Object.entries(kept).filter(([, value]) => value !== undefined))
    return this.store.create(manager, { ...resource, metadata: metadata as Resource['metadata'] })
  }

  /** Replaces the whole spec: under the given resourceVersion, or over whatever is there, five times at most. */
  async update(manager: Manager, resource: Resource): Promise<Resource> {
    const { name } = resource.metadata
    const namespace = resource.metadata['namespace'] as string | undefined
    const given = resource.metadata['resourceVersion']
    for (let attempt = 0; ; attempt++) {
      const stored = await this.store.get(manager, name, namespace)
      if (given && given !== stored.metadata['resourceVersion']) {
        const where = namespace ? `${namespace}/${name}` : name
        throw new CalicoError('conflict', `update conflict: ${manager.kind}(${where})`)
      }
      const { labels, annotations } = resource.metadata
      const metadata = { ...stored.metadata, labels, annotations } as Resource['metadata']
      try {
        return await this.store.update(manager, { ...resource, metadata })
      } catch (error) {
        if (given || !(error instanceof CalicoError) || error.class !== 'conflict') throw error
        if (attempt >= 4) throw new CalicoError('other', `failed to update the resource: ${error.message}`)
        await this.sleep(1000)
      }
    }
  }

  /** Read, merge, write back under the version that was read. */
  async patch(manager: Manager, name: string, namespace: string | undefined, patch: string): Promise<Resource> {
    const stored = await this.store.get(manager, name, namespace)
    const merging = this.era.lowerCase ? 'performing strategic merge patch' : 'permorming strategic merge patch'
    let parsed: unknown
    try {
      parsed = JSON.parse(patch)
    } catch {
      throw new CalicoError('other', `${merging}: invalid JSON document`)
    }
    if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
      throw new CalicoError('other', `${merging}: invalid JSON document`)
    }
    let patched: Resource | undefined
    try {
      patched = (await resourcesOf(goJson(applyMergePatch(stored, parsed)), this.era))[0]
    } catch (error) {
      throw new CalicoError('other', `creating resource from patched data: ${(error as Error).message}`)
    }
    try {
      return await this.store.update(manager, patched as Resource)
    } catch (error) {
      if (!(error instanceof CalicoError)) throw error
      throw new CalicoError('other', `updating existing resource: ${error.message}`)
    }
  }
}
