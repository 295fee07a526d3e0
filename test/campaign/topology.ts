import { createHash } from 'node:crypto'
import { proposeDesign } from '../../src/design/propose.ts'
import type { ClusterState } from '../../src/model/cluster.ts'
import type { Design, LeafOptions } from '../../src/model/design.ts'
import type { Json, OrderName, Plan } from '../../src/model/plan.ts'
import { type CalicoNode, emptyResourceSet, nodeAnnotations } from '../../src/model/resources.ts'
import { parseVersion } from '../../src/model/version.ts'
import { makePlan } from '../../src/plan/make.ts'
import type { SimCluster } from './sim-cluster.ts'

/** A cluster to move, in a few numbers. */
export interface Topology {
  racks: number
  nodesPerRack: number
  version: string
  order: OrderName
  /** There is a default BGPConfiguration, with a field of the admin's. */
  configured: boolean
  /** A BGPPeer of the admin's and labels of the admin's on the nodes. */
  furnished: boolean
  /** One leaf a rack: it takes every node of its rack, or the reflectors only while the wizard may reach the nodes by ssh. */
  leafs?: 'open' | 'strict-with-ssh'
}

/**
 * Those of the exhaustive campaign: the guide's, one flat rack, three racks in use, the guide's order, and the two kinds of
 * plans that carry the pods while BGP is rebuilt.
 */
export const topologies: Record<string, Topology> = {
  guide: { racks: 2, nodesPerRack: 3, version: 'v3.17.2', order: 'safe', configured: false, furnished: false },
  flat: { racks: 1, nodesPerRack: 5, version: 'v3.25.0', order: 'safe', configured: true, furnished: false },
  busy: { racks: 3, nodesPerRack: 4, version: 'v3.31.7', order: 'safe', configured: true, furnished: true },
  'guide-order': { racks: 2, nodesPerRack: 3, version: 'v3.17.2', order: 'guide', configured: true, furnished: false },
  'leaf-path': {
    racks: 2,
    nodesPerRack: 2,
    version: 'v3.31.7',
    order: 'safe',
    configured: true,
    furnished: false,
    leafs: 'open',
  },
  'safety-net': {
    racks: 2,
    nodesPerRack: 3,
    version: 'v3.25.0',
    order: 'safe',
    configured: true,
    furnished: false,
    leafs: 'strict-with-ssh',
  },
}

function calicoNode(name: string, address: string, labels: Record<string, string>): CalicoNode {
  return {
    apiVersion: 'projectcalico.org/v3',
    kind: 'Node',
    metadata: { name, labels, uid: `uid of ${name}` },
    spec: { bgp: { ipv4Address: `${address}/24` } },
  }
}

function clusterOf(topology: Topology): ClusterState {
  const nodes: CalicoNode[] = []
  for (let rack = 1; rack <= topology.racks; rack++) {
    for (let n = 1; n <= topology.nodesPerRack; n++) {
      const labels: Record<string, string> = topology.furnished ? { zone: `z${rack}` } : {}
      nodes.push(calicoNode(`node${(rack - 1) * topology.nodesPerRack + n}`, `10.0.${rack}.${10 + n}`, labels))
    }
  }
  const resources = {
    ...emptyResourceSet(),
    nodes,
    ipPools: [
      {
        apiVersion: 'projectcalico.org/v3' as const,
        kind: 'IPPool' as const,
        metadata: { name: 'pool' },
        spec: { cidr: '10.233.64.0/18', ipipMode: 'Never' as const, vxlanMode: 'Never' as const },
      },
    ],
    blockAffinities: nodes.map((node, index) => ({
      apiVersion: 'projectcalico.org/v3' as const,
      kind: 'BlockAffinity' as const,
      metadata: { name: `block-${index}` },
      spec: {
        cidr: `10.233.${64 + (index >> 2)}.${(index & 3) * 64}/26`,
        node: node.metadata.name,
        state: 'confirmed',
      },
    })),
  }
  if (topology.configured) {
    resources.bgpConfigurations.push({
      apiVersion: 'projectcalico.org/v3',
      kind: 'BGPConfiguration',
      metadata: { name: 'default' },
      spec: { logSeverityScreen: 'Warning', nodeToNodeMeshEnabled: true, listenPort: 179 },
    })
  }
  if (topology.furnished) {
    resources.bgpPeers.push({
      apiVersion: 'projectcalico.org/v3',
      kind: 'BGPPeer',
      metadata: { name: 'monitoring' },
      spec: { peerIP: '10.9.9.9', asNumber: 65111, node: 'node1' },
    })
  }
  return {
    identity: { context: 'sim', server: 'https://sim', uid: 'cluster-uid' },
    version: parseVersion(topology.version)!,
    datastore: 'kubernetes',
    backend: 'bird',
    calicoNamespace: 'kube-system',
    kubeNodes: nodes.map((node) => ({
      metadata: { ...node.metadata, annotations: { [nodeAnnotations.ipv4Address]: node.spec.bgp!.ipv4Address! } },
      ready: true,
      unschedulable: false,
      taints: [],
      internalIPs: [node.spec.bgp!.ipv4Address!.split('/')[0]!],
      architecture: 'amd64',
      podCIDRs: [],
    })),
    resources,
    serviceCidrs: ['10.233.0.0/18'],
    foreignManagers: {},
  }
}

