import type { Fabric } from '../../model/fabric.ts'
import type { NodeSessions, Protocol } from '../../model/session.ts'
import type { SessionModel, SessionOptions, SessionResources } from '../sessions.ts'
import { rulesFor } from '../versions.ts'
import { type Family, isClusterId } from './address.ts'
import { type NodeFacts, readCluster } from './cluster.ts'
import { formerSessions } from './former.ts'
import { groupsByPort, type Held, startOrder } from './lock.ts'
import { buildMesh } from './mesh.ts'
import { pairUp } from './pair.ts'
import { compilePeer, nodeMatcher } from './peers.ts'
import { indexFilters, meshEnd, renderMesh } from './render.ts'
import { restarts } from './restart.ts'
import { indexFabric, judgeOutside, judgePair, states } from './states.ts'
import { type ExplicitTable, explicitTables } from './table.ts'
import { notModelled, WarningCollector } from './warnings/collect.ts'

/** Per node and family, what is worked out once. */
interface NodeTable {
  explicit: ExplicitTable
  byNeighbor: Record<Family, Map<string, Protocol[]>>
  refusal: Record<Family, string | undefined>
}

/** Protocols that are kept for the next question; a mesh of thousands is computed again rather than held. */
const mostKept = 50_000

/** Wires the parts of a session forecast together; see `openSessions` for the contract. */
export function buildSessionModel(
  resources: SessionResources,
  options: SessionOptions & { fabric: Fabric },
): SessionModel {
  const rules = rulesFor(options.version)
  const cluster = readCluster(resources, rules, options.calicoNamespace)
  const matching = nodeMatcher(cluster.nodes)
  const workloads = resources.workloads ?? []
  const compiled = resources.bgpPeers.map((peer) => compilePeer(peer, cluster, matching, workloads))
  const mesh = buildMesh(cluster)
  const tableOf = explicitTables(compiled, cluster, indexFilters(resources.bgpFilters))
  const fabric = indexFabric(options.fabric)
  const former = formerSessions(options.former)
  const warnings = new WarningCollector(resources, cluster, compiled, matching)
  const tables = new Map<NodeFacts, NodeTable>()
  const finished = new Map<NodeFacts, NodeSessions>()
  let kept = 0

  const table = (node: NodeFacts): NodeTable => {
    const known = tables.get(node)
    if (known) return known
    const explicit = tableOf(node)
    const byNeighbor = { 4: new Map<string, Protocol[]>(), 6: new Map<string, Protocol[]>() }
    for (const protocol of explicit.protocols) {
      const map = byNeighbor[familyOf(protocol.neighbor)]
      const there = map.get(protocol.neighbor)
      if (there) there.push(protocol)
      else map.set(protocol.neighbor, [protocol])
    }
    const refusal = (family: Family) =>
      refusalOf(node, [...byNeighbor[family].values()].flat()) ?? mesh.refusal(node, family)
    const made = { explicit, byNeighbor, refusal: { 4: refusal(4), 6: refusal(6) } }
    tables.set(node, made)
    warnings.conflicts(explicit.conflicts)
    for (const family of [4, 6] as const) warnings.frozen(node, family, made.refusal[family])
    return made
  }

  const order = startOrder(rules)

  /** What the node's daemon runs for one address. */
  const configured = (node: NodeFacts, family: Family, address: string): Protocol[] => {
    const own = table(node)
    if (own.refusal[family] !== undefined)
      return former.toward(node.name, family, address).map((protocol) => ({ ...protocol }))
    const found = [...(own.byNeighbor[family].get(address) ?? [])]
    const other = cluster.byAddress.get(address)?.find((candidate) => mesh.links(node, candidate, family))
    if (other) found.push(renderMesh(node, other, family, cluster))
    return found
  }

  /** Whether none of the connections that the node at an address had with us is configured there as it was. */
  const endedAt = (node: NodeFacts, family: Family, address: string): boolean => {
    const other = cluster.byAddress.get(address)?.find((candidate) => candidate !== node)
    if (!other) return false
    const own = node.address[family]!.text
    const had = former.toward(other.name, family, own).filter(({ state }) => state.cause === 'established')
    const has = had.length > 0 ? configured(other, family, own) : []
    return had.every((was) => !has.some((is) => is.name === was.name && !restarts(was, is)))
  }

  /** What the node's daemon runs for one address, and which of it may connect. */
  const toward = (node: NodeFacts, family: Family, address: string): Held => {
    const ended = (neighbor: string) => endedAt(node, family, neighbor)
    return groupsByPort(configured(node, family, address), order, former.holds(node.name, family, ended))
  }

  /** Appends the node's protocols toward one address, with their states. */
  const decide = (node: NodeFacts, which: Family, address: string, protocols: Protocol[]): void => {
    const held = toward(node, which, address)
    const other = cluster.byAddress.get(address)?.find((candidate) => candidate !== node)
    for (const protocol of held.pending) protocol.state = states.pending
    if (other) pairUp(held.holders, toward(other, which, node.address[which]!.text).holders, node, other, which)
    else for (const protocol of held.holders) protocol.state = judgeOutside(protocol, node, which, fabric)
    protocols.push(...held.holders, ...held.pending)
  }

  const family = (node: NodeFacts, which: Family): Protocol[] => {
    const own = node.address[which]?.text
    if (own === undefined) return []
    const { byNeighbor, refusal } = table(node)
    const protocols: Protocol[] = []
    if (refusal[which] !== undefined) {
      const kept = former.neighbors(node.name, which)
      // Nothing is known of the configuration before: show what was wanted, and that it is not in force.
      if (!kept) return refused(node, which)
      for (const address of kept) decide(node, which, address, protocols)
      return protocols
    }
    for (const other of mesh.neighbors(node, which)) {
      const address = other.address[which]!.text
      if (byNeighbor[which].has(address)) continue
      const there = table(other)
      // By far the most common case, and n^2 of them: both ends have the mesh and nothing else for each other.
      const plain = there.refusal[which] === undefined && !there.byNeighbor[which].has(own)
      if (!plain || !mesh.links(other, node, which)) {
        decide(node, which, address, protocols)
        continue
      }
      const protocol = renderMesh(node, other, which, cluster)
      protocol.state = judgePair(protocol, meshEnd(other, node, which, cluster), node, other, which)
      protocols.push(protocol)
    }
    for (const address of byNeighbor[which].keys()) decide(node, which, address, protocols)
    return protocols
  }

  const refused = (node: NodeFacts, which: Family): Protocol[] => {
    const found = [...table(node).byNeighbor[which].values()].flat()
    for (const other of mesh.neighbors(node, which)) found.push(renderMesh(node, other, which, cluster))
    for (const protocol of found) protocol.state = states.frozen
    return found
  }

  const sessionsOf = (name: string): NodeSessions | undefined => {
    const node = cluster.byName.get(name)
    if (!node) return undefined
    const known = finished.get(node)
    if (known) return known
    const sessions = {
      ip4: { routerId: node.address[4] ? node.routerId : null, protocols: sorted(family(node, 4)) },
      ip6: { routerId: node.address[6] ? node.routerId : null, protocols: sorted(family(node, 6)) },
    }
    kept += sessions.ip4.protocols.length + sessions.ip6.protocols.length
    if (kept > mostKept) {
      finished.clear()
      kept = 0
    }
    finished.set(node, sessions)
    return sessions
  }

  return {
    nodeNames: cluster.nodes.map((node) => node.name),
    sessionsOf,
    warnings: () => warnings.all(),
    notModelled: notModelled(rules),
  }
}

