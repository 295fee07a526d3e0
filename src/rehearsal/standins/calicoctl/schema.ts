/**
 * The fields of Calico's Go structs, in their order: a strict decoder refuses others, a patch or update loses others
 * (an older client drops what it does not know), and JSON output prints them in this order.
 */

/** Type of a field: a scalar, a list of a type, or a struct. */
export type FieldType =
  | 'string'
  | 'bool'
  | 'int'
  | 'asn'
  | 'duration'
  | 'strings'
  /** Anything: not looked into. */
  | 'any'
  | { list: Struct }
  | { struct: Struct }

/** Fields by name; a number in the second place is the minor version that brought the field. */
export type Struct = Record<string, FieldType | [FieldType, number]>

const secret: Struct = {
  secretKeyRef: { struct: { name: 'string', key: 'string', optional: 'bool' } },
}
const cidrs = { list: { cidr: 'string' } } satisfies FieldType

const bgpConfiguration: Struct = {
  logSeverityScreen: 'string',
  nodeToNodeMeshEnabled: 'bool',
  asNumber: 'asn',
  serviceLoadBalancerIPs: [cidrs, 18],
  serviceExternalIPs: cidrs,
  serviceClusterIPs: cidrs,
  serviceLoadBalancerAggregation: ['string', 30],
  communities: { list: { name: 'string', value: 'string' } },
  prefixAdvertisements: { list: { cidr: 'string', communities: 'strings' } },
  listenPort: 'int',
  nodeMeshPassword: [{ struct: secret }, 23],
  nodeMeshMaxRestartTime: ['duration', 23],
  bindMode: ['string', 24],
  ignoredInterfaces: ['strings', 24],
  localWorkloadPeeringIPV4: ['string', 30],
  localWorkloadPeeringIPV6: ['string', 30],
  programClusterRoutes: ['string', 31],
  ipv4NormalRoutePriority: ['int', 32],
  ipv6NormalRoutePriority: ['int', 32],
}

const bgpPeer: Struct = {
  node: 'string',
  nodeSelector: 'string',
  peerIP: 'string',
  asNumber: 'asn',
  peerSelector: 'string',
  localWorkloadSelector: ['string', 30],
  keepOriginalNextHop: ['bool', 16],
  password: [{ struct: secret }, 16],
  sourceAddress: ['string', 18],
  maxRestartTime: ['duration', 20],
  keepaliveTime: ['duration', 32],
  numAllowedLocalASNumbers: ['int', 23],
  ttlSecurity: ['int', 25],
  reachableBy: ['string', 25],
  filters: ['strings', 26],
  localASNumber: ['asn', 31],
  nextHopMode: ['string', 31],
  reversePeering: ['string', 31],
}

const node: Struct = {
  bgp: {
    struct: {
      asNumber: 'asn',
      ipv4Address: 'string',
      ipv6Address: 'string',
      ipv4IPIPTunnelAddr: 'string',
      routeReflectorClusterID: 'string',
    },
  },
  ipv4VXLANTunnelAddr: 'string',
  vxlanTunnelMACAddr: 'string',
  ipv6VXLANTunnelAddr: ['string', 23],
  vxlanTunnelMACAddrV6: ['string', 23],
  orchRefs: { list: { nodeName: 'string', orchestrator: 'string' } },
  wireguard: { struct: { interfaceIPv4Address: 'string', interfaceIPv6Address: ['string', 24] } },
  addresses: { list: { address: 'string', type: ['string', 19] } },
}

const ipPool: Struct = {
  cidr: 'string',
  vxlanMode: 'string',
  ipipMode: 'string',
  natOutgoing: 'bool',
  disabled: 'bool',
  disableBGPExport: ['bool', 22],
  blockSize: 'int',
  nodeSelector: 'string',
  ipip: { struct: { enabled: 'bool', mode: 'string' } },
  'nat-outgoing': 'bool',
  allowedUses: ['strings', 21],
  namespaceSelector: ['string', 31],
  assignmentMode: ['string', 30],
}

const clusterInformation: Struct = {
  clusterGUID: 'string',
  clusterType: 'string',
  calicoVersion: 'string',
  datastoreReady: 'bool',
  variant: 'string',
}

const nodeStatus: Struct = {
  wireguardPublicKey: 'string',
  wireguardPublicKeyV6: ['string', 24],
  podCIDRs: 'strings',
}

/** Structs by kind: spec and status. A kind that is not listed travels through unread. */
export const structs: Record<string, { spec: Struct; status?: Struct }> = {
  BGPConfiguration: { spec: bgpConfiguration },
  BGPPeer: { spec: bgpPeer },
  Node: { spec: node, status: nodeStatus },
  IPPool: { spec: ipPool },
  ClusterInformation: { spec: clusterInformation },
}

/** Metadata fields in the order of Kubernetes' struct. */
export const metadataOrder = [
  'name',
  'generateName',
  'namespace',
  'selfLink',
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'labels',
  'annotations',
  'ownerReferences',
  'finalizers',
  'managedFields',
]
