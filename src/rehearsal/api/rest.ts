import { ApiError, badRequest, notFound } from '../store/errors.ts'
import { groupVersion, kindNamed, type ResourceKind } from '../store/kinds.ts'
import type { KubeObject } from '../store/object.ts'
import { fieldSelector, labelSelector, type Selects } from '../store/selectors.ts'
import type { DeletePreconditions, WriteOptions } from '../store/store.ts'
import type { ApiContext, PendingWrite } from './context.ts'
import { pruned } from './crd-types.ts'
import { applyPatch, checkPatched } from './patch.ts'
import { ok, type Reply } from './reply.ts'
import type { RequestInfo } from './request.ts'
import { tableOf } from './table.ts'
import { checkBody, validate } from './validate.ts'

/** One request for a resource, already allowed. */
export interface ResourceCall {
  method: string
  info: RequestInfo
  kind: ResourceKind
  namespace?: string
  name?: string
  subresource?: string
  accept: string
  contentType: string
  /** Parsed body. */
  body: unknown
  manager: string
  command?: string
  /** Filled while it is served; goes into Warning headers. */
  warnings: string[]
}

/** Answers get, list, create, update, patch and delete. */
export function serveResource(context: ApiContext, call: ResourceCall): Reply {
  if (call.subresource && !(call.subresource === 'status' && call.kind.status)) return missing()
  switch (call.method) {
    case 'GET':
      return call.name ? getOne(context, call) : getMany(context, call)
    case 'POST':
      return call.name ? missing() : create(context, call)
    case 'PUT':
      return update(context, call)
    case 'PATCH':
      return patch(context, call)
    case 'DELETE':
      return call.name ? remove(context, call) : removeMany(context, call)
    default:
      return { code: 405, body: 'Method Not Allowed', contentType: 'text/plain' }
  }
}

/** What an API server says to a path it does not know. */
export function missing(): Reply {
  return { code: 404, body: '404 page not found\n', contentType: 'text/plain; charset=utf-8' }
}

/** Which objects a list or watch is about. */
export function selection(call: Pick<ResourceCall, 'info' | 'namespace'>): Selects {
  const labels = labelSelector(call.info.query.get('labelSelector') ?? '')
  const fields = fieldSelector(call.info.query.get('fieldSelector') ?? '')
  return (object) => labels(object) && fields(object)
}

/** True when the client asked for a printable table. */
export function wantsTable(accept: string): boolean {
  return /as=Table;(v=v1;g=meta\.k8s\.io|g=meta\.k8s\.io;v=v1)/.test(accept)
}

/** The table of some objects, with the options of the query. */
export function asTable(context: ApiContext, call: ResourceCall, objects: KubeObject[], revision: string) {
  const includeObject = call.info.query.get('includeObject') ?? 'Metadata'
  return tableOf(call.kind, objects, { now: context.clock(), metadata: { resourceVersion: revision }, includeObject })
}

function getOne(context: ApiContext, call: ResourceCall): Reply {
  const object = context.store.get(call.kind, call.namespace, call.name as string)
  const revision = object.metadata.resourceVersion ?? ''
  return ok(wantsTable(call.accept) ? asTable(context, call, [object], revision) : object)
}

function getMany(context: ApiContext, call: ResourceCall): Reply {
  const selects = selection(call)
  const objects = context.store.list(call.kind, call.namespace).filter(selects)
  const revision = String(context.store.revision)
  if (wantsTable(call.accept)) return ok(asTable(context, call, objects, revision))
  // Items of core lists carry no kind of their own, items of custom resources do.
  const custom = call.kind.group.endsWith('projectcalico.org')
  const items = custom ? objects : objects.map(withoutKind)
  return ok({
    kind: `${call.kind.kind}List`,
    apiVersion: groupVersion(call.kind),
    metadata: custom ? { continue: '', resourceVersion: revision } : { resourceVersion: revision },
    items,
  })
}

function withoutKind(object: KubeObject): Record<string, unknown> {
  const { kind: _kind, apiVersion: _apiVersion, ...rest } = object
  return rest
}

function writeOptions(call: ResourceCall): WriteOptions {
  return {
    manager: call.info.query.get('fieldManager') || call.manager,
    ...(call.subresource === 'status' ? { subresource: 'status' as const } : {}),
    ...(call.info.query.get('dryRun') === 'All' ? { dryRun: true } : {}),
  }
}

/** Does a change between the two hooks, so that faults and journals see each exactly once. */
function changing<T>(context: ApiContext, write: PendingWrite, options: WriteOptions, change: () => T): T {
  if (options.dryRun) return change()
  context.beforeWrite(write)
  const result = change()
  context.afterWrite(write)
  return result
}

function pending(call: ResourceCall, verb: PendingWrite['verb'], name: string): PendingWrite {
  const { kind, namespace, command } = call
  return { verb, kind, name, ...(namespace ? { namespace } : {}), ...(command ? { command } : {}) }
}

