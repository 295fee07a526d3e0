import { type Reach, type ReachOf, reach } from './attributes.ts'
import type { Network, Speaker } from './network.ts'
import { covers, type Prefix, parsePrefix } from './prefix.ts'

/** Which networks learnt by BGP a speaker holds: they stand between a next hop and the default route. */
export type LearntNetworks = (speaker: number) => readonly Prefix[]

/**
 * `gateway recursive` of BIRD 1.6: the longest route that covers the next hop decides. If that route was itself learnt by
 * BGP, the next hop counts as unreachable (no recursion over recursion), and the `unreachable` route that results hides
 * the default route of the node. So a leaf that announces its rack's subnet makes next hops in that rack unreachable for
 * others (bgp-lab.md, "Why each loss"). A switch resolves through what it has learnt.
 */
export function makeResolver(network: Network, learnt: LearntNetworks): ReachOf {
  const cache = network.speakers.map(() => new Map<string, Reach>())
  return (speaker, nextHop) => {
    const known = cache[speaker.index]!
    let found = known.get(nextHop)
    if (found === undefined) {
      found = resolve(network, learnt, speaker, nextHop)
      known.set(nextHop, found)
    }
    return found
  }
}

function resolve(network: Network, learnt: LearntNetworks, speaker: Speaker, nextHop: string): Reach {
  const address = parsePrefix(nextHop)
  if (!address) return reach.unreachable
  // BIRD refuses a next hop that is an address of its own.
  if (speaker.addresses.includes(nextHop)) return reach.unreachable
  const connected = longest(speaker.connected, address)
  const recursive = longest(learnt(speaker.index), address)
  if (speaker.kind === 'switch') {
    if (connected >= 0) return reach.direct
    return recursive >= 0 ? reach.viaDefault : reach.unreachable
  }
  if (connected >= 0 && connected >= recursive) return reach.direct
  if (recursive >= 0) return reach.unreachable
  if (speaker.subnetUnknown && network.byAddress.get(nextHop)?.subnetUnknown !== false) return reach.direct
  // Every node has some default route; whether anything behind it knows the way is for the forwarding walk to say.
  return reach.viaDefault
}

/** Length of the longest covering network, -1 when there is none. */
function longest(networks: readonly Prefix[], address: Prefix): number {
  let best = -1
  for (const network of networks) if (network.length > best && covers(network, address)) best = network.length
  return best
}
