import type { Leaf, Rack } from '../model/design.ts'
import type { CalicoNode } from '../model/resources.ts'
import { type Cidr, cidrText, contains, parseAddress, parseCidr } from './addresses.ts'
import { subnetsOf } from './families.ts'

/**
 * The subnet that a leaf shares with its rack: the rack's own, or in the other family that of the nodes' addresses which
 * holds the leaf's.
 * @returns undefined when there is none
 */
export function leafSubnet(rack: Rack, leaf: Leaf, nodes: readonly CalicoNode[]): Cidr | undefined {
  const address = parseAddress(leaf.address)
  const own = parseCidr(rack.subnet)
  if (!address) return undefined
  if (own?.network.family === address.family) return own
  const found = subnetsOf(rack, nodes, address.family).find((cidr) => contains(cidr, address))
  return found && parseCidr(cidrText(found))
}

/** Whether a leaf is the second entry of a switch that the rack names by an address of each family. */
export function isSecondFamily(rack: Rack, leaf: Leaf): boolean {
  const at = rack.leafs.indexOf(leaf)
  const first = rack.leafs.findIndex((other) => other.name === leaf.name)
  return first >= 0 && (at < 0 ? rack.leafs[first]!.address !== leaf.address : first < at)
}