function familyOf(address: string): Family {
  return address.includes(':') ? 6 : 4
}

function sorted(protocols: Protocol[]): Protocol[] {
  return protocols.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
}

/** Why BIRD refuses the file because of the node's explicit peers (docs/forecast-sessions.md, section 4). */
function refusalOf(node: NodeFacts, protocols: readonly Protocol[]): string | undefined {
  const names = new Set<string>()
  for (const protocol of protocols) {
    const origin = protocol.origin.kind === 'mesh' ? 'the mesh' : `BGPPeer ${protocol.origin.bgpPeer}`
    if (protocol.localAS === 0) return `node ${node.name} has AS number 0`
    if (protocol.remoteAS === 0) return `${origin} has no AS number for ${protocol.neighbor}`
    if (protocol.clusterId !== null && !isClusterId(protocol.clusterId)) {
      return `node ${node.name} has the cluster id ${JSON.stringify(protocol.clusterId)}`
    }
    for (const seconds of [protocol.gracefulRestartTime, protocol.keepaliveTime]) {
      if (seconds !== null && seconds < 0) return `${origin} has a time of ${seconds} s`
    }
    if (names.has(protocol.name)) return `${origin} gives the name ${protocol.name} a second time`
    names.add(protocol.name)
  }
  return undefined
}
