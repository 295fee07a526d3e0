import { CALICO_DEFAULT_ASN, parseAsn } from '../model/asn.ts'
import type { ClusterState } from '../model/cluster.ts'
import type { Design, Rack } from '../model/design.ts'
import { defaultConfiguration } from '../model/resources.ts'
import { AsnPool } from './asn-pool.ts'
import { withBothFamilies } from './both-families.ts'
import { chooseReflectors } from './choose-reflectors.ts'
import { groupRacks, type NodeGroup } from './group-racks.ts'
import { guideLabels } from './names.ts'
import { type NodeFacts, nodeFacts } from './node-facts.ts'
import { outsidePeers } from './outside-peers.ts'
import { firstLeafAsn, proposeLeafs } from './propose-leafs.ts'

/**
 * Proposes a design from what a cluster is: racks by subnet, two reflectors a rack, an AS a rack, the guide's names. What
 * the cluster has already (labels, AS numbers, cluster ids, BGPPeers to switches) is kept.
 * One subnet, or subnets joined by encapsulation, without a known switch get one AS and reflectors that peer among themselves.
 * @returns always a design; `validateDesign` says whether it can work
 */
export function proposeDesign(cluster: ClusterState): Design {
  return withBothFamilies(proposeOneFamily(cluster), cluster)
}

/** The proposal by the nodes' first addresses alone: the other family of its leafs is added in the end. */
export function proposeOneFamily(cluster: ClusterState): Design {
  const facts = nodeFacts(cluster)
  const groups = groupRacks(facts, guideLabels.groupLabel)
  const outside = outsidePeers(cluster, facts)
  const defaultAsn = clusterDefaultAsn(cluster)

  const keptAsns = groups.map((group) => mostCommon(group.nodes.map((node) => node.asn)))
  const asns = new AsnPool([...keptAsns, ...outside.map((peer) => peer.asn)].filter((asn) => asn !== undefined))
  const wantsLeafs = outside.length > 0 || (groups.length > 1 && !isEncapsulated(cluster))
  const leafs = wantsLeafs ? proposeLeafs(groups, facts, outside, asns) : groups.map(() => [])
  // Racks that no leaf joins can only be one AS: between ASes a reflector does not reflect.
  const joined = leafs.length > 0 && leafs.every((list) => list.length > 0)
  const names = rackNames(groups)

  const ids = new ClusterIds(facts)
  const racks = groups.map((group, index): Rack => {
    const reflectors = chooseReflectors(group.nodes, guideLabels.idLabel)
    return {
      name: names[index]!,
      subnet: group.subnet,
      nodes: group.nodes.map((node) => node.name),
      asn: keptAsns[index] ?? (joined ? rackAsn(asns, defaultAsn, index) : defaultAsn),
      reflectors,
      clusterIds: ids.of(reflectors),
      leafs: leafs[index]!,
    }
  })
  return {
    scheme: 'reflectors',
    defaultAsn,
    racks,
    interRack: joined ? 'leafs' : 'reflector-mesh',
    spines: [],
    serviceCidrs: [...cluster.serviceCidrs],
    names: { ...guideLabels },
    fabric: { defaultRouteViaLeaf: false, sshToNodes: false },
  }
}

/** Every pool in use carries its packets between subnets inside others: then no switch has to know the pods. */
function isEncapsulated(cluster: ClusterState): boolean {
  const pools = cluster.resources.ipPools.filter((pool) => !pool.spec.disabled)
  const never = (mode: string | undefined) => mode === undefined || mode === 'Never'
  return pools.length > 0 && pools.every((pool) => !never(pool.spec.ipipMode) || !never(pool.spec.vxlanMode))
}

/** The AS number nodes inherit now; keeping it for the first rack restarts no session there. */
function clusterDefaultAsn(cluster: ClusterState): number {
  const stored = defaultConfiguration(cluster.resources.bgpConfigurations)?.spec.asNumber
  return (stored === undefined ? undefined : parseAsn(stored)) || CALICO_DEFAULT_ASN
}

/** The first rack keeps the inherited number when it is free; the others count on from there (the guide: 64512, 64513). */
function rackAsn(pool: AsnPool, defaultAsn: number, index: number): number {
  if (index === 0 && pool.isFree(defaultAsn)) return pool.take(defaultAsn)
  return pool.next(defaultAsn >= firstLeafAsn ? CALICO_DEFAULT_ASN : defaultAsn)
}

/** The guide's rule: a reflector's cluster id is its own address. An id that is set already stays. */
class ClusterIds {
  private readonly byName: Map<string, NodeFacts>
  private made = 0

  constructor(facts: NodeFacts[]) {
    this.byName = new Map(facts.map((node) => [node.name, node]))
  }

  of(reflectors: string[]): Record<string, string> {
    return Object.fromEntries(reflectors.map((name) => [name, this.id(this.byName.get(name))]))
  }

  private id(node: NodeFacts | undefined): string {
    if (node?.clusterId) return node.clusterId
    if (node?.address?.family === 4) return node.address.text
    // A cluster id is 32 bits (RFC 4456): an IPv6 node has no address to lend. Calico's documentation counts 244.0.0.1 on.
    this.made++
    return `244.0.${this.made >> 8}.${this.made & 255}`
  }
}

/** The group label that most of a rack's nodes carry already, when no other rack has the same; else rr1, rr2, ... */
function rackNames(groups: NodeGroup[]): string[] {
  const labels = groups.map((group) => mostCommon(group.nodes.map((node) => node.labels[guideLabels.groupLabel])))
  const unique = labels.map((label) =>
    label !== undefined &&
    /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(label) &&
    labels.filter((l) => l === label).length === 1
      ? label
      : undefined,
  )
  const used = new Set(unique.filter((label) => label !== undefined))
  let counter = 0
  return unique.map((label) => {
    if (label !== undefined) return label
    do counter++
    while (used.has(`rr${counter}`))
    return `rr${counter}`
  })
}

/** The value that occurs most, the first one on a tie; undefined values do not vote. */
function mostCommon<T>(values: (T | undefined)[]): T | undefined {
  const counts = new Map<T, number>()
  for (const value of values) if (value !== undefined) counts.set(value, (counts.get(value) ?? 0) + 1)
  let best: T | undefined
  for (const [value, count] of counts) if (best === undefined || count > counts.get(best)!) best = value
  return best
}
