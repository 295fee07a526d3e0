import type { Protocol, ProtocolOrigin } from '../../model/session.ts'
import { type ClusterFacts, families, type NodeFacts } from './cluster.ts'
import type { CompiledPeer, PeerRecord } from './peers.ts'
import { type FilterIndex, renderPeer } from './render.ts'
import { restartReasons } from './restart.ts'

/** Two BGPPeers that give one node the same session with different options: which one wins is Calico's random choice. */
export interface PeerConflict {
  peers: [string, string]
  node: string
  protocol: string
  differs: string[]
}

/** Protocols that a node gets from BGPPeers, without states. */
export interface ExplicitTable {
  protocols: Protocol[]
  conflicts: PeerConflict[]
}

type Candidate = { record: PeerRecord; origin: ProtocolOrigin }

/** One key may have candidates from several BGPPeers; the first wins, the others are compared with it. */
type Pass = Map<string, Candidate[]>

/**
 * Prepares the tables of all nodes (docs/forecast-sessions.md, section 3): global peers first, then peers of the node, then
 * mirrored sessions, and a key that is taken stays taken.
 * @returns a function that computes one node's table
 */
export function explicitTables(
  compiled: readonly CompiledPeer[],
  cluster: ClusterFacts,
  filters: FilterIndex,
): (node: NodeFacts) => ExplicitTable {
  const globals: Pass = new Map()
  const ofNode = new Map<NodeFacts, CompiledPeer[]>()
  const mirrorsOf = new Map<NodeFacts, CompiledPeer[]>()
  const podsOf = new Map<NodeFacts, Pass>()
  for (const peer of compiled) {
    if (peer.global) offer(globals, peer.forward, { kind: 'peer', bgpPeer: peer.peer.metadata.name })
    else for (const node of peer.locals) push(ofNode, node, peer)
    for (const node of peer.mirrorLocals) push(mirrorsOf, node, peer)
    for (const { node, record } of peer.workloads) {
      const pods: Pass = podsOf.get(node) ?? new Map()
      podsOf.set(node, pods)
      offer(pods, [record], { kind: 'peer', bgpPeer: peer.peer.metadata.name })
    }
  }

  return (node) => {
    const own = new Set(families.flatMap((family) => node.address[family]?.text ?? []))
    const table: ExplicitTable = { protocols: [], conflicts: [] }
    const render = (type: 'Global' | 'Node' | 'Local_Workload', { record, origin }: Candidate) =>
      renderPeer(node, type, record, origin, cluster, filters)
    const add = (type: 'Global' | 'Node' | 'Local_Workload', candidates: Candidate[]) => {
      const [first, ...rest] = candidates as [Candidate, ...Candidate[]]
      // Without an address of its own in a family a node has no peers in it; and nobody peers with himself.
      if (!node.address[first.record.family] || own.has(first.record.text)) return
      const protocol = render(type, first)
      table.protocols.push(protocol)
      for (const other of rest) {
        const differs = restartReasons(protocol, render(type, other))
        if (differs.length === 0) continue
        const peers: [string, string] = [first.record.options.bgpPeer, other.record.options.bgpPeer]
        table.conflicts.push({ peers, node: node.name, protocol: protocol.name, differs })
      }
    }

    for (const candidates of globals.values()) add('Global', candidates)
    const nodePass: Pass = new Map()
    for (const peer of ofNode.get(node) ?? []) {
      offer(nodePass, peer.forward, { kind: 'peer', bgpPeer: peer.peer.metadata.name }, globals)
    }
    const mirrorPass: Pass = new Map()
    for (const peer of mirrorsOf.get(node) ?? []) {
      offer(mirrorPass, peer.mirror, { kind: 'mirror', bgpPeer: peer.peer.metadata.name }, globals, nodePass)
    }
    for (const candidates of nodePass.values()) add('Node', candidates)
    for (const candidates of mirrorPass.values()) add('Node', candidates)
    // Felix names one BGPPeer for each pod, whoever else selects it.
    for (const candidates of podsOf.get(node)?.values() ?? []) add('Local_Workload', candidates)
    return table
  }
}

/** Offers records to a pass unless an earlier pass holds their key. One BGPPeer offers a key once. */
function offer(pass: Pass, records: readonly PeerRecord[], origin: ProtocolOrigin, ...earlier: Pass[]): void {
  for (const record of records) {
    // Calico's key leaves BGP's own port out: a peer with port 179 and one without are one (confd oracle, docs/lab.md).
    const key = `${record.text}|${record.port === 179 ? '' : (record.port ?? '')}`
    if (earlier.some((taken) => taken.has(key))) continue
    const candidates = pass.get(key)
    if (!candidates) pass.set(key, [{ record, origin }])
    // The records of one BGPPeer come together: the last candidate is the only one that can be its own.
    else if (candidates.at(-1)!.record.options.bgpPeer !== record.options.bgpPeer) candidates.push({ record, origin })
  }
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const there = map.get(key)
  if (there) there.push(value)
  else map.set(key, [value])
}
