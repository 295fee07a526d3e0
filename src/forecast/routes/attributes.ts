import type { End, Network, Speaker } from './network.ts'
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
  // The list already holds this session's cluster id: the client knows the path from elsewhere.
  return !(end.client && end.clusterId !== null && path.clusters.includes(end.clusterId))
}

/**
 * The path as it leaves through `out` and as the other end takes it in; undefined when that end refuses it. Next hop and AS
 * rules of the sender, loop checks of the receiver: facts, section 4.3.
 */
export function deliver(network: Network, path: Path, out: number, reachOf: ReachOf): Path | undefined {
  const end = network.ends[out]!
  const at = network.ends[out ^ 1]!
  const self = network.speakers[end.speaker]!
  const other = network.speakers[at.speaker]!
  let { asPath, originator, clusters } = path
  if (!end.ibgp) {
    asPath = [end.localAs, ...(end.asOverride ? overridden(path.asPath, end) : path.asPath)]
    originator = null
    clusters = none
  } else if (path.end >= 0 && !path.ebgp) {
    originator ??= path.routerId
    clusters = [(end.client ? end.clusterId : network.ends[path.end]!.clusterId) ?? self.routerId, ...clusters]
  }
  if (loops(asPath, at) || (originator !== null && originator === other.routerId)) return undefined
  if (at.client && at.clusterId !== null && clusters.includes(at.clusterId)) return undefined
  const nextHop = nextHopOf(network, path, out)
  return {
    asPath,
    nextHop,
    end: out ^ 1,
    ebgp: !at.ibgp,
    originator,
    clusters,
    routerId: self.routerId,
    reach: reachOf(other, nextHop),
  }
}

/** How a speaker reaches a next hop. */
export type ReachOf = (speaker: Speaker, nextHop: string) => Reach

const none: readonly string[] = []

function overridden(asPath: readonly number[], end: End): number[] {
  return asPath.map((asn) => (asn === end.remoteAs ? end.localAs : asn))
}

/** The receiving session's own AS in the path, on iBGP sessions too, more often than is allowed. */
function loops(asPath: readonly number[], at: End): boolean {
  let own = 0
  for (const asn of asPath) if (asn === at.localAs) own++
  return own > at.allowAs
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
