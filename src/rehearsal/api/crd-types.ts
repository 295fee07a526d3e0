import type { FieldProblem } from '../store/errors.ts'
import { isFields } from '../store/object.ts'

type FieldType = 'string' | 'integer' | 'boolean' | 'array' | 'object'

/**
 * Field types of the custom resources a migration writes. Calico's definitions check no more than types (until 3.32):
 * everything else is calicoctl's own validation.
 */
const types: Record<string, Record<string, FieldType>> = {
  BGPConfiguration: {
    asNumber: 'integer',
    bindMode: 'string',
    communities: 'array',
    ignoredInterfaces: 'array',
    listenPort: 'integer',
    logSeverityScreen: 'string',
    nodeMeshMaxRestartTime: 'string',
    nodeMeshPassword: 'object',
    nodeToNodeMeshEnabled: 'boolean',
    prefixAdvertisements: 'array',
    serviceClusterIPs: 'array',
    serviceExternalIPs: 'array',
    serviceLoadBalancerIPs: 'array',
  },
  BGPPeer: {
    asNumber: 'integer',
    filters: 'array',
    keepOriginalNextHop: 'boolean',
    localASNumber: 'integer',
    localWorkloadSelector: 'string',
    maxRestartTime: 'string',
    node: 'string',
    nodeSelector: 'string',
    numAllowedLocalASNumbers: 'integer',
    password: 'object',
    peerIP: 'string',
    peerSelector: 'string',
    reachableBy: 'string',
    sourceAddress: 'string',
    ttlSecurity: 'integer',
  },
  IPPool: {
    blockSize: 'integer',
    cidr: 'string',
    disableBGPExport: 'boolean',
    disabled: 'boolean',
    ipipMode: 'string',
    natOutgoing: 'boolean',
    nodeSelector: 'string',
    vxlanMode: 'string',
  },
  ClusterInformation: {
    calicoVersion: 'string',
    clusterGUID: 'string',
    clusterType: 'string',
    datastoreReady: 'boolean',
  },
}

/** Fields of a spec that have another type than the definition says. */
export function crdProblems(kind: string, spec: unknown): FieldProblem[] {
  const known = types[kind]
  if (!known || !isFields(spec)) return []
  const problems: FieldProblem[] = []
  for (const [field, type] of Object.entries(known)) {
    const value = spec[field]
    if (value === undefined || typeOf(value) === type) continue
    const shown = typeof value === 'string' ? JSON.stringify(value) : JSON.stringify(value)
    const text = `spec.${field} in body must be of type ${type}: ${shown}`
    const reason = 'FieldValueTypeInvalid'
    problems.push({ field: `spec.${field}`, reason, message: `Invalid value: "${typeOf(value)}": ${text}` })
  }
  return problems
}

/** The JSON type of a value, by the names OpenAPI uses. */
function typeOf(value: unknown): string {
  if (Array.isArray(value)) return 'array'
  if (value === null) return 'null'
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number'
  return typeof value
}
