import { type Answer, type Call, type KubeClient, Unreachable } from '../shared/kube-client.ts'
import { nodeFromKube, nodeIntoKube, orderMetadata, resourceFromKube, resourceIntoKube } from './convert.ts'
import type { Resource } from './decode.ts'
import type { Era } from './era.ts'
import { CalicoError, type ErrorClass, validationError } from './errors.ts'
import { type Manager, managerNamed } from './kinds.ts'
import { unsupported, validate } from './validate.ts'

/** Calico's client for the Kubernetes datastore: v3 resources in and out, with its own error classes. */
export class Datastore {
  private readonly client: KubeClient
  private readonly era: Era
  private readonly now: () => string

  constructor(client: KubeClient, era: Era, now: () => string) {
    this.client = client
    this.era = era
    this.now = now
  }

  /** One resource. */
  async get(manager: Manager, name: string, namespace?: string): Promise<Resource> {
    const answer = await this.ask({ path: this.path(manager, namespace, name) }, manager, name)
    return this.read(manager, answer.json as Record<string, unknown>)
  }

  /** All resources of a kind, with the list's resourceVersion. */
  async list(manager: Manager, namespace?: string): Promise<{ items: Resource[]; resourceVersion: string }> {
    const answer = await this.ask({ path: this.path(manager, namespace) }, manager)
    const { items, metadata } = answer.json as { items?: Record<string, unknown>[]; metadata?: Record<string, string> }
    return {
      items: (items ?? []).map((item) => this.read(manager, item)),
      resourceVersion: metadata?.['resourceVersion'] ?? '',
    }
  }

  /** Makes a resource. Nodes cannot be made here: kubelet does. */
  async create(manager: Manager, resource: Resource): Promise<Resource> {
    validate(resource, this.era.minor)
    await this.checkFilters(resource)
    if (manager.kind === 'Node') throw unsupported('Create', id(manager, resource.metadata.name))
    const { metadata } = resource
    const made: Resource = {
      ...resource,
      metadata: orderMetadata({
        ...metadata,
        uid: metadata['uid'] || globalThis.crypto.randomUUID(),
        creationTimestamp: metadata['creationTimestamp'] || this.now(),
      }) as Resource['metadata'],
    }
    const path = this.path(manager, metadata['namespace'] as string | undefined)
    const call = { method: 'POST', path, body: resourceIntoKube(made, this.era) }
    const answer = await this.ask(call, manager, metadata.name)
    return this.read(manager, answer.json as Record<string, unknown>)
  }

  /** Writes a resource that was read before: its resourceVersion must still be the current one. */
  async update(manager: Manager, resource: Resource): Promise<Resource> {
    validate(resource, this.era.minor)
    await this.checkFilters(resource)
    const { name } = resource.metadata
    const namespace = resource.metadata['namespace'] as string | undefined
    const path = this.path(manager, namespace, name)
    if (manager.kind !== 'Node') {
      const call = { method: 'PUT', path, body: resourceIntoKube(resource, this.era) }
      return this.read(manager, (await this.ask(call, manager, name)).json as Record<string, unknown>)
    }
    const current = (await this.ask({ path }, manager, name)).json as Record<string, unknown>
    const body = { ...nodeIntoKube(resource, current), kind: 'Node', apiVersion: 'v1' }
    const answer = await this.ask({ method: 'PUT', path: `${path}/status`, body }, manager, name)
    return this.read(manager, answer.json as Record<string, unknown>)
  }

  /** Removes a resource. On Kubernetes this always fails for a node, before anything is done. */
  async delete(manager: Manager, name: string, namespace?: string): Promise<void> {
    if (manager.kind === 'Node') {
      const which = this.era.lowerCase ? `WorkloadEndpoint(${name}-*)` : 'WorkloadEndpoint'
      const why = 'malformed WorkloadEndpoint name - unable to determine Pod name'
      throw new CalicoError('missing', `resource does not exist: ${which} with error: ${why}`)
    }
    // It reads first and deletes exactly what it read.
    const path = this.path(manager, namespace, name)
    const { metadata } = (await this.ask({ path }, manager, name)).json as { metadata: { uid?: string } }
    const body = { preconditions: { uid: metadata.uid } }
    await this.ask({ method: 'DELETE', path, body }, manager, name)
  }

  /** A peer may only name filters that are there. */
  private async checkFilters(resource: Resource): Promise<void> {
    const named = resource.kind === 'BGPPeer' ? resource.spec['filters'] : undefined
    const filters = managerNamed('bgpfilter', this.era.minor)
    if (!Array.isArray(named) || !filters) return
    const missing: string[] = []
    for (const name of named) {
      const found = await this.get(filters, String(name)).catch((error: unknown) => {
        if (error instanceof CalicoError && error.class === 'missing') return undefined
        throw error
      })
      if (!found) missing.push(String(name))
    }
    if (missing.length === 0) return
    const reason = 'BGPFilter(s) not found'
    throw validationError([{ name: 'BGPPeer.Spec.Filters', value: `[${missing.join(' ')}]`, reason }])
  }

  private read(manager: Manager, kube: Record<string, unknown>): Resource {
    return manager.kind === 'Node' ? nodeFromKube(kube, this.era) : resourceFromKube(kube, manager.kind, this.era)
  }

  private path(manager: Manager, namespace?: string, name?: string): string {
    const root = manager.kind === 'Node' ? '/api/v1' : '/apis/crd.projectcalico.org/v1'
    const scope = manager.namespaced && namespace ? `/namespaces/${encodeURIComponent(namespace)}` : ''
    return `${root}${scope}/${manager.plural}${name ? `/${encodeURIComponent(name)}` : ''}`
  }

  private async ask(call: Call, manager: Manager, name?: string): Promise<Answer> {
    let answer: Answer
    try {
      answer = await this.client.send(call)
    } catch (error) {
      if (!(error instanceof Unreachable)) throw error
      const method = (call.method ?? 'GET').toLowerCase()
      const verb = method.charAt(0).toUpperCase() + method.slice(1)
      throw new CalicoError('other', `${verb} "${this.client.connection.server}${call.path}": ${error.message}`)
    }
    if (answer.code < 300 && answer.json) return answer
    throw asCalicoError(answer, id(manager, name))
  }
}

function id(manager: Manager, name?: string): string {
  return name ? `${manager.kind}(${name})` : manager.kind
}

function asCalicoError(answer: Answer, identifier: string): CalicoError {
  const status = (answer.json ?? {}) as { reason?: string; message?: string }
  const message = status.message ?? 'the server could not find the requested resource'
  const made = (errorClass: ErrorClass, text: string) => new CalicoError(errorClass, text)
  if (status.reason === 'AlreadyExists') return made('exists', `resource already exists: ${identifier}`)
  if (answer.code === 404) return made('missing', `resource does not exist: ${identifier} with error: ${message}`)
  if (answer.code === 401 || answer.code === 403) return made('unauthorized', `connection is unauthorized: ${message}`)
  if (answer.code === 409 && message.includes('UID in precondition')) {
    return made('missing', `resource does not exist: ${identifier} with error: ${message}`)
  }
  if (answer.code === 409) return made('conflict', `update conflict: ${identifier}`)
  return made('other', message)
}
