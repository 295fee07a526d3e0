import { subnetOf } from '../model/cidr.ts'
import type { ClusterState } from '../model/cluster.ts'
import type { Design } from '../model/design.ts'
import type { Fabric } from '../model/fabric.ts'
import type { Change } from '../model/plan.ts'
import { refineByNames } from './quotient-names.ts'
import { rackWords } from './quotient-racks.ts'
import { reduceCluster } from './quotient-reduce.ts'
import { nodeSignatures } from './quotient-signatures.ts'
import { makeWeights, type Weights, weightsApart } from './quotient-weights.ts'

/** A class of nodes that a forecast cannot tell apart, in all racks that look alike. */
export interface NodeClass {
  id: number
  /** Nodes by rack index. */
  members: Map<number, string[]>
}

/** A cluster reduced to representatives, with what is needed to count for the whole. */
export interface Quotient extends Weights {
  cluster: ClusterState
  fabric: Fabric
  stages: Change[][]
  /** Representatives, in the order of the cluster. */
  nodes: string[]
  classOf(node: string): NodeClass
  /** Whether a switch belongs to a rack; then it has a weight and pairs like a node. */
  hasRack(name: string): boolean
  /** Whether a node carries no pods while the move lasts, so that nobody misses it. */
  isEmpty(node: string): boolean
  /** Index of the rack of a node or leaf (or of a node's subnet, without a design). */
  rackOf(node: string): number
  /** Racks that look like the rack of this index, itself included. */
  alike(rack: number): number[]
  /** Weights when one rack is not like its likes any more, because something in it failed; failed nodes do not count. */
  weightsApart(rack: number, failed: Set<string>): Weights
}

export interface QuotientOptions {
  /** Racks and their words; without it subnets stand for racks, and each stands for itself. */
  design?: Design
  /** Representatives of a class in a rack, and racks of a kind. 2 tells "the same" from "another one"; 3 is for doubt. */
  representatives?: number
  /** Keeps every node, with the same classes: what a reduced cluster is proved against. */
  whole?: boolean
}

/**
 * Finds the classes of nodes and the kinds of racks, and keeps a few of each. Nodes are alike when everything a selector,
 * a session or a route depends on is alike, now and in every stage; racks are alike when their words can be exchanged.
 * Linear in nodes and changes.
 */
export function quotient(
  cluster: ClusterState,
  fabric: Fabric,
  stages: Change[][],
  options: QuotientOptions = {},
): Quotient {
  const { design, representatives = 2 } = options
  const rackOf = rackIndex(cluster, design)
  const signatures = refineByNames(nodeSignatures(cluster, fabric, stages), cluster, stages)
  const words = rackWords(design, fabric)
  const inRack = new Map<number, Map<string, string[]>>()
  const abstracted = new Map<number, Map<string, string>>()
  for (const { metadata } of cluster.resources.nodes) {
    const rack = rackOf(metadata.name)
    const signature = signatures.get(metadata.name)!
    const texts = upsert(abstracted, rack, () => new Map<string, string>())
    const text = upsert(texts, signature, () => words.abstract(rack, signature))
    const classes = upsert(inRack, rack, () => new Map<string, string[]>())
    upsert(classes, text, () => []).push(metadata.name)
  }
  return assemble(inRack)

  function assemble(racks: Map<number, Map<string, string[]>>): Quotient {
    const outside = rackTexts(cluster, fabric, stages, words, design)
    const kinds = new Map<string, number[]>()
    for (const [rack, classes] of racks) {
      const sizes = [...classes].map(([text, nodes]) => `${Math.min(nodes.length, representatives)} ${text}`).sort()
      // Without a design nothing says that two subnets are exchangeable.
      const kind = design?.racks[rack] ? [...sizes, ...(outside[rack] ?? [])].join('\n') : `only ${rack}`
      kinds.set(kind, [...(kinds.get(kind) ?? []), rack])
    }
    const classes: NodeClass[] = []
    const classOf = new Map<string, NodeClass>()
    const alike = new Map<number, number[]>()
    const kept = new Set<string>()
    for (const members of kinds.values()) {
      const byText = new Map<string, NodeClass>()
      for (const [place, rack] of members.entries()) {
        alike.set(rack, members)
        for (const [text, nodes] of racks.get(rack)!) {
          let found = byText.get(text)
          if (!found) {
            found = { id: classes.length, members: new Map() }
            classes.push(found)
            byText.set(text, found)
          }
          found.members.set(rack, nodes)
          for (const node of nodes) classOf.set(node, found)
          if (options.whole) for (const node of nodes) kept.add(node)
          else if (place < representatives) for (const node of nodes.slice(0, representatives)) kept.add(node)
        }
      }
    }
    const keptRacks = new Set([...kept].map(rackOf))
    const leafRack = new Map(
      (design?.racks ?? []).flatMap((rack, i) => rack.leafs.map((leaf) => [leaf.name, i] as const)),
    )
    const leafsKept = new Set<string>()
    addLeafs(kinds, keptRacks)
    const represented = new Set([...kept, ...leafsKept])
    const placeOf = (name: string) => leafRack.get(name) ?? rackOf(name)
    function addLeafs(all: Map<string, number[]>, present: Set<number>): void {
      for (const members of all.values())
        for (const rack of members)
          for (const [place, leaf] of (design?.racks[rack]?.leafs ?? []).entries()) {
            const first = design!.racks[members[0]!]!.leafs[place]
            const known = first && classOf.get(first.name)
            const one = known ?? { id: classes.length, members: new Map<number, string[]>() }
            if (!known) classes.push(one)
            // A leaf that serves several racks counts in the first.
            if (!classOf.has(leaf.name)) one.members.set(rack, [leaf.name])
            classOf.set(leaf.name, classOf.get(leaf.name) ?? one)
            if (present.has(rack)) leafsKept.add(leaf.name)
          }
    }
    const empty = new Set(design?.move?.emptyReflectors ? design.racks.flatMap((rack) => rack.reflectors) : [])
    const reduced = reduceCluster(cluster, fabric, stages, kept, keptRacks, design)
    const nodes = cluster.resources.nodes.map((node) => node.metadata.name).filter((name) => kept.has(name))
    return {
      ...reduced,
      ...makeWeights(classes, represented, (node) => classOf.get(node)!.id, placeOf),
      nodes,
      classOf: (node) => classOf.get(node)!,
      rackOf: placeOf,
      isEmpty: (node) => empty.has(node),
      hasRack: (name) => leafRack.has(name),
      alike: (rack) => alike.get(rack) ?? [rack],
      weightsApart: (rack, failed) =>
        weightsApart(classes, represented, (node) => classOf.get(node)!.id, placeOf, rack, failed),
    }
  }
}

