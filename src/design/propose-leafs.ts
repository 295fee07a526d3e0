import type { Leaf, LeafOptions } from '../model/design.ts'
import { contains, freeHostAddress, parseCidr } from './addresses.ts'
import type { AsnPool } from './asn-pool.ts'
import type { NodeGroup } from './group-racks.ts'
import type { NodeFacts } from './node-facts.ts'
import type { OutsidePeer } from './outside-peers.ts'

/** The guide's leafs are 65009 and 65010. */
export const firstLeafAsn = 65009

/** What the guide's leafs do: only the reflectors are neighbours, each with its fixed AS. */
export const guideLeafOptions: LeafOptions = {
  accepts: 'reflectors',
  remoteAs: 'exact',
  allowAsIn: 0,
  asOverride: false,
  nextHopSelf: false,
  reflectsClients: false,
  multipath: true,
}

/** "leaf01", "leaf02", ... over all racks, as in the guide. */
export function leafName(number: number): string {
  return `leaf${String(number).padStart(2, '0')}`
}

/**
 * The leafs of each rack: switches that BGPPeers of the cluster point at already, by the subnet they are in; a rack
 * without one gets a proposal at the last free host address of its subnet. A rack without a subnet gets none.
 * @returns one list a group, in order
 */
export function proposeLeafs(groups: NodeGroup[], facts: NodeFacts[], outside: OutsidePeer[], asns: AsnPool): Leaf[][] {
  const taken = new Set(facts.flatMap((node) => (node.address ? [node.address.text] : [])))
  const names = new Map<string, string>()
  const nameOf = (address: string) => {
    const name = names.get(address) ?? leafName(names.size + 1)
    names.set(address, name)
    return name
  }
  return groups.map((group) => {
    const subnet = parseCidr(group.subnet)
    if (!subnet) return []
    const near = outside.filter((peer) => contains(subnet, peer.address))
    // Two racks may share a subnet; a peer that none of our nodes has belongs to whoever is in its subnet.
    const known = near.filter((peer) => peer.nodes.size === 0 || group.nodes.some((node) => peer.nodes.has(node.name)))
    const byAddress = new Map(known.map((peer) => [peer.address.text, peer]))
    const kept = [...byAddress.values()].map((peer): Leaf => {
      const hasAll = (other: OutsidePeer) => group.nodes.every((node) => other.nodes.has(node.name))
      const all = known.some((other) => other.address.text === peer.address.text && hasAll(other))
      return {
        name: nameOf(peer.address.text),
        address: peer.address.text,
        asn: peer.asn ?? asns.next(firstLeafAsn),
        options: { ...guideLeafOptions, accepts: all ? 'all-nodes' : 'reflectors' },
        ...(peer.password ? { password: peer.password } : {}),
      }
    })
    if (kept.length > 0) return kept
    const address = freeHostAddress(subnet, taken)
    if (!address) return []
    taken.add(address.text)
    const leaf = { name: nameOf(address.text), address: address.text, asn: asns.next(firstLeafAsn) }
    return [{ ...leaf, options: { ...guideLeafOptions } }]
  })
}
