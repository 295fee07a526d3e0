import { matchesSelector } from '../forecast/selector/match.ts'
import { parseSelector } from '../forecast/selector/parse.ts'
import { type Asn, parseAsn } from '../model/asn.ts'
import type { ClusterState } from '../model/cluster.ts'
import type { BgpPeer } from '../model/resources.ts'
import { isSecretKey, type SecretKey } from '../model/secret.ts'
import { type Address, addressOf, parseAddress } from './addresses.ts'
import type { NodeFacts } from './node-facts.ts'

/** A BGPPeer that points outside the cluster: most likely a leaf somebody has configured already. */
export interface OutsidePeer {
  bgpPeer: string
  address: Address
  asn?: Asn
  /** Where its password is kept. */
  password?: SecretKey
  /** Names of the nodes that peer with it. */
  nodes: ReadonlySet<string>
}

/** The address of a BGPPeer's peerIP, which may carry a port: "10.0.0.1", "10.0.0.1:1790", "[fd00::1]:1790". */
export function peerAddress(peerIP: string | undefined): Address | undefined {
  if (!peerIP) return undefined
  const bracketed = /^\[([^\]]+)\](?::\d{1,5})?$/.exec(peerIP)
  const withPort = /^(\d+\.\d+\.\d+\.\d+):\d{1,5}$/.exec(peerIP)
  return parseAddress(bracketed?.[1] ?? withPort?.[1] ?? peerIP)
}

/** BGPPeers by address whose address belongs to no node of the cluster, by name. */
export function outsidePeers(cluster: ClusterState, facts: NodeFacts[]): OutsidePeer[] {
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
      const nodes = new Set(facts.filter(localOf(peer.spec)).map((node) => node.name))
      const ref = peer.spec.password?.secretKeyRef
      const password = ref ? { secret: ref.name, key: ref.key } : undefined
      return [
        {
          bgpPeer: peer.metadata.name,
          address,
          nodes,
          ...(asn ? { asn } : {}),
          ...(password && isSecretKey(password) ? { password } : {}),
        },
      ]
    })
    .sort((a, b) => (a.bgpPeer < b.bgpPeer ? -1 : a.bgpPeer > b.bgpPeer ? 1 : 0))
}

/** Whether a node configures a peer: by selector, by name, or because the peer is global. */
function localOf(spec: BgpPeer['spec']): (node: NodeFacts) => boolean {
  if (spec.nodeSelector) {
    const parsed = parseSelector(spec.nodeSelector)
    return (node) => parsed.ok && matchesSelector(parsed.selector, node.labels)
  }
  return (node) => !spec.node || spec.node === node.name
}