function create(context: ApiContext, call: ResourceCall): Reply {
  const body = checkBody(call.kind, call.body)
  const metadata = { ...body.metadata }
  if (!metadata.name && typeof metadata['generateName'] === 'string') {
    metadata.name = `${metadata['generateName']}${context.suffix()}`
  }
  if (call.kind.namespaced) {
    if (metadata.namespace && metadata.namespace !== call.namespace) {
      throw badRequest('the namespace of the provided object does not match the namespace sent on the request')
    }
    if (!call.namespace) return missing()
    metadata.namespace = call.namespace
    context.store.get(kindNamed('namespaces'), undefined, call.namespace)
  } else delete metadata.namespace
  if (metadata.resourceVersion) throw badRequest('resourceVersion should not be set on objects to be created')
  const object = admitted(context, call, { ...body, metadata })
  const options = writeOptions(call)
  const made = changing(context, pending(call, 'create', metadata.name), options, () =>
    context.store.create(call.kind, object, options),
  )
  return { code: 201, body: made }
}

function update(context: ApiContext, call: ResourceCall): Reply {
  const body = checkBody(call.kind, call.body)
  checkName(call, body)
  const object = admitted(context, call, withNamespace(body, call))
  const options = writeOptions(call)
  const write = pending(call, 'update', call.name as string)
  return ok(changing(context, write, options, () => context.store.update(call.kind, object, options)))
}

function patch(context: ApiContext, call: ResourceCall): Reply {
  const name = call.name as string
  const options = writeOptions(call)
  const change = () => {
    const before = context.store.find(call.kind, call.namespace, name)
    if (!before) {
      if (!call.contentType.startsWith('application/apply-patch')) throw notFound(call.kind, name)
      const { body } = create(context, { ...call, name: undefined as never })
      return body as KubeObject
    }
    const patched = checkBody(call.kind, applyPatch(call.kind, before, call.contentType, call.body))
    checkPatched(call.kind, before, patched)
    const object = admitted(context, call, withNamespace(patched, call))
    checkName(call, object)
    return context.store.update(call.kind, object, options)
  }
  return ok(changing(context, pending(call, 'patch', name), options, change))
}

/** What is stored of an object that is about to be written: known fields, defaults, and only when it is valid. */
function admitted(context: ApiContext, call: ResourceCall, object: KubeObject): KubeObject {
  const { known, unknown } = pruned(call.kind.kind, object, context.minor)
  const mode = call.info.query.get('fieldValidation') ?? 'Warn'
  if (unknown.length > 0 && mode === 'Strict') {
    const { kind, version } = call.kind
    const list = unknown.map((field) => `unknown field "${field}"`).join(', ')
    throw badRequest(`${kind} in version "${version}" cannot be handled as a ${kind}: strict decoding error: ${list}`)
  }
  if (mode === 'Warn') call.warnings.push(...unknown.map((field) => `unknown field "${field}"`))
  const whole = context.defaults(call.kind, known)
  validate(call.kind, whole)
  return whole
}

function checkName(call: ResourceCall, object: KubeObject): void {
  if (object.metadata.name === call.name) return
  throw badRequest(`the name of the object (${object.metadata.name}) does not match the name on the URL (${call.name})`)
}

function withNamespace(object: KubeObject, call: ResourceCall): KubeObject {
  if (!call.kind.namespaced) return object
  return { ...object, metadata: { ...object.metadata, namespace: call.namespace as string } }
}

function preconditions(body: unknown): DeletePreconditions {
  const given = (body as { preconditions?: DeletePreconditions } | undefined)?.preconditions ?? {}
  return {
    ...(given.uid ? { uid: given.uid } : {}),
    ...(given.resourceVersion ? { resourceVersion: given.resourceVersion } : {}),
  }
}

function remove(context: ApiContext, call: ResourceCall): Reply {
  const name = call.name as string
  const asked = (call.body as { dryRun?: string[] } | undefined)?.dryRun
  const options = { ...writeOptions(call), ...(asked?.includes('All') ? { dryRun: true } : {}) }
  const { kind, namespace } = call
  const gone = changing(context, pending(call, 'delete', name), options, () =>
    options.dryRun
      ? context.store.get(kind, namespace, name)
      : context.store.delete(kind, namespace, name, preconditions(call.body)),
  )
  const details = { name, ...(kind.group ? { group: kind.group } : {}), kind: kind.plural, uid: gone.metadata.uid }
  return ok({ kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', details })
}

function removeMany(context: ApiContext, call: ResourceCall): Reply {
  const selects = selection(call)
  const objects = context.store.list(call.kind, call.namespace).filter(selects)
  if (objects.length > 10_000) throw new ApiError(413, 'RequestEntityTooLarge', 'too many objects')
  for (const { metadata } of objects) remove(context, { ...call, name: metadata.name, body: undefined })
  return ok({ kind: `${call.kind.kind}List`, apiVersion: groupVersion(call.kind), metadata: {}, items: objects })
}
