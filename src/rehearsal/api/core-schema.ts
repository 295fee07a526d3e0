/**
 * Fields of the core kinds that the rehearsal's own objects have, for `kubectl explain` and for programs that look fields
 * up. It is no whole copy of Kubernetes' schema: a field that is not here is stored and served all the same.
 */

/** A type as `kubectl explain` names it, a struct, or a list of structs. */
export type SchemaField =
  | 'string'
  | 'integer'
  | 'boolean'
  | 'strings'
  | 'map'
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
  creationTimestamp: 'string',
  deletionGracePeriodSeconds: 'integer',
  deletionTimestamp: 'string',
  finalizers: 'strings',
  generateName: 'string',
  generation: 'integer',
  labels: 'map',
  managedFields: [
    named('ManagedFieldsEntry', {
      apiVersion: 'string',
      fieldsType: 'string',
      fieldsV1: 'any',
      manager: 'string',
      operation: 'string',
      subresource: 'string',
      time: 'string',
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
  lastTransitionTime: 'string',
  message: 'string',
  reason: 'string',
  status: 'string',
  type: 'string',
}

const container: SchemaFields = {
  args: 'strings',
  command: 'strings',
  env: [{ name: 'string', value: 'string', valueFrom: 'any' }],
  image: 'string',
  imagePullPolicy: 'string',
  name: 'string',
  resources: 'any',
  terminationMessagePath: 'string',
  terminationMessagePolicy: 'string',
}

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
  terminationGracePeriodSeconds: 'integer',
  tolerations: [{ effect: 'string', key: 'string', operator: 'string', tolerationSeconds: 'integer', value: 'string' }],
}

/** Fields below each core kind, without apiVersion, kind and metadata. */
export const coreSchemas: Record<string, SchemaFields> = {
  ConfigMap: { binaryData: 'map', data: 'map', immutable: 'boolean' },
  Secret: { data: 'map', immutable: 'boolean', stringData: 'map', type: 'string' },
  Namespace: {
    spec: named('NamespaceSpec', { finalizers: 'strings' }),
    status: named('NamespaceStatus', { conditions: [condition], phase: 'string' }),
  },
  Node: {
    spec: named('NodeSpec', {
      podCIDR: 'string',
      podCIDRs: 'strings',
      providerID: 'string',
      taints: [named('Taint', { 'effect!': 'string', 'key!': 'string', timeAdded: 'string', value: 'string' })],
      unschedulable: 'boolean',
    }),
    status: named('NodeStatus', {
      addresses: [{ address: 'string', type: 'string' }],
      allocatable: 'map',
      capacity: 'map',
      conditions: [{ ...condition, lastHeartbeatTime: 'string' }],
      daemonEndpoints: { kubeletEndpoint: { Port: 'integer' } },
      images: 'any',
      nodeInfo: {
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
      },
      phase: 'string',
    }),
  },
  Pod: {
    spec: named('PodSpec', podSpec),
    status: named('PodStatus', {
      conditions: [{ ...condition, lastProbeTime: 'string' }],
      containerStatuses: 'any',
      hostIP: 'string',
      phase: 'string',
      podIP: 'string',
      podIPs: [{ ip: 'string' }],
      qosClass: 'string',
      startTime: 'string',
    }),
  },
  DaemonSet: {
    spec: named('DaemonSetSpec', {
      minReadySeconds: 'integer',
      revisionHistoryLimit: 'integer',
      selector: { matchExpressions: 'any', matchLabels: 'map' },
      template: { metadata: objectMeta, spec: podSpec },
      updateStrategy: { rollingUpdate: 'any', type: 'string' },
    }),
    status: named('DaemonSetStatus', {
      currentNumberScheduled: 'integer',
      desiredNumberScheduled: 'integer',
      numberAvailable: 'integer',
      numberMisscheduled: 'integer',
      numberReady: 'integer',
      observedGeneration: 'integer',
      updatedNumberScheduled: 'integer',
    }),
  },
  Lease: {
    spec: named('LeaseSpec', {
      acquireTime: 'string',
      holderIdentity: 'string',
      leaseDurationSeconds: 'integer',
      leaseTransitions: 'integer',
      renewTime: 'string',
    }),
  },
}
