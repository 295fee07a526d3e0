import { leafWord, objectName } from '../design/names.ts'
import type { Design, Leaf, Rack } from '../model/design.ts'
import type { BgpPeer } from '../model/resources.ts'

export { leafPeerName, nodePeerName, REFLECTOR_MESH_PEER } from '../design/names.ts'

/** Prefix of everything the wizard makes for the time of the move only. */
export const TEMPORARY_PREFIX = 'crrw-tmp-'

/** The temporary peer that lets every node of a rack speak with its leaf. */
export function temporaryLeafPeerName(rack: Rack, leaf: Leaf): string {
  return objectName(`${TEMPORARY_PREFIX}${rack.name}-to-${leafWord(rack, leaf)}`)
}

/** One direction of a temporary node-to-node session. */
export function temporaryNodePeerName(from: string, to: string): string {
  return objectName(`${TEMPORARY_PREFIX}${from}-to-${to}`)
}

/** `rr-id == 'rr1'`: the reflectors of a rack. */
function reflectorsOf(design: Design, rack: Rack): string {
  return `${design.names.idLabel} == '${rack.name}'`
}

/** `rr-group == 'rr1'`: all nodes of a rack. */
function nodesOf(design: Design, rack: Rack): string {
  return `${design.names.groupLabel} == '${rack.name}'`
}

/** The specs of the guide's peers. */
export const peerSpecs = {
  /** rr1-to-leaf1-peer; `allowAs`: this Calico knows numAllowedLocalASNumbers (3.23). With `localAs` the session speaks the rack's future AS before the node has it (3.31). */
  leaf(
    design: Design,
    rack: Rack,
    leaf: Leaf,
    options: { every: boolean; localAs: boolean; allowAs: boolean },
  ): BgpPeer['spec'] {
    const nodeSelector = options.every ? nodesOf(design, rack) : reflectorsOf(design, rack)
    const spec: BgpPeer['spec'] = { nodeSelector, peerIP: leaf.address, asNumber: leaf.asn }
    if (options.localAs) spec.localASNumber = rack.asn
    if (leaf.password) spec.password = { secretKeyRef: { name: leaf.password.secret, key: leaf.password.key } }
    // A leaf that does not rewrite an AS which others have too: the nodes must accept their own AS in the path.
    if (options.allowAs && needsAllowAs(design, rack, leaf)) spec.numAllowedLocalASNumbers = 1
    return spec
  },
  node(design: Design, rack: Rack): BgpPeer['spec'] {
    return { nodeSelector: nodesOf(design, rack), peerSelector: reflectorsOf(design, rack) }
  },
  reflectorMesh(design: Design): BgpPeer['spec'] {
    const selector = `has(${design.names.idLabel})`
    return { nodeSelector: selector, peerSelector: selector }
  },
}

/** Routes of nodes of one AS that reach each other through a leaf: those of other racks, and without reflectors of the own. */
function needsAllowAs(design: Design, rack: Rack, leaf: Leaf): boolean {
  if (leaf.options.asOverride || design.interRack !== 'leafs') return false
  const shared = design.racks.some((a, i) => design.racks.some((b, j) => i !== j && a.asn === b.asn))
  return shared || (design.scheme === 'top-of-rack' && leaf.asn !== rack.asn && rack.nodes.length > 1)
}
