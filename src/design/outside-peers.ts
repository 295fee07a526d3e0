import { type Asn, parseAsn } from '../model/asn.ts'
import type { ClusterState } from '../model/cluster.ts'
import { type Address, addressOf, parseAddress } from './addresses.ts'

/** A BGPPeer that points outside the cluster: most likely a leaf somebody has configured already. */
export interface OutsidePeer {
  bgpPeer: string
  address: Address
  asn?: Asn
  /** It applies to every node, so the other end already accepts every node. */
  everyNode: boolean
}

/** The address of a BGPPeer's peerIP, which may carry a port: "10.0.0.1", "10.0.0.1:1790", "[fd00::1]:1790". */
export function peerAddress(peerIP: string | undefined): Address | undefined {
  if (!peerIP) return undefined
  const bracketed = /^\[([^\]]+)\](?::\d{1,5})?$/.exec(peerIP)
  const withPort = /^(\d+\.\d+\.\d+\.\d+):\d{1,5}$/.exec(peerIP)
  return parseAddress(bracketed?.[1] ?? withPort?.[1] ?? peerIP)
}

/** BGPPeers by address whose address belongs to no node of the cluster, by name. */
export function outsidePeers(cluster: ClusterState): OutsidePeer[] {
  const own = new Set<string>()
  for (const node of cluster.resources.nodes) {
    for (const text of [node.spec.bgp?.ipv4Address, node.spec.bgp?.ipv6Address]) {
      const address = addressOf(text)
      if (address) own.add(address.text)
    }
  }
  return cluster.resources.bgpPeers
    .flatMap((peer) => {
      const address = peerAddress(peer.spec.peerIP)
      if (!address || own.has(address.text)) return []
      const asn = peer.spec.asNumber === undefined ? undefined : parseAsn(peer.spec.asNumber)
      const everyNode =
        !peer.spec.node && (!peer.spec.nodeSelector || /^all\(\s*\)$/.test(peer.spec.nodeSelector.trim()))
      return [{ bgpPeer: peer.metadata.name, address, everyNode, ...(asn ? { asn } : {}) }]
    })
    .sort((a, b) => (a.bgpPeer < b.bgpPeer ? -1 : a.bgpPeer > b.bgpPeer ? 1 : 0))
}
