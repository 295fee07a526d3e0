import type { ClusterState } from '../model/cluster.ts'
import type { Design } from '../model/design.ts'
import type { Sentence } from '../model/forecast.ts'
import { groupBySubnet } from './group-racks.ts'
import { nodeFacts } from './node-facts.ts'
import { outsidePeers } from './outside-peers.ts'
import { podsOnBgp } from './pods-on-bgp.ts'

/** Calico's documentation calls the mesh fine "for say 100 nodes or less". */
const meshComfort = 100

/** Sessions of a cluster of some size, each counted once. */
interface SessionCounts {
  nodes: number
  mesh: number
  reflectors: number
  /** Every node to one leaf of its rack. */
  topOfRack: number
}

/** Do you need this? */
export interface Need extends SessionCounts {
  /** The same design on larger clusters. */
  examples: SessionCounts[]
  /** `no`: it would change nothing or the mesh is fine; `optional`: a matter of the leafs; `yes`: the mesh is too large. */
  verdict: 'no' | 'optional' | 'yes'
  /** Most important first; keys `need.reason.*`. */
  reasons: Sentence[]
  /** Sessions with nodes that the busiest leaf has; absent without leafs. */
  leafSessions?: { reflectors: number; topOfRack: number }
  /** The guide's scheme that fits this cluster, by the reasons above. */
  scheme: Design['scheme']
}

/** Sessions of a full mesh: n(n-1)/2. */
export function meshSessions(nodes: number): number {
  return (nodes * (nodes - 1)) / 2
}

/**
 * Sessions that a design asks for, each counted once: node to reflector, reflector to reflector, host to leaf.
 * The guide's six nodes: 3 + 3 inside the racks and 4 toward the leafs, 10 in all.
 */
export function designSessions(design: Design): number {
  if (design.scheme === 'full-mesh') return meshSessions(design.racks.reduce((sum, rack) => sum + rack.nodes.length, 0))
  let total = 0
  for (const rack of design.racks) {
    const reflectors = rack.reflectors.length
    total += (rack.nodes.length - reflectors) * reflectors + meshSessions(reflectors)
    total += (design.scheme === 'top-of-rack' ? rack.nodes.length : reflectors) * rack.leafs.length
  }
  if (design.scheme === 'reflectors' && design.interRack === 'reflector-mesh') {
    const all = design.racks.map((rack) => rack.reflectors.length)
    total += meshSessions(all.reduce((a, b) => a + b, 0)) - all.reduce((sum, count) => sum + meshSessions(count), 0)
  }
  return total
}

/** The design's racks with as many nodes as a larger cluster would have: only the clients grow. */
function scaled(design: Design, nodes: number): SessionCounts {
  const now = design.racks.reduce((sum, rack) => sum + rack.nodes.length, 0)
  const racks = Math.max(1, design.racks.length)
  const perClient =
    design.racks.reduce(
      (sum, rack) => sum + (design.scheme === 'top-of-rack' ? rack.leafs.length : rack.reflectors.length),
      0,
    ) / racks
  return {
    nodes,
    mesh: meshSessions(nodes),
    reflectors: Math.round(designSessions(design) + (nodes - now) * perClient),
    topOfRack: nodes,
  }
}

/**
 * Weighs the move for this cluster: sessions now and after, whether pods ride on BGP at all, whether leafs are in play.
 * @param design what would be made; its reflectors decide the numbers
 */
export function assessNeed(cluster: ClusterState, design: Design): Need {
  const facts = nodeFacts(cluster)
  const nodes = facts.length
  const rides = podsOnBgp(cluster)
  const racks = groupBySubnet(facts).length
  const outside = outsidePeers(cluster, facts)
  const leafs = outside.length
  const counts = { nodes, mesh: meshSessions(nodes), reflectors: designSessions(design), topOfRack: nodes }
  const reasons: Sentence[] = []
  const add = (key: string, params: Sentence['params'] = {}) => reasons.push({ key: `need.reason.${key}`, params })

  let verdict: Need['verdict']
  if (rides.verdict === 'no') {
    add('podsNotOnBgp', { why: rides.reasons.join('; ') })
    if (leafs > 0) add('leafsOnly', { leafs })
    verdict = leafs > 0 ? 'optional' : 'no'
  } else {
    if (rides.verdict === 'partly') add('podsPartlyOnBgp', { why: rides.reasons.join('; ') })
    if (nodes > meshComfort) add('meshLarge', { nodes, mesh: counts.mesh, limit: meshComfort })
    else add('meshFine', { nodes, mesh: counts.mesh, limit: meshComfort })
    // Without encapsulation a mesh moves no packet across subnets unless the routers between know the pods.
    if (racks > 1) add('racksNeedRouters', { racks })
    if (leafs > 0) add('leafsPresent', { leafs })
    verdict = nodes > meshComfort ? 'yes' : racks > 1 || leafs > 0 ? 'optional' : 'no'
  }
  const sizes = [200, 1000].filter((size) => size > nodes)
  const examples = design.scheme === 'full-mesh' ? [] : sizes.map((size) => scaled(design, size))
  const withLeafs = design.racks.filter((rack) => rack.leafs.length > 0)
  const leafSessions = {
    reflectors: Math.max(0, ...withLeafs.map((rack) => rack.reflectors.length)),
    topOfRack: Math.max(0, ...withLeafs.map((rack) => rack.nodes.length)),
  }
  // Where every node is on a leaf already, top of rack is what the network's people have set up.
  const peered = new Set(outside.flatMap((peer) => [...peer.nodes]))
  const onLeafs = nodes > 0 && facts.every((node) => peered.has(node.name))
  return {
    ...counts,
    examples,
    verdict,
    reasons,
    ...(withLeafs.length > 0 ? { leafSessions } : {}),
    scheme: verdict === 'no' ? 'full-mesh' : onLeafs ? 'top-of-rack' : 'reflectors',
  }
}