function upsert<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  let found = map.get(key)
  if (found === undefined) {
    found = make()
    map.set(key, found)
  }
  return found
}

/** The rack of the design, else the subnet, as a number. */
function rackIndex(cluster: ClusterState, design: Design | undefined): (node: string) => number {
  const racks = new Map<string, number>()
  for (const [index, rack] of (design?.racks ?? []).entries()) for (const node of rack.nodes) racks.set(node, index)
  const subnets = new Map<string, number>()
  let next = design?.racks.length ?? 0
  for (const { metadata, spec } of cluster.resources.nodes) {
    if (racks.has(metadata.name)) continue
    const text = spec.bgp?.ipv4Address ?? spec.bgp?.ipv6Address
    const subnet = (text && subnetOf(text)) ?? ''
    if (!subnets.has(subnet)) subnets.set(subnet, next++)
    racks.set(metadata.name, subnets.get(subnet)!)
  }
  return (node) => racks.get(node) ?? -1
}

/** What concerns a rack beside its nodes: its leafs, and every peer, present or to come, that names the rack. */
function rackTexts(
  cluster: ClusterState,
  fabric: Fabric,
  stages: Change[][],
  words: ReturnType<typeof rackWords>,
  design: Design | undefined,
): string[][] {
  const texts: string[][] = (design?.racks ?? []).map(() => [])
  if (!design) return texts
  const note = (text: string) => {
    for (const rack of words.racksNaming(text)) texts[rack]?.push(words.abstract(rack, text))
  }
  for (const peer of cluster.resources.bgpPeers) note(`now ${JSON.stringify(peer.spec)}`)
  for (const [stage, changes] of stages.entries())
    for (const change of changes) {
      if (change.ref.kind !== 'BGPPeer') continue
      const said = change.action === 'update' ? change.fields : change.content
      note(`${stage} ${change.action} ${JSON.stringify(said)}`)
    }
  const owner = new Map(design.racks.flatMap((rack, i) => rack.leafs.map((leaf) => [leaf.name, i] as const)))
  const switches = new Set(fabric.switches.flatMap((entry) => entry.addresses.map((text) => text.split('/')[0]!)))
  for (const device of fabric.switches) {
    const rack = owner.get(device.name)
    if (rack === undefined) continue
    const { neighbors, addresses, routerId: _, ...rest } = device
    const links = neighbors.filter((neighbor) => switches.has(neighbor.address))
    texts[rack]!.push(words.abstract(rack, JSON.stringify([rest, addresses, links])))
  }
  for (const list of texts) list.sort()
  return texts
}
