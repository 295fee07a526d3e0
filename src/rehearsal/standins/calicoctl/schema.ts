/**
 * The fields of Calico's Go structs, in their order: a strict decoder refuses others, a patch or update loses others
 * (an older client drops what it does not know), and JSON output prints them in this order.
 */

/**
 * Type of a field. Of Go's types only what shows: a pointer is kept whatever it points to, a plain value is left out when
 * it is the zero value, and a number must fit its width.
 */
export type FieldType =
  | 'string'
  | 'bool'
  | 'boolPointer'
  | 'int'
  | 'uint16'
  | 'uint8Pointer'
  | 'int32Pointer'
  | 'asn'
  | 'asnPointer'
  | 'duration'
  | 'strings'
  | { list: Struct }
  | { struct: Struct }
  /** A struct behind a pointer to a Kubernetes secret: its key is printed even when it is empty. */
  | { secretKey: Struct }

/** Fields by name; a number in the second place is the minor version that brought the field. */
export type Struct = Record<string, FieldType | [FieldType, number]>

const secret: Struct = {
  secretKeyRef: { secretKey: { key: 'string', name: 'string', optional: 'boolPointer' } },
}
const cidrs = { list: { cidr: 'string' } } satisfies FieldType

const bgpConfiguration: Struct = {
  logSeverityScreen: 'string',
  nodeToNodeMeshEnabled: 'boolPointer',
  asNumber: 'asnPointer',
  serviceLoadBalancerIPs: [cidrs, 18],
  serviceExternalIPs: cidrs,
  serviceClusterIPs: cidrs,
  serviceLoadBalancerAggregation: ['string', 30],
  communities: { list: { name: 'string', value: 'string' } },
  prefixAdvertisements: { list: { cidr: 'string', communities: 'strings' } },
  listenPort: 'uint16',
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
  numAllowedLocalASNumbers: ['int32Pointer', 23],
  ttlSecurity: ['uint8Pointer', 25],
  reachableBy: ['string', 25],
  filters: ['strings', 26],
  localASNumber: ['asnPointer', 31],
  nextHopMode: ['string', 31],
  reversePeering: ['string', 31],
}

const nodeBgp: Struct = {
  asNumber: 'asnPointer',
  ipv4Address: 'string',
  ipv6Address: 'string',
  ipv4IPIPTunnelAddr: 'string',
  routeReflectorClusterID: 'string',
}

const node: Struct = {
  bgp: { struct: nodeBgp },
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
  datastoreReady: 'boolPointer',
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

/** Go's name of a struct, for error texts. */
export const structNames = new Map<Struct, string>([
  [bgpConfiguration, 'BGPConfigurationSpec'],
  [bgpPeer, 'BGPPeerSpec'],
  [node, 'NodeSpec'],
  [nodeBgp, 'NodeBGPSpec'],
  [ipPool, 'IPPoolSpec'],
  [clusterInformation, 'ClusterInformationSpec'],
])
