import type { End, Network } from './network.ts'
import { covers, parsePrefix } from './prefix.ts'

/** How a next hop is reached; the order is the order of preference (RFC 4271, 9.1.2.2 e). */
export const reach = { direct: 0, viaDefault: 1, unreachable: 2 } as const
export type Reach = (typeof reach)[keyof typeof reach]

/** A path as one speaker holds it. Values are never changed once made. */
export interface Path {
  asPath: readonly number[]
  nextHop: string
  /** Index of the end it was received on; -1 = own. */
  end: number
  ebgp: boolean
  originator: string | null
  clusters: readonly string[]
  /** Router id of the speaker that sent it. */
  routerId: string
  reach: Reach
}

/** What a local route looks like before it is sent anywhere. */
export const localPath: Path = {
  asPath: [],
  nextHop: '',
  end: -1,
  ebgp: false,
  originator: null,
  clusters: [],
  routerId: '',
  reach: reach.direct,
}

/** Whether BIRD 1.6 or a switch may send this path to the other end of `out` at all, policy aside. */
export function maySend(network: Network, path: Path, out: number): boolean {
  if (path.end === out) return false
  const end = network.ends[out]!
  if (!end.ibgp) return true
  if (path.end >= 0 && !path.ebgp && !end.client && !network.ends[path.end]!.client) return false
  // The list already holds this session's cluster id: the client knows it from elsewhere.
  return !(end.client && end.clusterId !== null && path.clusters.includes(end.clusterId))
}

/** The path as it leaves through `out` (next hop and AS rules: facts, section 4.3). */
export function send(network: Network, path: Path, out: number): Path {
  const end = network.ends[out]!
  const self = network.speakers[end.speaker]!
  const nextHop = nextHopOf(network, path, out)
  if (!end.ibgp) {
    const asPath = end.asOverride ? path.asPath.map((asn) => (asn === end.remoteAs ? end.localAs : asn)) : path.asPath
    return {
      ...path,
      asPath: [end.localAs, ...asPath],
      nextHop,
      originator: null,
      clusters: [],
      routerId: self.routerId,
    }
  }
  if (path.end < 0 || path.ebgp) return { ...path, nextHop, routerId: self.routerId }
  const from = network.ends[path.end]!
  return {
    ...path,
    nextHop,
    originator: path.originator ?? path.routerId,
    clusters: [(end.client ? end.clusterId : from.clusterId) ?? self.routerId, ...path.clusters],
    routerId: self.routerId,
  }
}

function nextHopOf(network: Network, path: Path, out: number): string {
  const end = network.ends[out]!
  if (path.end < 0 || end.nextHop === 'self') return end.address
  if (end.ibgp || end.nextHop === 'keep') return path.nextHop
  if (end.singleHop && sharesSubnet(network, end, out, path.nextHop)) return path.nextHop
  return end.address
}

/** Single-hop eBGP leaves a next hop on the subnet of the session as it is (BIRD: same interface; FRR: third party). */
function sharesSubnet(network: Network, end: End, out: number, nextHop: string): boolean {
  const key = `${out} ${nextHop}`
  let found = network.onLink.get(key)
  if (found === undefined) {
    const hop = parsePrefix(nextHop)
    const peer = parsePrefix(network.ends[out ^ 1]!.address)
    found =
      hop !== undefined &&
      peer !== undefined &&
      network.speakers[end.speaker]!.connected.some((subnet) => covers(subnet, hop) && covers(subnet, peer))
    network.onLink.set(key, found)
  }
  return found
}

/**
 * The loop checks of the receiving end: its session's AS in the path (on iBGP sessions too), its own originator id, and
 * its own cluster id, which BIRD looks for only on sessions toward its clients.
 */
export function mayReceive(network: Network, path: Path, at: number): boolean {
  const end = network.ends[at]!
  const self = network.speakers[end.speaker]!
  let own = 0
  for (const asn of path.asPath) if (asn === end.localAs) own++
  if (own > end.allowAs) return false
  if (path.originator !== null && path.originator === self.routerId) return false
  return !(end.client && end.clusterId !== null && path.clusters.includes(end.clusterId))
}

/**
 * Negative when `a` is better. Local preference, origin and MED are the same for all routes of a Calico cluster.
 * With `tie` false, paths that may be used side by side compare as 0.
 */
export function comparePaths(network: Network, a: Path, b: Path, tie: boolean): number {
  const unusable = Number(a.reach === reach.unreachable) - Number(b.reach === reach.unreachable)
  const better = unusable || a.asPath.length - b.asPath.length || Number(b.ebgp) - Number(a.ebgp) || a.reach - b.reach
  if (better !== 0 || !tie) return better
  const [left, right] = [a.originator ?? a.routerId, b.originator ?? b.routerId]
  const rank = (network.idRank.get(left) ?? 0) - (network.idRank.get(right) ?? 0)
  return rank || a.clusters.length - b.clusters.length || a.end - b.end
}
