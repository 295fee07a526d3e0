/**
 * What a field may hold. `texts` is a list of texts, `cidrs` a list of `{ cidr }`, `secret` a reference to a key of a
 * Secret; `map` and `list` are not looked into, `any` is not looked at.
 */
export type FieldType = 'text' | 'boolean' | 'integer' | 'asn' | 'texts' | 'cidrs' | 'secret' | 'map' | 'list' | 'any'

/**
 * Fields of the kinds a forecast reads, over all supported versions. A field that is not here is a mistake, or newer than
 * this table, or of another product; the reader is told.
 */
export const knownFields: Record<string, Record<string, FieldType>> = {
  BGPPeer: {
    node: 'text',
    nodeSelector: 'text',
    peerIP: 'text',
    peerSelector: 'text',
    localWorkloadSelector: 'text',
    asNumber: 'asn',
    localASNumber: 'asn',
    numAllowedLocalASNumbers: 'integer',
    keepOriginalNextHop: 'boolean',
    nextHopMode: 'text',
    sourceAddress: 'text',
    reversePeering: 'text',
    password: 'secret',
    maxRestartTime: 'text',
    keepaliveTime: 'text',
    ttlSecurity: 'integer',
    reachableBy: 'text',
    filters: 'texts',
  },
  BGPConfiguration: {
    logSeverityScreen: 'text',
    nodeToNodeMeshEnabled: 'boolean',
    asNumber: 'asn',
    listenPort: 'integer',
    bindMode: 'text',
    serviceClusterIPs: 'cidrs',
    serviceExternalIPs: 'cidrs',
    serviceLoadBalancerIPs: 'cidrs',
    serviceLoadBalancerAggregation: 'text',
    communities: 'list',
    prefixAdvertisements: 'list',
    nodeMeshPassword: 'secret',
    nodeMeshMaxRestartTime: 'text',
    ignoredInterfaces: 'list',
    localWorkloadPeeringIPV4: 'text',
    localWorkloadPeeringIPV6: 'text',
    programClusterRoutes: 'any',
    ipv4NormalRoutePriority: 'integer',
    ipv4ElevatedRoutePriority: 'integer',
    ipv6NormalRoutePriority: 'integer',
    ipv6ElevatedRoutePriority: 'integer',
  },
  'Node.bgp': {
    asNumber: 'asn',
    ipv4Address: 'text',
    ipv6Address: 'text',
    ipv4IPIPTunnelAddr: 'text',
    routeReflectorClusterID: 'text',
  },
  IPPool: {
    cidr: 'text',
    vxlanMode: 'text',
    ipipMode: 'text',
    natOutgoing: 'boolean',
    'nat-outgoing': 'boolean',
    ipip: 'map',
    disabled: 'boolean',
    disableBGPExport: 'boolean',
    blockSize: 'integer',
    nodeSelector: 'text',
    namespaceSelector: 'text',
    allowedUses: 'list',
    assignmentMode: 'text',
  },
  BlockAffinity: { cidr: 'text', node: 'text', state: 'text', deleted: 'any', type: 'text' },
}

/** Fields without which an object says nothing. */
export const requiredFields: Record<string, readonly string[]> = {
  IPPool: ['cidr'],
  BlockAffinity: ['cidr', 'node'],
}

/** Words that a field takes; anything else is refused by calicoctl. */
export const fieldWords: Record<string, Record<string, readonly string[]>> = {
  BGPPeer: {
    nextHopMode: ['Auto', 'Self', 'Keep'],
    sourceAddress: ['UseNodeIP', 'None'],
    reversePeering: ['Auto', 'Manual'],
  },
  IPPool: { ipipMode: ['Never', 'Always', 'CrossSubnet'], vxlanMode: ['Never', 'Always', 'CrossSubnet'] },
}

/** Fields of Calico Enterprise: no effect in the open source version, which refuses them. */
export const enterpriseFields = new Set(['failureDetectionMode', 'restartMode', 'birdGatewayMode', 'externalNetwork'])

/** Kinds that decide no session and no route of BGP; they are counted, not read. */
export const irrelevantKinds: Record<string, string> = {
  FelixConfiguration: 'Felix: it programs routes, but makes no BGP session',
  KubeControllersConfiguration: 'controllers',
  IPAMBlock: 'the BlockAffinity of a block says which node announces it',
  IPAMHandle: 'address management',
  IPAMConfig: 'address management',
  IPAMConfiguration: 'address management',
  IPReservation: 'address management',
  CalicoNodeStatus: 'observed, not wanted',
  HostEndpoint: 'policy',
  GlobalNetworkPolicy: 'policy',
  GlobalNetworkSet: 'policy',
  NetworkPolicy: 'policy',
  NetworkSet: 'policy',
  StagedGlobalNetworkPolicy: 'policy',
  StagedNetworkPolicy: 'policy',
  StagedKubernetesNetworkPolicy: 'policy',
  Tier: 'policy',
  Profile: 'policy',
  Namespace: 'no BGP',
  ServiceAccount: 'no BGP',
  Deployment: 'no BGP',
  DaemonSet: 'no BGP',
  ReplicaSet: 'no BGP',
  CustomResourceDefinition: 'no BGP',
  Event: 'no BGP',
}
