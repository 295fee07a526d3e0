import type { ClusterState } from '../model/cluster.ts'
import type { Change, Json } from '../model/plan.ts'
import { plainAddress } from './routes/prefix.ts'

/** A peer that names nodes: by `node`, or by a `peerIP` that is a node's. */
interface NamedPeer {
  /** Stage and action, and everything else its spec says. */
  shape: string
  node: string | undefined
  target: string | undefined
}

/**
 * Refines signatures by the peers that name single nodes: two nodes are alike when alike nodes are joined to them by
 * alike peers. Where such peers join two classes only in part, the classes are taken apart into single nodes, because a
 * few representatives would not show the pattern.
 */
export function refineByNames(
  signatures: Map<string, string>,
  cluster: ClusterState,
  stages: Change[][],
): Map<string, string> {
  const named = namedPeers(cluster, stages)
  if (named.length === 0) return signatures
  const lists = new Map<string, Map<string, number>>()
  const add = (node: string | undefined, text: string) => {
    if (node === undefined) return
    const list = lists.get(node) ?? new Map<string, number>()
    lists.set(node, list)
    list.set(text, (list.get(text) ?? 0) + 1)
  }
  // Long signatures are replaced by a number: they are compared thousands of times.
  const numbers = numberTexts(signatures)
  for (const peer of named) {
    add(peer.node, `> ${peer.shape} ${peer.target === undefined ? '' : numbers.get(peer.target)}`)
    add(peer.target, `< ${peer.shape} ${peer.node === undefined ? '' : numbers.get(peer.node)}`)
  }
  const refined = new Map<string, string>()
  for (const [node, signature] of signatures) {
    const own = lists.get(node)
    const list = own && [...own].map(([text, count]) => `${count}x${text}`).sort()
    refined.set(node, list ? `${signature} | ${list.join(';')}` : signature)
  }
  return splitPartial(refined, named)
}

/** Classes joined by explicit peers must be joined completely; otherwise each of their nodes stands for itself. */
function splitPartial(signatures: Map<string, string>, named: NamedPeer[]): Map<string, string> {
  const numbers = numberTexts(signatures)
  const sizes = new Map<number, number>()
  for (const number of numbers.values()) sizes.set(number, (sizes.get(number) ?? 0) + 1)
  const pairs = new Map<string, { from: number; to: number; count: number }>()
  for (const { shape, node, target } of named) {
    if (node === undefined || target === undefined) continue
    const [from, to] = [numbers.get(node)!, numbers.get(target)!]
    const key = `${shape} ${from} ${to}`
    const pair = pairs.get(key) ?? { from, to, count: 0 }
    pair.count++
    pairs.set(key, pair)
  }
  const apart = new Set<number>()
  for (const { from, to, count } of pairs.values()) {
    const full = sizes.get(from)! * (from === to ? sizes.get(to)! - 1 : sizes.get(to)!)
    if (count === full) continue
    apart.add(from)
    apart.add(to)
  }
  if (apart.size === 0) return signatures
  return new Map(
    [...signatures].map(([node, text]) => [node, apart.has(numbers.get(node)!) ? `${text} | self ${node}` : text]),
  )
}

function numberTexts(signatures: Map<string, string>): Map<string, number> {
  const known = new Map<string, number>()
  return new Map(
    [...signatures].map(([node, text]) => {
      const number = known.get(text) ?? known.size
      known.set(text, number)
      return [node, number]
    }),
  )
}

function namedPeers(cluster: ClusterState, stages: Change[][]): NamedPeer[] {
  const nodes = new Set(cluster.resources.nodes.map((node) => node.metadata.name))
  const byAddress = new Map<string, string>()
  for (const { metadata, spec } of cluster.resources.nodes)
    for (const text of [spec.bgp?.ipv4Address, spec.bgp?.ipv6Address]) {
      const address = plainAddress(text)
      if (address !== undefined) byAddress.set(address, metadata.name)
    }
  const found: NamedPeer[] = []
  const read = (when: string, spec: Record<string, unknown> | undefined) => {
    if (!spec) return
    const { node, peerIP, ...rest } = spec
    const named = typeof node === 'string' && nodes.has(node) ? node : undefined
    const target = typeof peerIP === 'string' ? byAddress.get(plainAddress(peerIP) ?? peerIP) : undefined
    if (named === undefined && target === undefined) return
    const shape = JSON.stringify([when, target === undefined ? peerIP : '', rest])
    found.push({ shape, node: named, target })
  }
  for (const peer of cluster.resources.bgpPeers) read('now', peer.spec)
  for (const [stage, changes] of stages.entries())
    for (const change of changes) {
      if (change.ref.kind !== 'BGPPeer' || change.action === 'update') continue
      read(`${stage} ${change.action}`, (change.content as { spec?: Record<string, Json> }).spec)
    }
  return found
}

/** Whether a peer names a node that is not in the set, so that it can be left out with it. */
export function namesMissing(spec: Record<string, unknown> | undefined, kept: Set<string>, gone: Set<string>): boolean {
  const { node, peerIP } = spec ?? {}
  if (typeof node === 'string' && node !== '' && !kept.has(node) && gone.size > 0) return true
  return typeof peerIP === 'string' && gone.has(plainAddress(peerIP) ?? peerIP)
}
