import type { ClusterState } from '../model/cluster.ts'
import type { Design } from '../model/design.ts'
import type { Fabric } from '../model/fabric.ts'
import type { Observation } from '../model/observed.ts'
import type { Gate } from '../model/plan.ts'
import { compareNode, type Difference, differenceText } from './compare.ts'
import { type Expectation, type ExpectedNode, expect } from './expect.ts'

/** Looks at a switch; undefined when nobody can. */
export type ReadSwitch = (name: string) => Promise<{ establishedPeers: string[]; blocks?: string[] } | undefined>

/** Asks nodes; each answer is handed over as it comes and need not be kept. */
type ObserveEach = (nodes: string[], each: (seen: Observation) => void) => Promise<void>

/** What a gate is held against, and who looks. */
interface GateWatchOptions {
  gate: Gate
  cluster: ClusterState
  fabric: Fabric
  design: Design
  observe: ObserveEach
  readSwitch: ReadSwitch
}

/** How things stand after a look at the cluster. */
interface GateLook {
  seen: number
  wanted: number
  missing: string[]
  nodes: readonly string[]
  /** Nobody could look at all: no node answered. */
  blind: boolean
}

/**
 * Watches a gate. The first look asks every node, never a sample, and a node that could not be read is missing, not fine
 * (G8); later looks ask those that were not as forecast yet, so that a large cluster is not read whole again for its last
 * node. What was asked is forgotten at once: all sessions of a mesh of hundreds do not fit side by side.
 * @returns a function that looks once more
 */
export function watchGate(options: GateWatchOptions): () => Promise<GateLook> {
  const { gate, cluster, fabric, design, observe, readSwitch } = options
  const expected = expect(cluster, fabric, design)
  const scope = scopeOf(gate, fabric)
  const open = new Map(
    expected.names.filter(scope.asks).map((name) => [name, [`${name} could not be read: it was not asked`]]),
  )
  const wantedOf = new Map<string, number>()
  let answered = open.size === 0
  return async () => {
    await observe([...open.keys()], (seen) => {
      const node = expected.node(seen.node)
      if (!node) return
      const wanted = scope.part(node)
      wantedOf.set(seen.node, wanted.sessions.length + wanted.blocks.length)
      answered ||= seen.ok
      const differences = compareNode(wanted, seen)
      if (differences.length === 0) open.delete(seen.node)
      else open.set(seen.node, differences.map(differenceText))
    })
    const leafs = await compareLeafs(scope.leafs, cluster, expected, readSwitch)
    const missing = [...new Set([...[...open.values()].flat(), ...leafs.differences.map(differenceText)])]
    const wanted = leafs.wanted + [...wantedOf.values()].reduce((sum, count) => sum + count, 0)
    return {
      seen: Math.max(0, wanted - missing.length),
      wanted,
      missing,
      nodes: expected.names,
      blind: !answered,
    }
  }
}

/** What a gate's conditions ask of whom. */
function scopeOf(gate: Gate, fabric: Fabric) {
  const kinds = new Set(gate.conditions.map((condition) => condition.kind))
  const all = kinds.has('sessions-as-forecast') || kinds.has('routes-as-forecast')
  const onLeafs = new Set(gate.conditions.flatMap((one) => (one.kind === 'leaf-sessions' ? one.nodes : [])))
  const switches = new Set(fabric.switches.flatMap((entry) => entry.addresses.map((text) => text.split('/')[0]!)))
  return {
    asks: (name: string) => all || onLeafs.has(name),
    part: (node: ExpectedNode): ExpectedNode => ({
      ...node,
      sessions: kinds.has('sessions-as-forecast')
        ? node.sessions
        : node.sessions.filter(({ neighbor }) => onLeafs.has(node.node) && switches.has(neighbor)),
      blocks: kinds.has('routes-as-forecast') ? node.blocks : [],
    }),
    leafs: gate.conditions.flatMap((condition) => (condition.kind === 'leaf-blocks' ? condition.leafs : [])),
  }
}

/** A leaf that can be asked must hold every peer and block; one that cannot is judged by its nodes' sessions alone. */
async function compareLeafs(
  leafs: string[],
  cluster: ClusterState,
  expected: Expectation,
  readSwitch: ReadSwitch,
): Promise<{ wanted: number; differences: Difference[] }> {
  const blocks = cluster.resources.blockAffinities
    .filter((block) => block.spec.state !== 'pending')
    .map((block) => block.spec.cidr)
  const differences: Difference[] = []
  let wanted = 0
  for (const leaf of leafs) {
    const seen = await readSwitch(leaf)
    if (!seen) continue
    const peers = expected.switchPeers.get(leaf) ?? []
    wanted += peers.length
    for (const peer of peers)
      if (!seen.establishedPeers.includes(peer))
        differences.push({
          node: leaf,
          what: 'switch-peer-missing',
          subject: peer,
          detail: 'not Established on the switch',
        })
    if (!seen.blocks) continue
    wanted += blocks.length
    for (const block of blocks)
      if (!seen.blocks.includes(block))
        differences.push({ node: leaf, what: 'route-missing', subject: block, detail: 'the switch lacks it' })
  }
  return { wanted, differences }
}
