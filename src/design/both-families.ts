import type { ClusterState } from '../model/cluster.ts'
import type { Design, Leaf, Rack } from '../model/design.ts'
import { addressOf, contains, freeHostAddress, parseAddress } from './addresses.ts'
import { type Family, nodeAddress, podsNeed, subnetsOf } from './families.ts'
import { nodeFacts } from './node-facts.ts'
import { outsidePeers } from './outside-peers.ts'

/**
 * Names the leafs of a proposal once more, by the same name and an address of the other family, where pods of that family
 * would else lose their routes with the mesh (`validate/families.ts`): switches that BGPPeers point at already, or the last
 * free address of the nodes' subnet, as for the first family.
 */
export function withBothFamilies(design: Design, cluster: ClusterState): Design {
  const { nodes } = cluster.resources
  const outside = outsidePeers(cluster, nodeFacts(cluster)).map((peer) => peer.address)
  const taken = new Set(
    nodes.flatMap((node) => ([4, 6] as const).flatMap((family) => addressOf(nodeAddress(node, family))?.text ?? [])),
  )
  const inFamily = (rack: Rack, family: Family): Leaf[] => {
    const has = rack.leafs.some((leaf) => parseAddress(leaf.address)?.family === family)
    const [subnet] = subnetsOf(rack, nodes, family)
    if (has || !subnet || !podsNeed(cluster, family)) return []
    const known = outside.filter((address) => contains(subnet, address)).map(({ text }) => text)
    return rack.leafs.flatMap((leaf): Leaf[] => {
      const address = known.find((text) => !taken.has(text)) ?? freeHostAddress(subnet, taken)?.text
      if (address === undefined) return []
      taken.add(address)
      return [{ ...leaf, address }]
    })
  }
  const racks = design.racks.map((rack) => ({
    ...rack,
    leafs: [...rack.leafs, ...inFamily(rack, 4), ...inFamily(rack, 6)],
  }))
  return { ...design, racks }
}
