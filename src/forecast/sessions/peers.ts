import type { Asn } from '../../model/asn.ts'
import type { BgpPeer } from '../../model/resources.ts'
import { matchesSelector } from '../selector/match.ts'
import { parseSelector } from '../selector/parse.ts'
import { type Address, type Family, parseAddress, splitPeerIp } from './address.ts'
import { type ClusterFacts, families, type NodeFacts, readAsn } from './cluster.ts'
import { parseDurationSeconds } from './duration.ts'
import type { WorkloadShape } from './workloads.ts'

/** One neighbour that a BGPPeer gives to a node, before that node's own attributes are applied. */
export interface PeerRecord extends Address {
  port: number | null
  /** 0 when the BGPPeer names none: BIRD refuses it. */
  asn: Asn
  /** Cluster id of the neighbour, known only when the neighbour was found as a node. */
  clusterId: string
  /** Found by an address that belongs to a node. */
  byNodeAddress: boolean
  keepNextHop: boolean
  allowLocalAS: number
  /** Replaces the node's own AS on this session; never on the forward session of a peerSelector (measured on 3.31.7). */
  localASN: Asn | undefined
  options: PeerOptions
}

/** What a BGPPeer sets on all its sessions, mirrored ones included. */
interface PeerOptions {
  bgpPeer: string
  useNodeIp: boolean
  nextHopMode: 'Auto' | 'Self' | 'Keep' | undefined
  password: boolean
  restartSeconds: number | null
  keepaliveSeconds: number | null
  ttlSecurity: number
  filters: readonly string[]
}

/** A BGPPeer worked out against the nodes: who gets which neighbours. */
export interface CompiledPeer {
  peer: BgpPeer
  global: boolean
  /** Nodes that get `forward`; for a global peer every node does. */
  locals: readonly NodeFacts[]
  forward: readonly PeerRecord[]
  /** Nodes at the other end, which get `mirror` unless they have the session already. */
  mirrorLocals: readonly NodeFacts[]
  mirror: readonly PeerRecord[]
  /** Pods that peer with their node. */
  workloads: readonly { node: NodeFacts; record: PeerRecord }[]
}

/** Nodes by selector text; each text is parsed and matched once. A text that does not parse matches nothing. */
export type NodeMatcher = (selector: string) => readonly NodeFacts[]

export function nodeMatcher(nodes: readonly NodeFacts[]): NodeMatcher {
  const found = new Map<string, readonly NodeFacts[]>()
  return (text) => {
    const known = found.get(text)
    if (known) return known
    const parsed = parseSelector(text)
    const matching = parsed.ok ? nodes.filter((node) => matchesSelector(parsed.selector, node.labels)) : []
    found.set(text, matching)
    return matching
  }
}

/** Works out one BGPPeer (docs/forecast-sessions.md, section 3). Fields the version does not know have no effect. */
export function compilePeer(
  peer: BgpPeer,
  cluster: ClusterFacts,
  matching: NodeMatcher,
  workloads: readonly WorkloadShape[],
): CompiledPeer {
  const spec = knownSpec(peer, cluster)
  const options = readOptions(peer.metadata.name, spec, cluster)
  const global = !spec.nodeSelector && !spec.node
  const named = spec.node ? cluster.byName.get(spec.node) : undefined
  const locals = spec.nodeSelector ? matching(spec.nodeSelector) : named ? [named] : []
  const others = global ? cluster.nodes : locals
  const none = { peer, global, locals, forward: [], mirrorLocals: [], mirror: [], workloads: [] }

  if (spec.localWorkloadSelector) {
    const own = workloadOptions(options)
    return { ...none, workloads: workloadRecords(spec, own, workloads, global ? undefined : locals, cluster) }
  }
  const mirrored = spec.reversePeering !== 'Manual'
  const keepOnNodes = spec.keepOriginalNextHop === true && cluster.rules.keepNextHopOnSelectors
  const recordsOf = (nodes: readonly NodeFacts[], only?: Family) =>
    nodes.flatMap((node) => nodeRecords(node, options, keepOnNodes, only))
  const localASN = readAsn(spec.localASNumber) || undefined
  // The AS number that is meant for one end is copied to the mirrored session of the other end, too.
  const mirrorOf = (nodes: readonly NodeFacts[], only?: Family) =>
    recordsOf(nodes, only).map((record) => ({ ...record, localASN }))

  if (spec.peerSelector) {
    const selected = matching(spec.peerSelector)
    return {
      ...none,
      forward: recordsOf(selected),
      ...(mirrored && selected.length > 0 ? { mirrorLocals: selected, mirror: mirrorOf(others) } : {}),
    }
  }

  const { host, port } = splitPeerIp(spec.peerIP ?? '')
  const address = parseAddress(host)
  const asn = readAsn(spec.asNumber) ?? 0
  const atOtherEnd = nodesAt(host, asn, port, cluster)
  const via = spec.reachableBy ? parseAddress(spec.reachableBy) : undefined
  // Calico drops the forward session, but not its mirror, without an address or when the two addresses do not fit.
  const forward =
    !address || (spec.reachableBy && via?.family !== address.family)
      ? []
      : [
          {
            ...address,
            port: port ?? atOtherEnd[0]?.listenPort ?? null,
            asn,
            clusterId: '',
            byNodeAddress: cluster.byAddress.has(host),
            keepNextHop: spec.keepOriginalNextHop === true,
            allowLocalAS: spec.numAllowedLocalASNumbers ?? 0,
            localASN,
            options,
          },
        ]
  if (!mirrored || atOtherEnd.length === 0) return { ...none, forward }
  const only = cluster.rules.mirrorKeepsFamily ? (host.includes(':') ? 6 : 4) : undefined
  return { ...none, forward, mirrorLocals: atOtherEnd, mirror: mirrorOf(others, only) }
}

