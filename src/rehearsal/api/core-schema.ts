/**
 * Fields of the core kinds that the rehearsal's own objects have, for `kubectl explain`, for programs that look fields up, and
 * for the types that a body must have. It is no whole copy of Kubernetes' schema: a field that is not here is stored and served
 * all the same.
 */

/**
 * A type as `kubectl explain` names it, a struct, or a list of structs. To it `long` is an integer, `time` a string, and `bytes`
 * (of a Secret) and `quantities` (of a node) are maps; what a body may hold there differs.
 */
export type SchemaField =
  | 'string'
  | 'time'
  | 'integer'
  | 'long'
  | 'boolean'
  | 'strings'
  | 'map'
  | 'bytes'
  | 'quantities'
  | 'any'
  | SchemaFields
  | NamedStruct
  | [SchemaFields | NamedStruct]

/** A struct that has a name of its own, which `kubectl explain` shows as the type. */
export class NamedStruct {
  readonly name: string
  readonly fields: SchemaFields
  constructor(name: string, fields: SchemaFields) {
    this.name = name
    this.fields = fields
  }
}

/** Fields by name; a name that ends with "!" is required. */
export interface SchemaFields {
  [field: string]: SchemaField
}

const named = (name: string, fields: SchemaFields) => new NamedStruct(name, fields)

/** ObjectMeta of every kind. */
export const objectMeta: SchemaFields = {
  annotations: 'map',
  creationTimestamp: 'time',
  deletionGracePeriodSeconds: 'long',
  deletionTimestamp: 'time',
  finalizers: 'strings',
  generateName: 'string',
  generation: 'long',
  labels: 'map',
  managedFields: [
    named('ManagedFieldsEntry', {
      apiVersion: 'string',
      fieldsType: 'string',
      fieldsV1: 'any',
      manager: 'string',
      operation: 'string',
      subresource: 'string',
      time: 'time',
    }),
  ],
  name: 'string',
  namespace: 'string',
  ownerReferences: [
    named('OwnerReference', {
      'apiVersion!': 'string',
      blockOwnerDeletion: 'boolean',
      controller: 'boolean',
      'kind!': 'string',
      'name!': 'string',
      'uid!': 'string',
    }),
  ],
  resourceVersion: 'string',
  selfLink: 'string',
  uid: 'string',
}

const condition: SchemaFields = {
  lastTransitionTime: 'time',
  message: 'string',
  reason: 'string',
  status: 'string',
  type: 'string',
}

const container = named('Container', {
  args: 'strings',
  command: 'strings',
  env: [named('EnvVar', { name: 'string', value: 'string', valueFrom: 'any' })],
  image: 'string',
  imagePullPolicy: 'string',
  name: 'string',
  resources: 'any',
  terminationMessagePath: 'string',
  terminationMessagePolicy: 'string',
})

const podSpec: SchemaFields = {
  containers: [container],
  dnsPolicy: 'string',
  enableServiceLinks: 'boolean',
  hostNetwork: 'boolean',
  initContainers: [container],
  nodeName: 'string',
  preemptionPolicy: 'string',
  priority: 'integer',
  restartPolicy: 'string',
  schedulerName: 'string',
  securityContext: 'any',
  serviceAccountName: 'string',
  terminationGracePeriodSeconds: 'long',
  tolerations: [
    named('Toleration', {
      effect: 'string',
      key: 'string',
      operator: 'string',
      tolerationSeconds: 'long',
      value: 'string',
    }),
  ],
}

/** Fields below each core kind, without apiVersion, kind and metadata. */
export const coreSchemas: Record<string, SchemaFields> = {
  ConfigMap: { binaryData: 'bytes', data: 'map', immutable: 'boolean' },
  Secret: { data: 'bytes', immutable: 'boolean', stringData: 'map', type: 'string' },
  Namespace: {
    spec: named('NamespaceSpec', { finalizers: 'strings' }),
    status: named('NamespaceStatus', { conditions: [named('NamespaceCondition', condition)], phase: 'string' }),
  },
  Node: {
    spec: named('NodeSpec', {
      podCIDR: 'string',
      podCIDRs: 'strings',
      providerID: 'string',
      taints: [named('Taint', { 'effect!': 'string', 'key!': 'string', timeAdded: 'time', value: 'string' })],
      unschedulable: 'boolean',
    }),
    status: named('NodeStatus', {
      addresses: [named('NodeAddress', { address: 'string', type: 'string' })],
      allocatable: 'quantities',
      capacity: 'quantities',
      conditions: [named('NodeCondition', { ...condition, lastHeartbeatTime: 'time' })],
      daemonEndpoints: named('NodeDaemonEndpoints', { kubeletEndpoint: named('DaemonEndpoint', { Port: 'integer' }) }),
      images: 'any',
      nodeInfo: named('NodeSystemInfo', {
        architecture: 'string',
        bootID: 'string',
        containerRuntimeVersion: 'string',
        kernelVersion: 'string',
        kubeProxyVersion: 'string',
        kubeletVersion: 'string',
        machineID: 'string',
        operatingSystem: 'string',
        osImage: 'string',
        systemUUID: 'string',
      }),
      phase: 'string',
    }),
  },
  Pod: {
    spec: named('PodSpec', podSpec),
    status: named('PodStatus', {
      conditions: [named('PodCondition', { ...condition, lastProbeTime: 'time' })],
      containerStatuses: 'any',
      hostIP: 'string',
      phase: 'string',
      podIP: 'string',
      podIPs: [named('PodIP', { ip: 'string' })],
      qosClass: 'string',
      startTime: 'time',
    }),
  },
  DaemonSet: {
    spec: named('DaemonSetSpec', {
      minReadySeconds: 'integer',
      revisionHistoryLimit: 'integer',
      selector: named('LabelSelector', { matchExpressions: 'any', matchLabels: 'map' }),
      template: named('PodTemplateSpec', {
        metadata: named('ObjectMeta', objectMeta),
        spec: named('PodSpec', podSpec),
      }),
      updateStrategy: named('DaemonSetUpdateStrategy', { rollingUpdate: 'any', type: 'string' }),
    }),
    status: named('DaemonSetStatus', {
      currentNumberScheduled: 'integer',
      desiredNumberScheduled: 'integer',
      numberAvailable: 'integer',
      numberMisscheduled: 'integer',
      numberReady: 'integer',
      observedGeneration: 'long',
      updatedNumberScheduled: 'integer',
    }),
  },
  Lease: {
    spec: named('LeaseSpec', {
      acquireTime: 'time',
      holderIdentity: 'string',
      leaseDurationSeconds: 'integer',
      leaseTransitions: 'integer',
      renewTime: 'time',
    }),
  },
}
