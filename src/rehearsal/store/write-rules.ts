import type { ResourceKind } from './kinds.ts'
import { equalJson, type Fields, isFields, type KubeObject, type StoredMeta } from './object.ts'

/** What the server adds to a new object. */
export interface NewIdentity {
  uid: string
  now: string
}

/** The object that is stored for a create: server-owned metadata replaced, status dropped where it has its own door. */
export function finishCreate(kind: ResourceKind, input: KubeObject, identity: NewIdentity): KubeObject {
  const object = structuredClone(input)
  const metadata = tidyMetadata(object.metadata)
  metadata.uid = identity.uid
  metadata.creationTimestamp = identity.now
  delete metadata.deletionTimestamp
  delete metadata.resourceVersion
  if (kind.generation) metadata.generation = 1
  else delete metadata.generation
  return { ...object, metadata }
}

/** The object that is stored for an update of it or of its status. */
export function finishUpdate(
  kind: ResourceKind,
  before: KubeObject,
  input: KubeObject,
  subresource?: 'status',
): KubeObject {
  const next = structuredClone(input)
  const metadata = tidyMetadata(next.metadata)
  const old = before.metadata
  metadata.uid = old.uid
  metadata.creationTimestamp = old.creationTimestamp
  metadata.resourceVersion = old.resourceVersion
  if (old.deletionTimestamp) {
    metadata.deletionTimestamp = old.deletionTimestamp
    metadata['deletionGracePeriodSeconds'] = old['deletionGracePeriodSeconds']
  }
  let body: Fields = next
  if (kind.status) {
    // Through the status door only the status moves (Node metadata too: Calico writes its annotations there).
    body = subresource === 'status' ? { ...before, status: next['status'] } : { ...next, status: before['status'] }
    if (body['status'] === undefined) delete body['status']
  }
  if (kind.generation) {
    const changed = !equalJson(withoutOwned(body), withoutOwned(before))
    metadata.generation = (old.generation ?? 1) + (changed ? 1 : 0)
  } else delete metadata.generation
  return { ...body, apiVersion: before.apiVersion, kind: before.kind, metadata }
}

function withoutOwned(object: Fields): Fields {
  const { metadata: _metadata, status: _status, ...rest } = object
  return rest
}

/** Empty maps are not kept, as omitempty drops them on the way through the API. */
function tidyMetadata(input: StoredMeta): StoredMeta {
  const metadata: StoredMeta = { ...input }
  for (const field of ['labels', 'annotations'] as const) {
    const map = metadata[field]
    if (!isFields(map) || Object.keys(map).length === 0) delete metadata[field]
  }
  if (metadata.namespace === '') delete metadata.namespace
  delete metadata['selfLink']
  return metadata
}
