import type { Asn } from '../model/asn.ts'
import type { ClusterState } from '../model/cluster.ts'
import type { Design, LeafOptions, Rack } from '../model/design.ts'
import { freeHostAddress, parseCidr } from './addresses.ts'
import { withBothFamilies } from './both-families.ts'
import { nodeFacts } from './node-facts.ts'
import { proposeOneFamily } from './propose.ts'
import { firstLeafAsn, guideLeafOptions, leafName } from './propose-leafs.ts'

/**
 * A leaf that is the only peer of its nodes. Nodes of a rack share an AS, so each would refuse the others' routes for its
 * own AS in the path (RFC 4271 9.1.2): a leaf of another AS replaces it by its own, one of the same AS has to reflect
 * (RFC 4456), since iBGP passes nothing on by itself.
 */
export function topOfRackLeafOptions(rackAsn: Asn, leafAsn: Asn): LeafOptions {
  const same = rackAsn === leafAsn
  return { ...guideLeafOptions, accepts: 'all-nodes', asOverride: !same, reflectsClients: same }
}

/**
 * The guide's third scheme: every node peers with its own leaf, or with both of a pair, and nobody reflects.
 * @param leafsPerRack 2 for a dual top of rack: both leafs of a rack share an AS, so that nodes see equal paths
 */
export function proposeTopOfRack(cluster: ClusterState, leafsPerRack: 1 | 2 = 1): Design {
  const base = proposeOneFamily(cluster)
  const taken = new Set(nodeFacts(cluster).flatMap((node) => (node.address ? [node.address.text] : [])))
  let number = 0
  const racks = base.racks.map((rack): Rack => {
    const leafs = rack.leafs.slice(0, leafsPerRack).map((leaf) => ({
      ...leaf,
      options: topOfRackLeafOptions(rack.asn, leaf.asn),
    }))
    for (const leaf of leafs) taken.add(leaf.address)
    const subnet = parseCidr(rack.subnet)
    while (leafs.length < leafsPerRack && subnet) {
      const address = freeHostAddress(subnet, taken)
      if (!address) break
      taken.add(address.text)
      const asn = leafs[0]?.asn ?? firstLeafAsn
      leafs.push({ name: '', address: address.text, asn, options: topOfRackLeafOptions(rack.asn, asn) })
    }
    return {
      ...rack,
      reflectors: [],
      clusterIds: {},
      leafs: leafs.map((leaf) => ({ ...leaf, name: leafName(++number) })),
    }
  })
  return withBothFamilies({ ...base, scheme: 'top-of-rack', racks, interRack: 'leafs' }, cluster)
}
