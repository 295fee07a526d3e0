/**
 * Field numbers of the Kubernetes messages that clients send in protobuf (generated.proto of apimachinery and api): the
 * typed clients of kubectl encode core objects so. Fields that are not listed are not read.
 */

/** How a field is read: a plain value, a map of texts or bytes, a message, or a list of one of these. */
export type FieldShape =
  | 'string'
  | 'integer'
  | 'bool'
  | 'strings'
  | 'texts'
  | 'blobs'
  /** Time and MicroTime: seconds and nanoseconds since 1970. */
  | 'time'
  | 'microtime'
  | { message: Message }
  | { messages: Message }

/** Fields by number: name and shape. */
export type Message = Record<number, [name: string, shape: FieldShape]>

const ownerReference: Message = {
  1: ['kind', 'string'],
  3: ['name', 'string'],
  4: ['uid', 'string'],
  5: ['apiVersion', 'string'],
  6: ['controller', 'bool'],
  7: ['blockOwnerDeletion', 'bool'],
}

const objectMeta: Message = {
  1: ['name', 'string'],
  2: ['generateName', 'string'],
  3: ['namespace', 'string'],
  5: ['uid', 'string'],
  6: ['resourceVersion', 'string'],
  11: ['labels', 'texts'],
  12: ['annotations', 'texts'],
  13: ['ownerReferences', { messages: ownerReference }],
  14: ['finalizers', 'strings'],
}

const metadata: [string, FieldShape] = ['metadata', { message: objectMeta }]

const leaseSpec: Message = {
  1: ['holderIdentity', 'string'],
  2: ['leaseDurationSeconds', 'integer'],
  3: ['acquireTime', 'microtime'],
  4: ['renewTime', 'microtime'],
  5: ['leaseTransitions', 'integer'],
}

const deleteOptions: Message = {
  1: ['gracePeriodSeconds', 'integer'],
  2: ['preconditions', { message: { 1: ['uid', 'string'], 2: ['resourceVersion', 'string'] } }],
  4: ['propagationPolicy', 'string'],
  5: ['dryRun', 'strings'],
}

const resourceAttributes: Message = {
  1: ['namespace', 'string'],
  2: ['verb', 'string'],
  3: ['group', 'string'],
  4: ['version', 'string'],
  5: ['resource', 'string'],
  6: ['subresource', 'string'],
  7: ['name', 'string'],
}

/** Messages by kind. Of a Node only the metadata is read: see `protobuf.ts`. */
export const messages: Record<string, Message> = {
  Node: { 1: metadata },
  ConfigMap: { 1: metadata, 2: ['data', 'texts'], 3: ['binaryData', 'blobs'], 4: ['immutable', 'bool'] },
  Secret: {
    1: metadata,
    2: ['data', 'blobs'],
    3: ['type', 'string'],
    4: ['stringData', 'texts'],
    5: ['immutable', 'bool'],
  },
  Namespace: { 1: metadata, 2: ['spec', { message: { 1: ['finalizers', 'strings'] } }] },
  ServiceAccount: { 1: metadata },
  Lease: { 1: metadata, 2: ['spec', { message: leaseSpec }] },
  Eviction: { 1: metadata, 2: ['deleteOptions', { message: deleteOptions }] },
  DeleteOptions: deleteOptions,
  SelfSubjectAccessReview: { 2: ['spec', { message: { 1: ['resourceAttributes', { message: resourceAttributes }] } }] },
  SelfSubjectRulesReview: { 1: metadata, 2: ['spec', { message: { 1: ['namespace', 'string'] } }] },
  SelfSubjectReview: { 1: metadata },
}
