import { ApiError, badRequest, notFound, plainError } from '../store/errors.ts'
import { calicoGroup, groupVersion, kindNamed, type ResourceKind } from '../store/kinds.ts'
import type { Writer } from '../store/managed-fields.ts'
import type { KubeObject } from '../store/object.ts'
import { serverSideApply } from '../store/server-side-apply.ts'
import type { DeletePreconditions, WriteOptions } from '../store/store.ts'
import type { ApiContext, PendingWrite } from './context.ts'
import { coreDefaults } from './core-defaults.ts'
import { pruned, typedProblem } from './crd-types.ts'
import { asTable, getMany, selection, wantsTable } from './lists.ts'
import { applyPatch, checkPatched, isApply } from './patch.ts'
import { closedDoor, evictionOf } from './pod-doors.ts'
import { ok, type Reply } from './reply.ts'
import type { RequestInfo } from './request.ts'
import { checkBody, checkWhole, validate, validateUpdate } from './validate.ts'

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
  if (call.kind.plural === 'pods' && call.name) {
    const refusal = closedDoor(call.subresource)
    if (refusal) {
      context.store.get(call.kind, call.namespace, call.name)
      throw refusal
    }
    if (call.subresource === 'eviction' && call.method === 'POST') return evict(context, call)
  }
  if (call.subresource && !(call.subresource === 'status' && call.kind.status)) throw noSuchDoor(call)
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

/** The refusal of a subresource that a kind does not have. */
function noSuchDoor({ kind, name = '' }: ResourceCall): ApiError {
  if (kind.group === calicoGroup) return notFound(kind, name)
  return new ApiError(404, 'NotFound', 'the server could not find the requested resource', {})
}

/** What an API server says to a path it does not know. */
export function missing(): Reply {
  return { code: 404, body: '404 page not found\n', contentType: 'text/plain; charset=utf-8' }
}

function getOne(context: ApiContext, call: ResourceCall): Reply {
  const object = context.store.get(call.kind, call.namespace, call.name as string)
  const resourceVersion = object.metadata.resourceVersion ?? ''
  return ok(wantsTable(call.accept) ? asTable(context, call, [object], { resourceVersion }) : object)
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

function create(context: ApiContext, call: ResourceCall, options = writeOptions(call)): Reply {
  const body = checkWhole(call.kind, call.body)
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
  if (metadata.resourceVersion) throw plainError('resourceVersion should not be set on objects to be created')
  const object = admitted(context, call, { ...body, metadata })
  const made = changing(context, pending(call, 'create', metadata.name), options, () =>
    context.store.create(call.kind, object, options),
  )
  return { code: 201, body: made }
}

function update(context: ApiContext, call: ResourceCall): Reply {
  const body = checkWhole(call.kind, call.body)
  checkName(call, body)
  const object = admitted(context, call, withNamespace(body, call))
  const options = writeOptions(call)
  const write = pending(call, 'update', call.name as string)
  return ok(changing(context, write, options, () => context.store.update(call.kind, object, options)))
}

function patch(context: ApiContext, call: ResourceCall): Reply {
  if (isApply(call.contentType)) return apply(context, call)
  const name = call.name as string
  const options = writeOptions(call)
  const change = () => {
    const before = context.store.get(call.kind, call.namespace, name)
    const patched = checkBody(call.kind, applyPatch(call.kind, before, call.contentType, call.body))
    checkPatched(call.kind, before, patched, call)
    const object = admitted(context, call, withNamespace(patched, call))
    checkName(call, object)
    return context.store.update(call.kind, object, options)
  }
  return ok(changing(context, pending(call, 'patch', name), options, change))
}

/** Server-side apply: makes the object, or settles its fields with their other managers. */
function apply(context: ApiContext, call: ResourceCall): Reply {
  const name = call.name as string
  const { query } = call.info
  if (!query.get('fieldManager')) {
    const message = 'Required value: is required for apply patch'
    const causes = [{ reason: 'FieldValueRequired', message, field: 'fieldManager' }]
    const text = `PatchOptions.meta.k8s.io "" is invalid: fieldManager: ${message}`
    throw new ApiError(422, 'Invalid', text, { group: 'meta.k8s.io', kind: 'PatchOptions', causes })
  }
  const options = { ...writeOptions(call), applied: true }
  const wanted = withNamespace(checkBody(call.kind, call.body), call)
  checkName(call, wanted)
  const misfit = typedProblem(wanted, context.minor)
  if (misfit) throw plainError(misfit)
  if (wanted.metadata.managedFields) throw badRequest('metadata.managedFields must be nil')
  const live = context.store.find(call.kind, call.namespace, name)
  if (!live) {
    if (call.subresource) throw notFound(call.kind, name)
    return create(context, { ...call, body: wanted }, options)
  }
  const writer = context.store.writerOf(options) as Writer
  const change = () => {
    const merged = serverSideApply(live, wanted, writer, query.get('force') === 'true')
    checkPatched(call.kind, live, merged)
    return context.store.update(call.kind, admitted(context, call, merged), options)
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
  const whole = context.defaults(call.kind, coreDefaults(call.kind, known))
  validate(call.kind, whole, context.minor)
  const before = call.name ? context.store.find(call.kind, call.namespace, call.name) : undefined
  if (before && !call.subresource) validateUpdate(call.kind, before, whole)
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
  if (kind.plural === 'namespaces' && keptNamespaces.has(name)) {
    const text = `namespaces "${name}" is forbidden: this namespace may not be deleted`
    throw new ApiError(403, 'Forbidden', text, { name, kind: 'namespaces' })
  }
  const gone = changing(context, pending(call, 'delete', name), options, () =>
    options.dryRun
      ? context.store.get(kind, namespace, name)
      : context.store.delete(kind, namespace, name, preconditions(call.body)),
  )
  if (kind.plural === 'namespaces' && !options.dryRun) emptyNamespace(context, name)
  if (gone.metadata.deletionTimestamp) return ok(gone)
  const details = { name, ...(kind.group ? { group: kind.group } : {}), kind: kind.plural, uid: gone.metadata.uid }
  return ok({ kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', details })
}

const keptNamespaces = new Set(['default', 'kube-system', 'kube-public'])

/** What a namespace held goes with it. */
function emptyNamespace(context: ApiContext, name: string): void {
  for (const kind of context.kinds.filter(({ namespaced }) => namespaced)) {
    for (const { metadata } of [...context.store.list(kind, name)]) context.store.delete(kind, name, metadata.name)
  }
}

function evict(context: ApiContext, call: ResourceCall): Reply {
  const { subresource: _door, ...pod } = call
  const { body } = remove(context, { ...pod, body: evictionOf(call.body, call.name as string) })
  return { code: 201, body }
}

function removeMany(context: ApiContext, call: ResourceCall): Reply {
  const selects = selection(call)
  const objects = context.store.list(call.kind, call.namespace).filter(selects)
  if (objects.length > 10_000) throw new ApiError(413, 'RequestEntityTooLarge', 'too many objects')
  for (const { metadata } of objects) remove(context, { ...call, name: metadata.name, body: undefined })
  return ok({ kind: `${call.kind.kind}List`, apiVersion: groupVersion(call.kind), metadata: {}, items: objects })
}
