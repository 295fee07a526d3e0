import { groupVersion } from '../store/kinds.ts'
import type { KubeObject } from '../store/object.ts'
import { fieldSelector, labelSelector, type Selects } from '../store/selectors.ts'
import type { ApiContext } from './context.ts'
import { listOptions } from './list-options.ts'
import { pageOf } from './pages.ts'
import { ok, type Reply } from './reply.ts'
import type { ResourceCall } from './rest.ts'
import { tableOf } from './table.ts'

/** Which objects a list or watch is about. */
export function selection(call: Pick<ResourceCall, 'info' | 'kind'>): Selects {
  const labels = labelSelector(call.info.query.get('labelSelector') ?? '')
  const fields = fieldSelector(call.info.query.get('fieldSelector') ?? '', call.kind.plural)
  return (object) => labels(object) && fields(object)
}

/** True when the client asked for a printable table. */
export function wantsTable(accept: string): boolean {
  return /as=Table;(v=v1;g=meta\.k8s\.io|g=meta\.k8s\.io;v=v1)/.test(accept)
}

/** The table of some objects, with the options of the query. */
export function asTable(context: ApiContext, call: ResourceCall, objects: KubeObject[], metadata: ListMeta) {
  const includeObject = call.info.query.get('includeObject') ?? 'Metadata'
  return tableOf(call.kind, objects, { now: context.clock(), metadata: { ...metadata }, includeObject })
}

/** Metadata of a list. */
export interface ListMeta {
  resourceVersion: string
  continue?: string
  remainingItemCount?: number
}

/** Answers a list: all of it or a page, as objects or as a table. */
export function getMany(context: ApiContext, call: ResourceCall): Reply {
  const { query } = call.info
  const options = listOptions(query, false)
  const selected = Boolean(query.get('labelSelector') || query.get('fieldSelector'))
  const page = pageOf(context.store, call.kind, call.namespace, options, selection(call), selected)
  const { objects, revision, next, remaining } = page
  const metadata: ListMeta = {
    resourceVersion: String(revision),
    ...(next ? { continue: next } : {}),
    ...(remaining === undefined ? {} : { remainingItemCount: remaining }),
  }
  if (wantsTable(call.accept)) return ok(asTable(context, call, objects, metadata))
  // Items of core lists carry no kind of their own, items of custom resources do.
  const custom = call.kind.group.endsWith('projectcalico.org')
  const items = custom ? objects : objects.map(withoutKind)
  return ok({
    kind: `${call.kind.kind}List`,
    apiVersion: groupVersion(call.kind),
    metadata: custom ? { continue: '', ...metadata } : metadata,
    items,
  })
}

function withoutKind(object: KubeObject): Record<string, unknown> {
  const { kind: _kind, apiVersion: _apiVersion, ...rest } = object
  return rest
}
