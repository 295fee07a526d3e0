import type { Family } from './address.ts'
import { type ClusterFacts, families, type NodeFacts } from './cluster.ts'
import { meshRemoteAs } from './render.ts'

/** Who is in the node-to-node mesh, and which nodes would break everybody's configuration. */
export interface Mesh {
  /** Whether `node` configures a mesh session toward `other`. */
  links(node: NodeFacts, other: NodeFacts, family: Family): boolean
  /** Every node that `node` configures a mesh session to. */
  neighbors(node: NodeFacts, family: Family): readonly NodeFacts[]
  /** Why BIRD refuses the mesh part of the node's file; undefined when it does not. */
  refusal(node: NodeFacts, family: Family): string | undefined
}

/** Builds the mesh of a cluster (docs/forecast-sessions.md, section 2). */
export function buildMesh(cluster: ClusterFacts): Mesh {
  const { rules } = cluster
  const runs = (node: NodeFacts, family: Family) =>
    cluster.meshEnabled &&
    node.address[family] !== undefined &&
    (node.clusterId === '' || rules.reflectorInMesh[family] === 'none')
  const wanted = (node: NodeFacts, family: Family) =>
    node.address[family] !== undefined && (node.clusterId === '' || rules.reflectorInMesh[family] !== 'both-sides')

  const targets = { 4: [] as NodeFacts[], 6: [] as NodeFacts[] }
  const twice = { 4: new Map<string, NodeFacts[]>(), 6: new Map<string, NodeFacts[]>() }
  if (cluster.meshEnabled) {
    for (const family of families) {
      // In the order of their protocols' names, so that no node has to sort them again.
      targets[family] = cluster.nodes
        .filter((node) => wanted(node, family))
        .sort((a, b) => (a.address[family]!.meshName < b.address[family]!.meshName ? -1 : 1))
      const seen = new Map<string, NodeFacts[]>()
      for (const node of targets[family]) {
        const text = node.address[family]!.text
        const there = seen.get(text)
        if (!there) seen.set(text, [node])
        else twice[family].set(text, [...there, node])
      }
    }
  }
  // Without an AS of its own a node is expected to have the global one, or (3.32) the AS of whoever asks.
  const zero = families.map((family) => targets[family].filter((node) => node.asn === 0))

  return {
    links: (node, other, family) =>
      runs(node, family) && wanted(other, family) && node.address[family]!.text !== other.address[family]!.text,
    neighbors: (node, family) => {
      if (!runs(node, family)) return []
      const own = node.address[family]!.text
      return targets[family].filter((other) => other.address[family]!.text !== own)
    },
    refusal: (node, family) => {
      if (!runs(node, family)) return undefined
      const own = node.address[family]!.text
      const alone = !targets[family].some((other) => other.address[family]!.text !== own)
      if (node.asn === 0 && !alone) return `node ${node.name} has AS number 0`
      if ((cluster.meshRestartSeconds ?? 0) < 0 && !alone) return 'nodeMeshMaxRestartTime is negative'
      for (const [address, nodes] of twice[family]) {
        if (address !== own) return `nodes ${nodes.map((n) => n.name).join(' and ')} share the address ${address}`
      }
      for (const other of zero[family === 4 ? 0 : 1]!) {
        const isOther = other.address[family]!.text !== own
        if (isOther && meshRemoteAs(node, other, cluster) === 0) return `node ${other.name} has AS number 0`
      }
      return undefined
    },
  }
}