/** The spec without the fields that this version does not know. */
function knownSpec(peer: BgpPeer, cluster: ClusterFacts): BgpPeer['spec'] {
  const spec = peer.spec ?? {}
  const unknown = Object.keys(spec).filter((field) => !cluster.rules.knowsField('BGPPeer', field))
  if (unknown.length === 0) return spec
  return Object.fromEntries(Object.entries(spec).filter(([field]) => !unknown.includes(field)))
}

function readOptions(bgpPeer: string, spec: BgpPeer['spec'], cluster: ClusterFacts): PeerOptions {
  return {
    bgpPeer,
    useNodeIp: spec.sourceAddress !== 'None',
    nextHopMode: spec.nextHopMode || undefined,
    password: cluster.secrets.readable(spec.password?.secretKeyRef),
    restartSeconds: seconds(spec.maxRestartTime),
    keepaliveSeconds: seconds(spec.keepaliveTime),
    ttlSecurity: spec.ttlSecurity ?? 0,
    filters: spec.filters ?? [],
  }
}

/** Of a BGPPeer's options only the filters reach a pod (and localASNumber, record by record); it is reached over its own interface, never from the node's address. */
function workloadOptions({ bgpPeer, filters }: PeerOptions): PeerOptions {
  return {
    bgpPeer,
    filters,
    useNodeIp: false,
    nextHopMode: undefined,
    password: false,
    restartSeconds: null,
    keepaliveSeconds: null,
    ttlSecurity: 0,
  }
}

function seconds(duration: unknown): number | null {
  return typeof duration === 'string' ? (parseDurationSeconds(duration) ?? null) : null
}

/** A node as somebody's neighbour, once per family it has an address in. */
function nodeRecords(node: NodeFacts, options: PeerOptions, keepNextHop: boolean, only?: Family): PeerRecord[] {
  const records: PeerRecord[] = []
  for (const family of families) {
    const address = node.address[family]
    if (!address || (only !== undefined && only !== family)) continue
    records.push({
      family,
      text: address.text,
      port: node.listenPort,
      asn: node.asn,
      clusterId: node.clusterId,
      byNodeAddress: false,
      keepNextHop,
      allowLocalAS: 0,
      localASN: undefined,
      options,
    })
  }
  return records
}

/**
 * Nodes a peerIP means: same address (as text), same AS (none given: the global one), and a port that does not contradict
 * theirs. Calico compares the port with the node's own and with the default one, each where it is set. No address at all
 * means every node that lacks one in a family: Calico compares with empty text there (confd oracle, docs/lab.md).
 */
function nodesAt(host: string, asn: Asn, port: number | null, cluster: ClusterFacts): NodeFacts[] {
  const found =
    host === '' ? cluster.nodes.filter((node) => !node.address[4] || !node.address[6]) : cluster.byAddress.get(host)
  return (found ?? []).filter((node) => {
    if (node.asn !== (asn || cluster.globalAsn)) return false
    if (port === null) return true
    if (node.ownListenPort !== null && node.ownListenPort !== port) return false
    return cluster.defaultListenPort === null || cluster.defaultListenPort === port
  })
}

function workloadRecords(
  spec: BgpPeer['spec'],
  options: PeerOptions,
  workloads: readonly WorkloadShape[],
  locals: readonly NodeFacts[] | undefined,
  cluster: ClusterFacts,
): CompiledPeer['workloads'] {
  const parsed = parseSelector(spec.localWorkloadSelector ?? '')
  if (!parsed.ok) return []
  const found: { node: NodeFacts; record: PeerRecord }[] = []
  for (const pod of workloads) {
    const node = cluster.byName.get(pod.node)
    if (!node || (locals && !locals.includes(node)) || !matchesSelector(parsed.selector, pod.labels)) continue
    for (const text of [pod.ipv4, pod.ipv6]) {
      const address = text ? parseAddress(text) : undefined
      if (!address) continue
      const asn = readAsn(spec.asNumber) ?? 0
      const localASN = readAsn(spec.localASNumber) || undefined
      const own = { port: null, asn, clusterId: '', byNodeAddress: false, keepNextHop: false, allowLocalAS: 0 }
      found.push({ node, record: { ...address, ...own, localASN, options } })
    }
  }
  return found
}
