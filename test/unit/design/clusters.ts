import type { ClusterState, KubeNode } from '../../../src/model/cluster.ts'
import { type CalicoNode, emptyResourceSet } from '../../../src/model/resources.ts'
import { parseVersion } from '../../../src/model/version.ts'

/** One node of a made-up cluster; everything unsaid is plain and healthy. */
export interface NodeSpec {
  name: string
  ip?: string
  labels?: Record<string, string>
  asNumber?: number | string
  clusterId?: string
  kube?: Partial<KubeNode>
}

/** A cluster in full mesh with BIRD and one pool without encapsulation. */
export function cluster(nodes: NodeSpec[], change: Partial<ClusterState> = {}, version = 'v3.17.2'): ClusterState {
  return {
    identity: { context: 'test', server: 'https://127.0.0.1:6443', uid: 'u' },
    version: parseVersion(version)!,
    datastore: 'kubernetes',
    backend: 'bird',
    calicoNamespace: 'kube-system',
    kubeNodes: nodes.map((node) => ({
      metadata: { name: node.name, labels: node.labels ?? {} },
      ready: true,
      unschedulable: false,
      taints: [],
      internalIPs: node.ip ? [node.ip.split('/')[0]!] : [],
      architecture: 'amd64',
      podCIDRs: [],
      ...node.kube,
    })),
    resources: {
      ...emptyResourceSet(),
      nodes: nodes.map(
        (node): CalicoNode => ({
          apiVersion: 'projectcalico.org/v3',
          kind: 'Node',
          metadata: { name: node.name, labels: node.labels ?? {} },
          spec: {
            bgp: {
              ...(node.ip ? { ipv4Address: node.ip } : {}),
              ...(node.asNumber !== undefined ? { asNumber: node.asNumber } : {}),
              ...(node.clusterId ? { routeReflectorClusterID: node.clusterId } : {}),
            },
          },
        }),
      ),
      ipPools: [
        {
          apiVersion: 'projectcalico.org/v3',
          kind: 'IPPool',
          metadata: { name: 'default-pool' },
          spec: { cidr: '10.233.64.0/18', ipipMode: 'Never', vxlanMode: 'Never' },
        },
      ],
    },
    serviceCidrs: ['10.233.0.0/18'],
    foreignManagers: {},
    ...change,
  }
}

/** The guide's six nodes. */
export function guideCluster(): ClusterState {
  return cluster([
    ...[1, 2, 3].map((i) => ({ name: `node${i}`, ip: `172.20.0.${10 + i}/24` })),
    ...[4, 5, 6].map((i) => ({ name: `node${i}`, ip: `173.20.0.${7 + i}/24` })),
  ])
}

/** The guide's cluster with a block a node, so that there are routes to lose. */
export function guideClusterWithBlocks(): ClusterState {
  const state = guideCluster()
  state.resources.blockAffinities = state.resources.nodes.map(({ metadata: { name } }, index) => ({
    apiVersion: 'projectcalico.org/v3',
    kind: 'BlockAffinity',
    metadata: { name },
    spec: { cidr: `10.233.${65 + index}.0/26`, node: name, state: 'confirmed' },
  }))
  return state
}
