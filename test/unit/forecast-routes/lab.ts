import type { ClusterState } from '../../../src/model/cluster.ts'
import type { Design, LeafOptions } from '../../../src/model/design.ts'
import type { Fabric } from '../../../src/model/fabric.ts'
import { type CalicoNode, emptyResourceSet } from '../../../src/model/resources.ts'
import { parseVersion } from '../../../src/model/version.ts'

/** The leafs of bgp-lab.md: "strict", "ext" and "asover". */
export type LabLeafs = 'strict' | 'ext' | 'asover'
export type LabTopology = 'guide' | 'flat'

const leafOptions: Record<LabLeafs, LeafOptions> = {
  strict: options({ accepts: 'reflectors', remoteAs: 'exact' }),
  ext: options({ accepts: 'all-nodes', remoteAs: 'external' }),
  asover: options({ accepts: 'all-nodes', remoteAs: 'external', asOverride: true }),
}

function options(some: Partial<LeafOptions>): LeafOptions {
  return {
    accepts: 'all-nodes',
    remoteAs: 'external',
    allowAsIn: 0,
    asOverride: false,
    nextHopSelf: false,
    reflectsClients: false,
    multipath: true,
    ...some,
  }
}

export interface Lab {
  cluster: ClusterState
  design: Design
  fabric: Fabric
}

/**
 * The six nodes, two leafs and one spine of bgp-lab.md.
 * @param racksOf clients beside the two reflectors of each rack (1 in the lab)
 */
export function lab(version: string, topology: LabTopology, leafs: LabLeafs, some: { oneAs?: boolean } = {}): Lab {
  const subnet = (rack: number) => (topology === 'guide' ? `17${rack + 1}.20.0` : '172.20.0')
  const nodes: CalicoNode[] = []
  for (let i = 0; i < 6; i++) {
    const rack = i < 3 ? 1 : 2
    const host = topology === 'guide' ? 11 + (i % 3) : 11 + i
    nodes.push({
      apiVersion: 'projectcalico.org/v3',
      kind: 'Node',
      metadata: { name: `node${i + 1}`, uid: `uid-${i + 1}`, labels: { 'kubernetes.io/hostname': `node${i + 1}` } },
      spec: { bgp: { ipv4Address: `${subnet(rack)}.${host}/24` } },
    })
  }
  const cluster: ClusterState = {
    identity: { context: 'lab', server: 'https://127.0.0.1:6443', uid: 'lab' },
    version: parseVersion(version)!,
    datastore: 'kubernetes',
    backend: 'bird',
    calicoNamespace: 'kube-system',
    kubeNodes: nodes.map((node) => ({
      metadata: { ...node.metadata, annotations: { 'projectcalico.org/IPv4Address': node.spec.bgp!.ipv4Address! } },
      ready: true,
      unschedulable: false,
      taints: [],
      internalIPs: [node.spec.bgp!.ipv4Address!.split('/')[0]!],
      architecture: 'amd64',
      podCIDRs: [],
    })),
    resources: {
      ...emptyResourceSet(),
      nodes,
      ipPools: [
        {
          apiVersion: 'projectcalico.org/v3',
          kind: 'IPPool',
          metadata: { name: 'default' },
          spec: { cidr: '10.244.0.0/16', ipipMode: 'Never', vxlanMode: 'Never' },
        },
      ],
      blockAffinities: nodes.map((node, i) => ({
        apiVersion: 'projectcalico.org/v3',
        kind: 'BlockAffinity',
        metadata: { name: `block-${i + 1}` },
        spec: { cidr: `10.244.${i + 1}.0/26`, node: node.metadata.name, state: 'confirmed' },
      })),
    },
    serviceCidrs: ['10.96.0.0/12'],
    foreignManagers: {},
  }
  const address = (i: number) => nodes[i]!.spec.bgp!.ipv4Address!.split('/')[0]!
  const leafAddress = (rack: number) => (topology === 'flat' && rack === 2 ? '172.20.0.253' : `${subnet(rack)}.254`)
  const design: Design = {
    scheme: 'reflectors',
    defaultAsn: 64512,
    racks: [1, 2].map((rack) => ({
      name: `rr${rack}`,
      subnet: `${subnet(rack)}.0/24`,
      nodes: nodes.slice((rack - 1) * 3, rack * 3).map((node) => node.metadata.name),
      asn: some.oneAs ? 64512 : 64511 + rack,
      reflectors: [`node${rack * 3 - 2}`, `node${rack * 3 - 1}`],
      clusterIds: Object.fromEntries([0, 1].map((j) => [`node${rack * 3 - 2 + j}`, address((rack - 1) * 3 + j)])),
      leafs: [{ name: `leaf0${rack}`, address: leafAddress(rack), asn: 65008 + rack, options: leafOptions[leafs] }],
    })),
    interRack: 'leafs',
    spines: [
      {
        name: 'spine',
        asn: 65008,
        links: {
          leaf01: { spineAddress: '10.0.1.1', leafAddress: '10.0.1.2' },
          leaf02: { spineAddress: '10.0.2.1', leafAddress: '10.0.2.2' },
        },
      },
    ],
    serviceCidrs: ['10.96.0.0/12'],
    names: { groupLabel: 'rr-group', idLabel: 'rr-id' },
    fabric: { defaultRouteViaLeaf: true, sshToNodes: false },
  }
  return { cluster, design, fabric: labFabric(topology, leafs, design, address) }
}

/** The switches as FRR was configured in the lab; the flat one cannot be told from the design (two leafs, one subnet). */
function labFabric(topology: LabTopology, leafs: LabLeafs, design: Design, address: (i: number) => string): Fabric {
  const options = leafOptions[leafs]
  const host = (i: number, asn: number) => ({
    address: address(i),
    ...(options.remoteAs === 'exact' ? { remoteAs: asn } : {}),
    allowAsIn: 0,
    asOverride: options.asOverride,
    nextHopSelf: false,
    reflectorClient: false,
    password: false,
  })
  const uplink = (peer: string, asn: number) => ({
    address: peer,
    remoteAs: asn,
    allowAsIn: 0,
    asOverride: false,
    nextHopSelf: false,
    reflectorClient: false,
    password: false,
  })
  const members = (rack: number) => (leafs === 'strict' ? [0, 1] : [0, 1, 2]).map((j) => (rack - 1) * 3 + j)
  return {
    switches: [
      ...design.racks.map((rack, i) => ({
        name: rack.leafs[0]!.name,
        role: 'leaf' as const,
        asn: rack.leafs[0]!.asn,
        routerId: rack.leafs[0]!.address,
        addresses: [`${rack.leafs[0]!.address}/24`, `10.0.${i + 1}.2/30`],
        neighbors: [...members(i + 1).map((j) => host(j, rack.asn)), uplink(`10.0.${i + 1}.1`, 65008)],
        originates: [rack.subnet],
        multipath: true,
      })),
      {
        name: 'spine',
        role: 'spine' as const,
        asn: 65008,
        routerId: '10.0.1.1',
        addresses: ['10.0.1.1/30', '10.0.2.1/30'],
        neighbors: [uplink('10.0.1.2', 65009), uplink('10.0.2.2', 65010)],
        originates: [],
        multipath: true,
      },
    ],
    defaultRouteVia:
      topology === 'guide'
        ? { '172.20.0.0/24': 'leaf01', '173.20.0.0/24': 'leaf02' }
        : Object.fromEntries([0, 1, 2, 3, 4, 5].map((i) => [`${address(i)}/32`, i < 3 ? 'leaf01' : 'leaf02'])),
  }
}
