import { rulesFor } from '../../forecast/versions.ts'
import { CALICO_DEFAULT_ASN, parseAsn } from '../../model/asn.ts'
import type { ClusterState } from '../../model/cluster.ts'
import type { Design, Rack } from '../../model/design.ts'
import { defaultConfiguration } from '../../model/resources.ts'

/** What decides which kinds of orders can be tried at all. */
export interface Situation {
  design: Design
  /** Racks whose nodes get another AS than they speak now. */
  changing: Rack[]
  staying: Rack[]
  /** localASNumber exists (3.31). */
  localAs: boolean
  /** Every rack has a leaf that speaks BGP with every node of its rack. */
  leafsTakeAll: boolean
  anyLeaf: boolean
  /** Pods leave nodes in tunnels, or Felix carries them. */
  encapsulated: boolean
  /** Explicit sessions strict leafs would need, one object each. */
  temporaryNodePeers: number
  /** Reflector i of every rack, for i = 0, 1, ...: reflectors that may change together. */
  waves: string[][]
  /** The safety net can be laid. */
  net: boolean
}

/** Reads the situation from the cluster and the design. */
export function situationOf(cluster: ClusterState, design: Design): Situation {
  const config = defaultConfiguration(cluster.resources.bgpConfigurations)
  const fallback = parseAsn(config?.spec.asNumber ?? CALICO_DEFAULT_ASN) ?? CALICO_DEFAULT_ASN
  const asns = new Map(
    cluster.resources.nodes.map((node) => [
      node.metadata.name,
      node.spec.bgp?.asNumber === undefined ? fallback : parseAsn(node.spec.bgp.asNumber),
    ]),
  )
  const changes = (rack: Rack) => rack.nodes.some((node) => asns.get(node) !== rack.asn)
  const changing = design.racks.filter(changes)
  const rules = rulesFor(cluster.version)
  const reflectors = design.scheme === 'reflectors'
  const most = reflectors ? Math.max(0, ...design.racks.map((rack) => rack.reflectors.length)) : 0
  const encapsulated = cluster.resources.ipPools.some(
    (pool) => (pool.spec.ipipMode ?? 'Never') !== 'Never' || (pool.spec.vxlanMode ?? 'Never') !== 'Never',
  )
  return {
    design,
    changing,
    staying: design.racks.filter((rack) => !changing.includes(rack)),
    localAs: rules.knowsField('BGPPeer', 'localASNumber') && changing.length > 0,
    leafsTakeAll:
      design.racks.length > 0 &&
      design.racks.every((rack) => rack.leafs.some((leaf) => leaf.options.accepts === 'all-nodes')),
    anyLeaf: design.racks.some((rack) => rack.leafs.length > 0),
    encapsulated,
    temporaryNodePeers: changing.reduce((sum, rack) => {
      const hubs = rack.reflectors.length
      return sum + 2 * (hubs * (rack.nodes.length - hubs) + (hubs * (hubs - 1)) / 2)
    }, 0),
    waves: Array.from({ length: most }, (_, i) => design.racks.flatMap((rack) => rack.reflectors[i] ?? [])),
    net: design.fabric.sshToNodes && !encapsulated,
  }
}
