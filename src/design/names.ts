import type { Design, Leaf, Rack } from '../model/design.ts'
import { isSecondFamily } from './leaf-subnet.ts'

/** The guide's labels; nobody but the wizard's admin manages them (peers.md hazard 3). */
export const guideLabels = { groupLabel: 'rr-group', idLabel: 'rr-id' } as const

/** A name Kubernetes accepts: lower case, digits, `-` and `.` (RFC 1123 subdomain). */
export function objectName(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9.-]+/g, '-')
    .replace(/^[^a-z0-9]+|[^a-z0-9]+$/g, '')
    .slice(0, 253)
}

/** "leaf01" is called "leaf1" in the guide's BGPPeer names: leading zeros of a number go. */
function shortName(leaf: Leaf): string {
  return leaf.name.replace(/(\D)0+(\d)/g, '$1$2')
}

/** Name of the BGPPeer between a rack's reflectors and a leaf: `rr1-to-leaf1-peer`. */
export function leafPeerName(rack: Rack, leaf: Leaf): string {
  return objectName(`${rack.name}-to-${leafWord(rack, leaf)}-peer`)
}

/** A leaf in names of its rack's BGPPeers: a switch that is named by an address of each family gets two, `leaf1` and `leaf1-v6`. */
export function leafWord(rack: Rack, leaf: Leaf): string {
  return isSecondFamily(rack, leaf) ? `${shortName(leaf)}-v${leaf.address.includes(':') ? 6 : 4}` : shortName(leaf)
}

/** Name of the BGPPeer between a rack's nodes and its reflectors: `rr1-to-node-peer`. */
export function nodePeerName(rack: Rack): string {
  return objectName(`${rack.name}-to-node-peer`)
}

/** Name of the one BGPPeer between the reflectors of all racks, when no leaf joins them. */
export const REFLECTOR_MESH_PEER = 'rr-to-rr-peer'

/** Names of every BGPPeer a design asks for, in the guide's order; `top-of-rack` and `full-mesh` have no reflector peers. */
export function peerNames(design: Design): string[] {
  if (design.scheme === 'full-mesh') return []
  const names = design.racks.flatMap((rack) => [
    ...rack.leafs.map((leaf) => leafPeerName(rack, leaf)),
    ...(design.scheme === 'reflectors' ? [nodePeerName(rack)] : []),
  ])
  const meshed = design.scheme === 'reflectors' && design.interRack === 'reflector-mesh' && design.racks.length > 1
  return meshed ? [...names, REFLECTOR_MESH_PEER] : names
}