/** The plan of the real planner for a topology, and a way to fill a simulated cluster with what it was made for. */
export function prepare(topology: Topology): { plan: Plan; fill: (cluster: SimCluster) => void } {
  const state = clusterOf(topology)
  const key = JSON.stringify(topology)
  const plan = plans.get(key) ?? planFor(state, topology)
  plans.set(key, plan)
  return { plan, fill: (cluster) => fill(cluster, state, plan) }
}

/** Plans made so far: the search for the best order takes a second, and a campaign plays each plan thousands of times. */
const plans = new Map<string, Plan>()

/** All plans made so far, for the workers. */
export function madePlans(): [string, Plan][] {
  return [...plans]
}

/** Plans made elsewhere. */
export function usePlans(made: readonly [string, Plan][]): void {
  for (const [key, plan] of made) plans.set(key, plan)
}

function planFor(state: ClusterState, topology: Topology): Plan {
  const design = withLeafs(proposeDesign(state), topology.leafs)
  const hash = (text: string) => createHash('sha256').update(text).digest('hex')
  return makePlan(state, design, { order: topology.order, madeBy: 'campaign', hash })
}

function withLeafs(design: Design, leafs: Topology['leafs']): Design {
  if (leafs === undefined) return design
  const open = leafs === 'open'
  const options: LeafOptions = {
    accepts: open ? 'all-nodes' : 'reflectors',
    remoteAs: open ? 'external' : 'exact',
    allowAsIn: 0,
    asOverride: false,
    nextHopSelf: false,
    reflectsClients: false,
    multipath: true,
  }
  const racks = design.racks.map((rack, index) => ({
    ...rack,
    asn: 64512 + index,
    leafs: [{ name: `leaf${index + 1}`, address: `10.0.${index + 1}.254`, asn: 65009 + index, options }],
  }))
  return { ...design, racks, interRack: 'leafs', fabric: { defaultRouteViaLeaf: true, sshToNodes: !open } }
}

function fill(cluster: SimCluster, state: ClusterState, plan: Plan): void {
  for (const { metadata } of state.kubeNodes) {
    const { name, labels = {}, annotations = {} } = metadata
    cluster.put(`KubeNode/${name}`, { metadata: { labels: { ...labels }, annotations: { ...annotations } } })
    cluster.objects.get(`KubeNode/${name}`)!.uid = metadata.uid!
  }
  const { bgpConfigurations, bgpPeers } = state.resources
  for (const object of [...bgpConfigurations, ...bgpPeers]) {
    cluster.put(`${object.kind}/${object.metadata.name}`, { spec: structuredClone(object.spec) as Json })
  }
  for (const change of plan.stages.flatMap((stage) => stage.operations.flatMap((operation) => operation.changes))) {
    if (change.ref.kind !== 'HostRoutes' || change.action === 'update') continue
    cluster.netContents.set(`HostRoutes/${change.ref.host}:safety-net`, change.content as { [key: string]: Json })
  }
}
