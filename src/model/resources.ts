/**
 * The nouns of the cluster, as Calico's v3 API spells them. Only the fields that decide BGP are typed; everything else
 * of an object travels along untouched in the same value, so that writing an object back loses nothing.
 */

/** Metadata shared by Kubernetes and Calico objects. */
export interface ObjectMeta {
  name: string
  namespace?: string
  uid?: string
  resourceVersion?: string
  creationTimestamp?: string | null
  labels?: Record<string, string>
  annotations?: Record<string, string>
}

interface CalicoObject<K extends string, S> {
  apiVersion: 'projectcalico.org/v3'
  kind: K
  metadata: ObjectMeta
  spec: S
}

/** `Node.spec.bgp`. An AS number may arrive as text ("1.10"); `effectiveAsn` in ./asn.ts reads both. */
export interface NodeBgpSpec {
  asNumber?: number | string
  ipv4Address?: string
  ipv6Address?: string
  routeReflectorClusterID?: string
  [field: string]: unknown
}

export type CalicoNode = CalicoObject<'Node', { bgp?: NodeBgpSpec; [field: string]: unknown }> & {
  status?: { podCIDRs?: string[] }
}

export type BgpConfiguration = CalicoObject<
  'BGPConfiguration',
  {
    logSeverityScreen?: string
    /** Absent means on (facts: section 2). */
    nodeToNodeMeshEnabled?: boolean
    asNumber?: number | string
    listenPort?: number
    serviceClusterIPs?: { cidr: string }[]
    serviceExternalIPs?: { cidr: string }[]
    serviceLoadBalancerIPs?: { cidr: string }[]
    nodeMeshPassword?: { secretKeyRef?: { name: string; key: string } }
    nodeMeshMaxRestartTime?: string
    [field: string]: unknown
  }
>

export type BgpPeer = CalicoObject<
  'BGPPeer',
  {
    node?: string
    nodeSelector?: string
    peerIP?: string
    peerSelector?: string
    localWorkloadSelector?: string
    asNumber?: number | string
    localASNumber?: number | string
    numAllowedLocalASNumbers?: number
    keepOriginalNextHop?: boolean
    nextHopMode?: 'Auto' | 'Self' | 'Keep'
    sourceAddress?: 'UseNodeIP' | 'None'
    reversePeering?: 'Auto' | 'Manual'
    password?: { secretKeyRef?: { name: string; key: string } }
    maxRestartTime?: string
    keepaliveTime?: string
    ttlSecurity?: number
    reachableBy?: string
    filters?: string[]
    [field: string]: unknown
  }
>

export type BgpFilter = CalicoObject<'BGPFilter', Record<string, unknown>>

export type IpPool = CalicoObject<
  'IPPool',
  {
    cidr: string
    ipipMode?: 'Never' | 'Always' | 'CrossSubnet'
    vxlanMode?: 'Never' | 'Always' | 'CrossSubnet'
    natOutgoing?: boolean
    disabled?: boolean
    disableBGPExport?: boolean
    blockSize?: number
    nodeSelector?: string
    [field: string]: unknown
  }
>

/** A block of addresses that belongs to one node (crd.projectcalico.org BlockAffinity). */
export type BlockAffinity = CalicoObject<
  'BlockAffinity',
  { cidr: string; node: string; state?: string; deleted?: string | boolean; [field: string]: unknown }
>

export type ClusterInformation = CalicoObject<
  'ClusterInformation',
  {
    calicoVersion?: string
    clusterGUID?: string
    clusterType?: string
    datastoreReady?: boolean
    [field: string]: unknown
  }
>

/** What of a Secret the forecast may know: that it exists and which keys it has. Never its values. */
export interface SecretShape {
  namespace: string
  name: string
  keys: string[]
}

/** A Kubernetes Service as far as it decides which service routes a node announces. */
export interface ServiceShape {
  namespace: string
  name: string
  type: 'ClusterIP' | 'NodePort' | 'LoadBalancer' | 'ExternalName'
  clusterIPs: string[]
  externalIPs: string[]
  loadBalancerIPs: string[]
  externalTrafficPolicy: 'Cluster' | 'Local'
  /** Nodes with a ready local endpoint. */
  endpointNodes: string[]
}

/** The BGPConfiguration that counts for the whole cluster; undefined where there is none. */
export function defaultConfiguration(configurations: readonly BgpConfiguration[]): BgpConfiguration | undefined {
  return configurations.find((object) => object.metadata.name === 'default')
}

/** Whether the node-to-node mesh is on: a configuration that says nothing, or none at all, has it on. */
export function meshIsOn(configurations: readonly BgpConfiguration[]): boolean {
  return defaultConfiguration(configurations)?.spec.nodeToNodeMeshEnabled !== false
}

/** Every resource that decides sessions and routes, parsed once at the edge. */
export interface ResourceSet {
  nodes: CalicoNode[]
  bgpConfigurations: BgpConfiguration[]
  bgpPeers: BgpPeer[]
  bgpFilters: BgpFilter[]
  ipPools: IpPool[]
  blockAffinities: BlockAffinity[]
  secrets: SecretShape[]
  services: ServiceShape[]
}

/** An empty set, the start of every parse. */
export function emptyResourceSet(): ResourceSet {
  return {
    nodes: [],
    bgpConfigurations: [],
    bgpPeers: [],
    bgpFilters: [],
    ipPools: [],
    blockAffinities: [],
    secrets: [],
    services: [],
  }
}

/** The annotations in which Calico keeps its node data on a Kubernetes Node (libcalico-go, k8s backend). */
export const nodeAnnotations = {
  ipv4Address: 'projectcalico.org/IPv4Address',
  ipv6Address: 'projectcalico.org/IPv6Address',
  asNumber: 'projectcalico.org/ASNumber',
  clusterId: 'projectcalico.org/RouteReflectorClusterID',
  calicoLabels: 'projectcalico.org/labels',
  kubeLabels: 'projectcalico.org/kube-labels',
} as const
