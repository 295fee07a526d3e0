import type { ObjectMeta, ResourceSet } from './resources.ts'
import type { SecretLook } from './secret.ts'
import type { CalicoVersion } from './version.ts'

/** A Kubernetes Node as kubectl shows it, reduced to what the wizard decides on. */
export interface KubeNode {
  metadata: ObjectMeta
  ready: boolean
  unschedulable: boolean
  taints: { key: string; effect: string }[]
  internalIPs: string[]
  architecture: string
  podCIDRs: string[]
  /** Pods in the pod network that run on it, when they were counted. */
  podCount?: number
}

/** What tells one cluster from another, so that a plan is never applied to the wrong one (guarantee G6). */
export interface ClusterIdentity {
  /** kubeconfig context and server, as kubectl reports them. */
  context: string
  server: string
  /** uid of the namespace kube-system: it lives as long as the cluster. */
  uid: string
}

/** What is there now, read once through kubectl and calicoctl. */
export interface ClusterState {
  identity: ClusterIdentity
  version: CalicoVersion
  datastore: 'kubernetes' | 'etcdv3'
  /** calico_backend: who programs routes. Only `bird` speaks BGP. */
  backend: 'bird' | 'vxlan' | 'none' | 'unknown'
  /** Namespace of the calico-node pods (kube-system by manifest, calico-system by operator). */
  calicoNamespace: string
  kubeNodes: KubeNode[]
  resources: ResourceSet
  /** Service ranges of the API server, where they could be read. */
  serviceCidrs: string[]
  /** Managers seen on the objects we would write ("argocd", "flux", ...), by object key `Kind/name`. */
  foreignManagers: Record<string, string[]>
  /** What was seen of the Secrets that passwords name. Absent = no password was asked about. */
  secretLooks?: SecretLook[]
  /** Routes the safety net put on a node, by node name: `BLOCK via NEXTHOP`. Absent = none. */
  hostRoutes?: Record<string, string[]>
}
