import type { ClusterState } from '../../../src/model/cluster.ts'
import type { Design, LeafOptions, Rack } from '../../../src/model/design.ts'
import { type CalicoNode, emptyResourceSet, type IpPool, nodeAnnotations } from '../../../src/model/resources.ts'
import { parseVersion } from '../../../src/model/version.ts'

export interface ClusterShape {
  version: string
  /** Nodes of each rack. */
  racks: number[]
  reflectors: number
  blocksPerNode?: number
  leafs?: Partial<LeafOptions> | null
  spine?: boolean
  oneAs?: boolean
  pool?: Partial<IpPool['spec']>
  interRack?: Design['interRack']
  sshToNodes?: boolean
}

/** A full mesh of any size and the design that turns it into racks with reflectors. */
export function clusterOf(shape: ClusterShape): { cluster: ClusterState; design: Design } {
  const nodes: CalicoNode[] = []
  const racks: Rack[] = shape.racks.map((size, r) => {
    const rack: Rack = {
      name: `rr${r + 1}`,
      subnet: `172.${20 + r}.0.0/16`,
      nodes: [],
      asn: shape.oneAs ? 64512 : 64512 + r,
      reflectors: [],
      clusterIds: {},
      leafs:
        shape.leafs === null
          ? []
          : [
              {
                name: `leaf${r + 1}`,
                address: `172.${20 + r}.255.254`,
                asn: 65101 + r,
                options: {
                  accepts: 'all-nodes',
                  remoteAs: 'external',
                  allowAsIn: 0,
                  asOverride: false,
                  nextHopSelf: false,
                  reflectsClients: false,
                  multipath: true,
                  ...shape.leafs,
                },
              },
            ],
    }
    for (let i = 0; i < size; i++) {
      const name = `r${r + 1}n${i + 1}`
      const address = `172.${20 + r}.${Math.floor(i / 250)}.${(i % 250) + 1}`
      nodes.push({
        apiVersion: 'projectcalico.org/v3',
        kind: 'Node',
        metadata: { name, uid: `uid-${name}`, labels: { 'kubernetes.io/hostname': name } },
        spec: { bgp: { ipv4Address: `${address}/16` } },
      })
      rack.nodes.push(name)
      if (i < shape.reflectors) {
        rack.reflectors.push(name)
        rack.clusterIds[name] = address
      }
    }
    return rack
  })
  const block = (k: number) => `10.${128 + Math.floor(k / 1024)}.${Math.floor(k / 4) % 256}.${(k % 4) * 64}/26`
  const perNode = shape.blocksPerNode ?? 1
  const cluster: ClusterState = {
    identity: { context: 'test', server: 'https://127.0.0.1:6443', uid: 'test' },
    version: parseVersion(shape.version)!,
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
    resources: {
      ...emptyResourceSet(),
      nodes,
      ipPools: [
        {
          apiVersion: 'projectcalico.org/v3',
          kind: 'IPPool',
          metadata: { name: 'default' },
          spec: { cidr: '10.128.0.0/9', ipipMode: 'Never', vxlanMode: 'Never', ...shape.pool },
        },
      ],
      blockAffinities: nodes.flatMap((node, i) =>
        Array.from({ length: perNode }, (_, j) => ({
          apiVersion: 'projectcalico.org/v3' as const,
          kind: 'BlockAffinity' as const,
          metadata: { name: `${node.metadata.name}-${j}` },
          spec: { cidr: block(i * perNode + j), node: node.metadata.name, state: 'confirmed' },
        })),
      ),
    },
    serviceCidrs: ['10.96.0.0/12'],
    foreignManagers: {},
  }
  const links = racks.flatMap((rack, r) => rack.leafs.map((leaf) => [leaf.name, r] as const))
  const design: Design = {
    scheme: 'reflectors',
    defaultAsn: 64512,
    racks,
    interRack: shape.interRack ?? 'leafs',
    spines:
      shape.spine === false || shape.leafs === null
        ? []
        : [
            {
              name: 'spine',
              asn: 65100,
              links: Object.fromEntries(
                links.map(([name, r]) => [name, { spineAddress: `10.0.${r}.1`, leafAddress: `10.0.${r}.2` }]),
              ),
            },
          ],
    serviceCidrs: ['10.96.0.0/12'],
    names: { groupLabel: 'rr-group', idLabel: 'rr-id' },
    fabric: { defaultRouteViaLeaf: shape.leafs !== null, sshToNodes: shape.sshToNodes ?? false },
  }
  return { cluster, design }
}
