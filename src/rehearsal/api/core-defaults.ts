import type { ResourceKind } from '../store/kinds.ts'
import { isFields, type KubeObject } from '../store/object.ts'

/** What the API server fills in or turns round in the core kinds that people make by hand. */
export function coreDefaults(kind: ResourceKind, object: KubeObject): KubeObject {
  if (kind.plural === 'namespaces') return namespaceDefaults(object)
  if (kind.plural === 'secrets') return secretDefaults(object)
  return object
}

function namespaceDefaults(object: KubeObject): KubeObject {
  const { metadata } = object
  const labels = { ...metadata.labels, 'kubernetes.io/metadata.name': metadata.name }
  return {
    ...object,
    metadata: { ...metadata, labels },
    spec: { finalizers: ['kubernetes'], ...(isFields(object['spec']) ? object['spec'] : {}) },
    status: { phase: 'Active', ...(isFields(object['status']) ? object['status'] : {}) },
  }
}

/** `stringData` is for writing only: it ends up in `data`. */
function secretDefaults(object: KubeObject): KubeObject {
  const { stringData, ...kept } = object
  const texts = isFields(stringData) ? Object.entries(stringData) : []
  const encoded = texts.map(([key, text]) => [key, Buffer.from(String(text)).toString('base64')])
  const data = { ...(isFields(object['data']) ? object['data'] : {}), ...Object.fromEntries(encoded) }
  return { type: 'Opaque', ...kept, ...(Object.keys(data).length > 0 ? { data } : {}) } as KubeObject
}
