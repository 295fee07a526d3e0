import { ApiError, badRequest } from '../store/errors.ts'
import { kindNamed, type ResourceKind } from '../store/kinds.ts'
import { type Fields, isFields, type KubeObject } from '../store/object.ts'
import type { Store } from '../store/store.ts'
import { type FieldShape, type Message, messages } from './protobuf-messages.ts'

/** Protobuf, as far as clients send it: answers are always JSON, which every client takes. */

const magic = Buffer.from('k8s\0')

/** The object a protobuf body stands for, with apiVersion and kind. 415 for a kind that nobody is known to send so. */
export function fromProtobuf(body: Uint8Array): Fields {
  const bytes = Buffer.from(body)
  if (!bytes.subarray(0, 4).equals(magic)) throw badRequest('not a Kubernetes protobuf object')
  // runtime.Unknown { typeMeta = 1 { apiVersion = 1, kind = 2 }, raw = 2 }
  const unknown = readFields(bytes.subarray(4))
  const type = readFields(lastOf(unknown, 1))
  const [apiVersion, kind] = [1, 2].map((number) => lastOf(type, number).toString('utf8')) as [string, string]
  const message = messages[kind]
  if (!message) throw new ApiError(415, 'UnsupportedMediaType', `protobuf is not taken here for the kind ${kind}`)
  return { apiVersion, kind, ...readMessage(lastOf(unknown, 2), message) }
}

/**
 * A Node from protobuf. The real calicoctl writes Nodes so and only ever changes labels and annotations, so that reading
 * the metadata is enough: the rest of the object is the stored one's.
 */
export function wholeNode(given: Fields, kind: ResourceKind, store: Store): Fields {
  if (kind !== kindNamed('nodes') || !isFields(given['metadata'])) return given
  const metadata = given['metadata'] as KubeObject['metadata']
  const stored = store.get(kind, undefined, metadata.name)
  const { labels = {}, annotations = {} } = metadata
  return { ...stored, metadata: { ...stored.metadata, ...metadata, labels, annotations } }
}

function readMessage(bytes: Buffer, message: Message): Fields {
  const fields = readFields(bytes)
  const result: Fields = {}
  for (const [number, [name, shape]] of Object.entries(message)) {
    const values = fields.filter((field) => field.number === Number(number))
    const value = values.length > 0 ? readValue(values, shape) : undefined
    // Go's encoder writes empty texts too; in JSON they would not be there.
    if (value !== undefined && value !== '') result[name] = value
  }
  return result
}

function readValue(values: WireField[], shape: FieldShape): unknown {
  const last = values.at(-1) as WireField
  if (typeof shape === 'object') {
    if ('message' in shape) return readMessage(last.bytes, shape.message)
    return values.map(({ bytes }) => readMessage(bytes, shape.messages))
  }
  switch (shape) {
    case 'string':
      return last.bytes.toString('utf8')
    case 'integer':
      return last.varint
    case 'bool':
      return last.varint !== 0
    case 'strings':
      return values.map(({ bytes }) => bytes.toString('utf8'))
    case 'texts':
      return mapOf(values, 'utf8')
    case 'blobs':
      return mapOf(values, 'base64')
    default:
      return timeOf(last.bytes, shape === 'microtime')
  }
}

function mapOf(values: WireField[], encoding: 'utf8' | 'base64'): Record<string, string> {
  const pairs = values.map(({ bytes }) => readFields(bytes))
  return Object.fromEntries(pairs.map((pair) => [lastOf(pair, 1).toString('utf8'), lastOf(pair, 2).toString(encoding)]))
}

function timeOf(bytes: Buffer, micro: boolean): string {
  const fields = readFields(bytes)
  const [seconds, nanos] = [1, 2].map((number) => fields.findLast((field) => field.number === number)?.varint ?? 0)
  const whole = new Date((seconds as number) * 1000).toISOString().slice(0, 19)
  return micro ? `${whole}.${String(Math.floor((nanos as number) / 1000)).padStart(6, '0')}Z` : `${whole}Z`
}

interface WireField {
  number: number
  /** Of a length-delimited field. */
  bytes: Buffer
  /** Of a varint field. */
  varint: number
}

function lastOf(fields: WireField[], number: number): Buffer {
  return fields.findLast((field) => field.number === number)?.bytes ?? Buffer.alloc(0)
}

/** Fields of a message; fixed-width ones are skipped. */
function readFields(bytes: Buffer): WireField[] {
  const fields: WireField[] = []
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
    const number = Math.floor(tag / 8)
    if (type === 0) fields.push({ number, bytes: Buffer.alloc(0), varint: varint() })
    else if (type === 1) at += 8
    else if (type === 5) at += 4
    else if (type === 2) {
      const length = varint()
      if (at + length > bytes.length) throw badRequest('truncated protobuf')
      fields.push({ number, bytes: bytes.subarray(at, at + length), varint: 0 })
      at += length
    } else throw badRequest('unknown protobuf wire type')
  }
  return fields
}
