import { nodeFacts } from '../design/node-facts.ts'
import type { ClusterState } from '../model/cluster.ts'
import type { Design, Leaf, LeafOptions, Rack } from '../model/design.ts'
import { byNumber } from '../views/node-ranges.ts'

/** The design with one rack replaced. */
export function withRack(design: Design, name: string, change: (rack: Rack) => Rack): Design {
  return { ...design, racks: design.racks.map((rack) => (rack.name === name ? change(rack) : rack)) }
}

/**
 * Moves nodes to a rack. A reflector that moves stays no reflector: its rack has its own; a rack that loses all its nodes
 * goes.
 */
export function moveNodes(design: Design, names: readonly string[], target: string): Design {
  const moving = new Set(names)
  const racks = design.racks.map((rack) => {
    const nodes =
      rack.name === target
        ? [...rack.nodes, ...names.filter((name) => !rack.nodes.includes(name))].sort(byNumber)
        : rack.nodes.filter((node) => !moving.has(node))
    const reflectors = rack.reflectors.filter((node) => nodes.includes(node))
    return { ...rack, nodes, reflectors, clusterIds: keep(rack.clusterIds, reflectors) }
  })
  return { ...design, racks: racks.filter((rack) => rack.nodes.length > 0) }
}

/** Makes these nodes the reflectors of a rack; a new one gets its own address as cluster id, as the guide does. */
export function setReflectors(
  design: Design,
  rackName: string,
  names: readonly string[],
  cluster: ClusterState,
): Design {
  const addresses = new Map(nodeFacts(cluster).map((node) => [node.name, node.address?.text]))
  return withRack(design, rackName, (rack) => {
    const reflectors = [...new Set(names)].sort(byNumber)
    const ids = reflectors.map((node) => [node, rack.clusterIds[node] ?? addresses.get(node) ?? ''])
    return { ...rack, reflectors, clusterIds: Object.fromEntries(ids) }
  })
}

/** The design with one leaf replaced. */
export function withLeaf(design: Design, name: string, change: (leaf: Leaf) => Leaf): Design {
  const racks = design.racks.map((rack) => ({
    ...rack,
    leafs: rack.leafs.map((leaf) => (leaf.name === name ? change(leaf) : leaf)),
  }))
  return { ...design, racks }
}

/** The same options for every leaf: racks are built alike, nobody is asked per leaf. */
export function withLeafOptions(design: Design, options: Partial<LeafOptions>): Design {
  const racks = design.racks.map((rack) => ({
    ...rack,
    leafs: rack.leafs.map((leaf) => ({ ...leaf, options: { ...leaf.options, ...options } })),
  }))
  return { ...design, racks }
}

/** All leafs of a design. */
export function allLeafs(design: Design): Leaf[] {
  return design.racks.flatMap((rack) => rack.leafs)
}

function keep(ids: Record<string, string>, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(Object.entries(ids).filter(([name]) => names.includes(name)))
}
