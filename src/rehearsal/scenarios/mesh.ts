import { WizardError } from '../../model/errors.ts'
import type { Fabric, SwitchNeighbor } from '../../model/fabric.ts'
import { exitCodes } from '../../model/outcome.ts'
import { podSuffix } from './guide.ts'
import { block, calicoNodePod, clusterInformation, felixConfiguration, node, pool } from './parts.ts'
import type { Scenario } from './scenario.ts'
import { systemObjects } from './system.ts'

/** Most nodes of a generated cluster, and of one rack of it. */
const maxNodes = 5000
const rackSize = 50

/** The leafs are ready for what a move leads to by default: two reflectors a rack, and an AS number a rack. */
const reflectorsPerRack = 2

const podCidr = '10.128.0.0/12'
const serviceCidr = '10.96.0.0/12'
const kubernetesVersion = 'v1.27.16'

/** N nodes in full mesh, in racks of up to 50: one /24 and one leaf (.254) a rack, one spine above. */
export function meshScenario(count: number, calicoVersion = 'v3.25.0'): Scenario {
  if (count < 1 || count > maxNodes) {
    throw new WizardError({
      code: 'E_SCENARIO',
      exitCode: exitCodes.usage,
      what: `a mesh of ${count} nodes cannot be rehearsed`,
      where: '--scenario',
      remedies: [`take 1 to ${maxNodes} nodes`],
    })
  }
  const nodes = Array.from({ length: count }, (_, i) => {
    const rack = Math.floor(i / rackSize)
    return { name: `node${String(i + 1).padStart(4, '0')}`, address: `172.20.${rack}.${(i % rackSize) + 11}/24`, rack }
  })
  const blockOf = (i: number) => `10.${128 + Math.floor(i / 1024)}.${Math.floor((i % 1024) / 4)}.${(i % 4) * 64}/26`
  const first = nodes[0] as { name: string; address: string }
  const objects = [
    ...systemObjects({
      calicoVersion,
      kubernetesVersion,
      podCidr,
      serviceCidr,
      firstServiceIp: '10.96.0.1',
      controlPlane: { name: first.name, address: host(first.address) },
    }),
    clusterInformation(calicoVersion, '5d1f2a3b4c5d4e6f8a9b0c1d2e3f4a5b'),
    felixConfiguration(),
    pool(podCidr),
    ...nodes.map((each, i) =>
      node({ name: each.name, address: each.address, podCidr: blockOf(i), kubeletVersion: kubernetesVersion }),
    ),
    // Blocks themselves are left out: only the affinities decide routes, and a block is a kilobyte.
    ...nodes.flatMap((each, i) => block(each.name, blockOf(i)).slice(0, 1)),
    ...nodes.map((each, i) => calicoNodePod(each.name, host(each.address), calicoVersion, podSuffix(i))),
  ]
  const name = `mesh:${count}`
  return { name, calicoVersion, kubernetesVersion, objects, fabric: meshFabric(nodes) }
}

function host(address: string): string {
  return address.split('/')[0] as string
}

function neighbor(address: string, remoteAs?: number): SwitchNeighbor {
  const options = { allowAsIn: 0, asOverride: false, nextHopSelf: false, reflectorClient: false, password: false }
  return { address, ...(remoteAs === undefined ? {} : { remoteAs }), ...options }
}

function meshFabric(nodes: { address: string; rack: number }[]): Fabric {
  const racks = [...new Set(nodes.map((each) => each.rack))]
  const uplink = (rack: number, end: number) => `100.${64 + Math.floor(rack / 64)}.${rack % 64}.${end}`
  const leafs = racks.map((rack) => ({
    name: leafName(rack),
    role: 'leaf' as const,
    asn: 65009 + rack,
    routerId: `172.20.${rack}.254`,
    addresses: [`172.20.${rack}.254/24`, `${uplink(rack, 2)}/30`],
    neighbors: [
      neighbor(uplink(rack, 1), 65008),
      ...nodes
        .filter((each) => each.rack === rack)
        .slice(0, reflectorsPerRack)
        .map((each) => neighbor(host(each.address), 64512 + rack)),
    ],
    originates: [`172.20.${rack}.0/24`],
    multipath: true,
  }))
  const spine = {
    name: 'spine',
    role: 'spine' as const,
    asn: 65008,
    routerId: '1.1.1.1',
    addresses: racks.map((rack) => `${uplink(rack, 1)}/30`),
    neighbors: racks.map((rack) => neighbor(uplink(rack, 2), 65009 + rack)),
    originates: [],
    multipath: true,
  }
  const defaultRouteVia = Object.fromEntries(racks.map((rack) => [`172.20.${rack}.0/24`, leafName(rack)]))
  return { switches: [...leafs, spine], defaultRouteVia }
}

function leafName(rack: number): string {
  return `leaf${String(rack + 1).padStart(2, '0')}`
}
