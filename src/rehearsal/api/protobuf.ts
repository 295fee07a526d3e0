import { ApiError, badRequest } from '../store/errors.ts'
import { kindNamed, type ResourceKind } from '../store/kinds.ts'
import type { KubeObject, StoredMeta } from '../store/object.ts'
import type { Store } from '../store/store.ts'

/**
 * Protobuf, as far as it cannot be avoided. The real calicoctl writes Nodes in Kubernetes' protobuf encoding. It only ever changes labels and annotations there,
 * so that reading the metadata is enough: the rest of the object is the stored one's.
 */

const magic = Buffer.from('k8s\0')

/** The Node a protobuf body stands for. 415 for any other kind. */
export function nodeFromProtobuf(body: Uint8Array, kind: ResourceKind, store: Store): KubeObject {
  if (kind !== kindNamed('nodes')) {
    throw new ApiError(415, 'UnsupportedMediaType', 'protobuf is taken for nodes only')
  }
  const bytes = Buffer.from(body)
  if (!bytes.subarray(0, 4).equals(magic)) throw badRequest('not a Kubernetes protobuf object')
  // runtime.Unknown { typeMeta = 1, raw = 2 }, in it Node { metadata = 1 }.
  const raw = bytesOf(readFields(bytes.subarray(4)), 2)
  const fields = readFields(bytesOf(readFields(raw), 1))
  const metadata: StoredMeta = {
    name: bytesOf(fields, 1).toString('utf8'),
    labels: mapOf(fields, 11),
    annotations: mapOf(fields, 12),
  }
  const uid = bytesOf(fields, 5).toString('utf8')
  const resourceVersion = bytesOf(fields, 6).toString('utf8')
  if (uid) metadata.uid = uid
  if (resourceVersion) metadata.resourceVersion = resourceVersion
  const stored = store.get(kind, undefined, metadata.name)
  return { ...stored, metadata: { ...stored.metadata, ...metadata } }
}

/** The attributes of a SelfSubjectAccessReview, which kubectl sends in protobuf too. */
export function reviewFromProtobuf(body: Uint8Array): Record<string, string> {
  // SelfSubjectAccessReview { spec = 2 { resourceAttributes = 1 } }
  const raw = bytesOf(readFields(Buffer.from(body).subarray(4)), 2)
  const attributes = readFields(bytesOf(readFields(bytesOf(readFields(raw), 2)), 1))
  const names = ['namespace', 'verb', 'group', 'version', 'resource', 'subresource', 'name']
  const entries = names.map((name, i) => [name, bytesOf(attributes, i + 1).toString('utf8')])
  return Object.fromEntries(entries.filter(([, value]) => value !== ''))
}

type Field = { number: number; value: Buffer }

function bytesOf(fields: Field[], number: number): Buffer {
  return fields.findLast((field) => field.number === number)?.value ?? Buffer.alloc(0)
}

function mapOf(fields: Field[], number: number): Record<string, string> {
  const entries = fields
    .filter((field) => field.number === number)
    .map(({ value }) => readFields(value))
    .map((pair) => [bytesOf(pair, 1).toString('utf8'), bytesOf(pair, 2).toString('utf8')])
  return Object.fromEntries(entries)
}

/** Length-delimited fields of a message; others are skipped. */
function readFields(bytes: Buffer): Field[] {
  const fields: Field[] = []
  let at = 0
  const varint = (): number => {
    let value = 0
    for (let shift = 0; shift < 70; shift += 7) {
      const byte = bytes[at++]
      if (byte === undefined) throw badRequest('truncated protobuf')
      value += (byte & 0x7f) * 2 ** shift
      if (byte < 0x80) return value
    }
    throw badRequest('bad varint')
  }
  while (at < bytes.length) {
    const tag = varint()
    const type = tag & 7
    if (type === 0) varint()
    else if (type === 1) at += 8
    else if (type === 5) at += 4
    else if (type === 2) {
      const length = varint()
      if (at + length > bytes.length) throw badRequest('truncated protobuf')
      fields.push({ number: Math.floor(tag / 8), value: bytes.subarray(at, at + length) })
      at += length
    } else throw badRequest('unknown protobuf wire type')
  }
  return fields
}
