import type { ClusterState } from '../model/cluster.ts'
import type { Design } from '../model/design.ts'
import type { Fabric } from '../model/fabric.ts'
import type { Change } from '../model/plan.ts'
import type { BlockAffinity } from '../model/resources.ts'
import { namesMissing } from './quotient-names.ts'
import { covers, parsePrefix, plainAddress } from './routes/prefix.ts'

/** The cluster, the fabric and the changes with only the kept nodes and racks in them. */
export interface Reduced {
  cluster: ClusterState
  fabric: Fabric
  stages: Change[][]
}

/**
 * Leaves out every node that is not kept and whatever names it, the leafs of racks that are not kept, and all but one
 * block of a node in each pool.
 */
export function reduceCluster(
  cluster: ClusterState,
  fabric: Fabric,
  stages: Change[][],
  kept: Set<string>,
  keptRacks: Set<number>,
  design: Design | undefined,
): Reduced {
  const { resources } = cluster
  const goneAddresses = new Set<string>()
  for (const { metadata, spec } of resources.nodes) {
    if (kept.has(metadata.name)) continue
    for (const text of [spec.bgp?.ipv4Address, spec.bgp?.ipv6Address]) {
      const address = plainAddress(text)
      if (address !== undefined) goneAddresses.add(address)
    }
  }
  const drop = (spec: Record<string, unknown> | undefined) => namesMissing(spec, kept, goneAddresses)
  return {
    cluster: {
      ...cluster,
      kubeNodes: cluster.kubeNodes.filter((node) => kept.has(node.metadata.name)),
      resources: {
        ...resources,
        nodes: resources.nodes.filter((node) => kept.has(node.metadata.name)),
        bgpPeers: resources.bgpPeers.filter((peer) => !drop(peer.spec)),
        blockAffinities: oneBlockPerPool(cluster, kept),
      },
    },
    fabric: reduceFabric(fabric, goneAddresses, keptRacks, design),
    stages: stages.map((changes) =>
      changes.filter((change) => {
        if (change.ref.kind === 'KubeNode') return kept.has(change.ref.name)
        if (change.ref.kind === 'HostRoutes') return kept.has(change.ref.host ?? change.ref.name)
        if (change.ref.kind !== 'BGPPeer' || change.action === 'update') return true
        return !drop((change.content as { spec?: Record<string, unknown> }).spec)
      }),
    ),
  }
}

function oneBlockPerPool(cluster: ClusterState, kept: Set<string>): BlockAffinity[] {
  const pools = cluster.resources.ipPools.map((pool) => parsePrefix(pool.spec.cidr))
  const seen = new Set<string>()
  return cluster.resources.blockAffinities.filter(({ spec }) => {
    if (!kept.has(spec.node)) return false
    const prefix = parsePrefix(spec.cidr)
    const pool = prefix ? pools.findIndex((entry) => entry !== undefined && covers(entry, prefix)) : -1
    const key = `${spec.node} ${pool} ${prefix?.family} ${spec.state ?? ''} ${spec.deleted ?? ''}`
    if (seen.has(key)) return false
    seen.add(key)
    return true
  })
}

function reduceFabric(
  fabric: Fabric,
  goneAddresses: Set<string>,
  keptRacks: Set<number>,
  design: Design | undefined,
): Fabric {
  const wanted = new Set<string>()
  const owned = new Set<string>()
  for (const [index, rack] of (design?.racks ?? []).entries())
    for (const leaf of rack.leafs) {
      owned.add(leaf.name)
      if (keptRacks.has(index)) wanted.add(leaf.name)
    }
  const gone = new Set(goneAddresses)
  const switches = fabric.switches.filter((device) => {
    const keep = !owned.has(device.name) || wanted.has(device.name)
    if (!keep) for (const text of device.addresses) gone.add(plainAddress(text) ?? text)
    return keep
  })
  return {
    switches: switches.map((device) => ({
      ...device,
      neighbors: device.neighbors.filter((neighbor) => !gone.has(neighbor.address)),
    })),
    defaultRouteVia: fabric.defaultRouteVia,
  }
}
