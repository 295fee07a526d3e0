import type { Design, Leaf, Rack } from '../model/design.ts'

/** The guide's labels; nobody but the wizard's admin manages them (peers.md hazard 3). */
export const guideLabels = { groupLabel: 'rr-group', idLabel: 'rr-id' } as const

/** "leaf01" is called "leaf1" in the guide's BGPPeer names: leading zeros of the number go. */
function shortName(name: string): string {
  return name
    .toLowerCase()
    .replace(/0+(\d+)$/, '$1')
    .replace(/[^a-z0-9-]+/g, '-')
}

/** Name of the BGPPeer between a rack's reflectors and a leaf: `rr1-to-leaf1-peer`. */
export function leafPeerName(rack: Rack, leaf: Leaf): string {
  return `${rack.name}-to-${shortName(leaf.name)}-peer`
}

/** Name of the BGPPeer between a rack's nodes and its reflectors: `rr1-to-node-peer`. */
export function nodePeerName(rack: Rack): string {
  return `${rack.name}-to-node-peer`
}

/** Name of the one BGPPeer between the reflectors of all racks, when no leaf joins them. */
const reflectorMeshPeerName = 'rr-to-rr-peer'

/** Names of every BGPPeer a design asks for, in the guide's order; `top-of-rack` and `full-mesh` have no reflector peers. */
export function peerNames(design: Design): string[] {
  if (design.scheme === 'full-mesh') return []
  const names = design.racks.flatMap((rack) => [
    ...rack.leafs.map((leaf) => leafPeerName(rack, leaf)),
    ...(design.scheme === 'reflectors' ? [nodePeerName(rack)] : []),
  ])
  const meshed = design.scheme === 'reflectors' && design.interRack === 'reflector-mesh' && design.racks.length > 1
  return meshed ? [...names, reflectorMeshPeerName] : names
}
