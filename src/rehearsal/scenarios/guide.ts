import type { Fabric, SwitchNeighbor } from '../../model/fabric.ts'
import { block, calicoNodePod, clusterInformation, felixConfiguration, node, pool } from './parts.ts'
import type { Scenario } from './scenario.ts'
import { systemObjects } from './system.ts'

const nodes = [
  { name: 'node1', address: '172.20.0.11/24', roles: ['master', 'worker'] },
  { name: 'node2', address: '172.20.0.12/24', roles: ['master', 'worker'] },
  { name: 'node3', address: '172.20.0.13/24', roles: ['master', 'worker'] },
  { name: 'node4', address: '173.20.0.11/24', roles: ['worker'] },
  { name: 'node5', address: '173.20.0.12/24', roles: ['worker'] },
  { name: 'node6', address: '173.20.0.13/24', roles: ['worker'] },
]

const podCidr = '10.233.64.0/18'
const serviceCidr = '10.233.0.0/18'
const kubernetesVersion = 'v1.17.9'

/** The guide's topology before step 1: six nodes in full mesh, two leafs, one spine. */
export function guideScenario(calicoVersion = 'v3.17.2'): Scenario {
  const objects = [
    ...systemObjects({
      calicoVersion,
      kubernetesVersion,
      podCidr,
      serviceCidr,
      firstServiceIp: '10.233.0.1',
      controlPlane: { name: 'node1', address: '172.20.0.11' },
    }),
    clusterInformation(calicoVersion, 'c5b6f6a2f1e94cd0a8e1e2a0b7d1c9aa'),
    felixConfiguration(),
    pool(podCidr),
    ...nodes.map((each, i) => node({ ...each, podCidr: `10.233.${64 + i}.0/24`, kubeletVersion: kubernetesVersion })),
    ...nodes.flatMap((each, i) => block(each.name, `10.233.${64 + i}.0/26`)),
    ...nodes.map((each, i) =>
      calicoNodePod(each.name, each.address.split('/')[0] as string, calicoVersion, podSuffix(i)),
    ),
  ]
  return { name: 'guide', calicoVersion, kubernetesVersion, objects, fabric: guideFabric() }
}

/** Five characters from Kubernetes' own alphabet for generated names: another text for each node, the same in every run. */
export function podSuffix(index: number): string {
  const alphabet = 'bcdfghjklmnpqrstvwxz2456789'
  const size = alphabet.length ** 5
  // The factor has no divisor in common with the size, so that no two indices meet.
  let rest = ((index + 1) * 8_675_309) % size
  let text = ''
  for (let i = 0; i < 5; i++) {
    text += alphabet[rest % alphabet.length]
    rest = Math.floor(rest / alphabet.length)
  }
  return text
}

const leafs = [
  {
    name: 'leaf01',
    asn: 65009,
    routerId: '2.2.2.2',
    subnet: '172.20.0',
    nodesAsn: 64512,
    uplink: ['100.0.0.2', '100.0.0.1'],
  },
  {
    name: 'leaf02',
    asn: 65010,
    routerId: '3.3.3.3',
    subnet: '173.20.0',
    nodesAsn: 64513,
    uplink: ['100.0.0.6', '100.0.0.5'],
  },
] as const

function neighbor(address: string, remoteAs?: number): SwitchNeighbor {
  const options = { allowAsIn: 0, asOverride: false, nextHopSelf: false, reflectorClient: false, password: false }
  return { address, ...(remoteAs === undefined ? {} : { remoteAs }), ...options }
}

/** The guide's switches, configured as its listings show: a leaf has the reflectors of its rack as neighbours. */
function guideFabric(): Fabric {
  return {
    switches: [
      ...leafs.map((leaf) => ({
        name: leaf.name,
        role: 'leaf' as const,
        asn: leaf.asn,
        routerId: leaf.routerId,
        addresses: [`${leaf.subnet}.254/24`, `${leaf.uplink[0]}/30`],
        neighbors: [
          neighbor(leaf.uplink[1], 65008),
          ...[11, 12].map((host) => neighbor(`${leaf.subnet}.${host}`, leaf.nodesAsn)),
        ],
        originates: [`${leaf.subnet}.0/24`],
        multipath: true,
      })),
      {
        name: 'spine',
        role: 'spine' as const,
        asn: 65008,
        routerId: '1.1.1.1',
        addresses: leafs.map((leaf) => `${leaf.uplink[1]}/30`),
        neighbors: leafs.map((leaf) => neighbor(leaf.uplink[0], leaf.asn)),
        originates: [],
        multipath: true,
      },
    ],
    defaultRouteVia: { '172.20.0.0/24': 'leaf01', '173.20.0.0/24': 'leaf02' },
  }
}
