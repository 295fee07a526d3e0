import type { ClusterState } from '../model/cluster.ts'
import type { Fabric } from '../model/fabric.ts'
import type { Observation } from '../model/observed.ts'
import type { Gate } from '../model/plan.ts'
import { compareNode, type Difference, differenceText } from './compare.ts'
import { type Expectation, type ExpectedNode, expect } from './expect.ts'

/** What a switch shows; blocks only where its routes were asked for. */
interface SwitchView {
  establishedPeers: string[]
  blocks?: string[]
}

/** Looks at a switch; undefined when nobody can. */
export type ReadSwitch = (name: string) => Promise<SwitchView | undefined>

/** What a gate wants to see, worked out once; readings are held against it one by one. */
export interface OpenGate {
  /** Every node, never a sample (G7). */
  nodes: string[]
  /** Sessions and routes that the nodes must show. */
  wanted: number
  /** What a node lacks, one line each; a node that could not be read lacks itself (G8). */
  judge(observation: Observation): string[]
  /** Leafs that must hold peers and blocks. */
  leafs: string[]
  /** What a leaf must show, and lacks; one that cannot be asked is judged by its nodes' sessions alone. */
  judgeLeaf(leaf: string, seen: SwitchView | undefined): { wanted: number; missing: string[] }
}

/** Opens a gate on the forecast for a cluster. */
export function openGate(gate: Gate, cluster: ClusterState, fabric: Fabric): OpenGate {
  const expected = expect(cluster, fabric)
  const parts = new Map([...expected.nodes.values()].map((node) => [node.node, partOf(gate, node, fabric)]))
  return {
    nodes: [...parts.keys()],
    wanted: [...parts.values()].reduce((sum, node) => sum + node.sessions.length + (node.blocks?.length ?? 0), 0),
    judge: (seen) => compareNode(parts.get(seen.node)!, seen).map(differenceText),
    leafs: [
      ...new Set(gate.conditions.flatMap((condition) => (condition.kind === 'leaf-blocks' ? condition.leafs : []))),
    ],
    judgeLeaf: (leaf, seen) => compareLeaf(leaf, seen, cluster, expected),
  }
}

/** What the conditions of a gate want of one node. */
function partOf(gate: Gate, { blocks, ...node }: ExpectedNode, fabric: Fabric): ExpectedNode {
  const kinds = new Set(gate.conditions.map((condition) => condition.kind))
  const ofLeafs = gate.conditions.some(
    (condition) => condition.kind === 'leaf-sessions' && condition.nodes.includes(node.node),
  )
  const leafs = new Set(fabric.switches.flatMap((entry) => entry.addresses.map((text) => text.split('/')[0]!)))
  const sessions = kinds.has('sessions-as-forecast')
    ? node.sessions
    : node.sessions.filter((session) => ofLeafs && leafs.has(session.neighbor))
  return { ...node, sessions, ...(blocks && kinds.has('routes-as-forecast') ? { blocks } : {}) }
}

function compareLeaf(
  leaf: string,
  seen: SwitchView | undefined,
  cluster: ClusterState,
  expected: Expectation,
): { wanted: number; missing: string[] } {
  if (!seen) return { wanted: 0, missing: [] }
  const lacking = (what: Difference['what'], detail: string) => (subject: string) =>
    differenceText({ node: leaf, what, subject, detail })
  const peers = expected.switchPeers.get(leaf) ?? []
  const established = new Set(seen.establishedPeers)
  const missing = peers
    .filter((peer) => !established.has(peer))
    .map(lacking('switch-peer-missing', 'not Established on the switch'))
  if (!seen.blocks) return { wanted: peers.length, missing }
  const held = new Set(seen.blocks)
  const blocks = cluster.resources.blockAffinities
    .filter((block) => block.spec.state !== 'pending')
    .map((block) => block.spec.cidr)
  missing.push(...blocks.filter((block) => !held.has(block)).map(lacking('route-missing', 'the switch lacks it')))
  return { wanted: peers.length + blocks.length, missing }
}
