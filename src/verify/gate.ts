import type { ClusterState } from '../model/cluster.ts'
import type { Fabric } from '../model/fabric.ts'
import type { Observation } from '../model/observed.ts'
import type { Gate } from '../model/plan.ts'
import { compare, type Difference, differenceText } from './compare.ts'
import { type Expectation, type ExpectedNode, expect } from './expect.ts'

/** Looks at a switch; undefined when nobody can. */
export type ReadSwitch = (name: string) => Promise<{ establishedPeers: string[]; blocks?: string[] } | undefined>

/** One look at the cluster, held against the gate. */
export interface GateLook {
  seen: number
  wanted: number
  missing: string[]
  nodes: string[]
  /** Nobody could look at all: no node answered. */
  blind: boolean
}

/**
 * Holds one round of observations against a gate. All nodes count, never a sample; a node that could not be read is
 * missing, not fine (G8).
 */
export async function lookAtGate(
  gate: Gate,
  cluster: ClusterState,
  fabric: Fabric,
  observe: (nodes: string[]) => Promise<Observation[]>,
  readSwitch: ReadSwitch,
): Promise<GateLook> {
  const expected = expect(cluster, fabric)
  const names = [...expected.nodes.keys()]
  const observations = await observe(names)
  const differences: Difference[] = []
  let wanted = 0
  for (const condition of gate.conditions) {
    switch (condition.kind) {
      case 'sessions-as-forecast':
      case 'routes-as-forecast': {
        const part = condition.kind === 'sessions-as-forecast' ? sessionsOnly(expected) : routesOnly(expected)
        wanted += countOf(part)
        differences.push(...compare(part, observations))
        break
      }
      case 'leaf-sessions': {
        const part = leafSessions(expected, fabric, new Set(condition.nodes))
        wanted += countOf(part)
        differences.push(...compare(part, observations))
        break
      }
      case 'leaf-blocks': {
        const result = await compareLeafs(condition.leafs, cluster, expected, readSwitch)
        wanted += result.wanted
        differences.push(...result.differences)
        break
      }
    }
  }
  const lines = [...new Set(differences.map(differenceText))]
  return {
    seen: Math.max(0, wanted - lines.length),
    wanted,
    missing: lines,
    nodes: names,
    blind: observations.length > 0 && observations.every((observation) => !observation.ok),
  }
}

function mapNodes(expected: Expectation, change: (node: ExpectedNode) => ExpectedNode): Expectation {
  return { ...expected, nodes: new Map([...expected.nodes].map(([name, node]) => [name, change(node)])) }
}

function sessionsOnly(expected: Expectation): Expectation {
  return mapNodes(expected, ({ blocks: _blocks, ...node }) => node)
}

function routesOnly(expected: Expectation): Expectation {
  return mapNodes(expected, (node) => ({ ...node, sessions: [] }))
}

function leafSessions(expected: Expectation, fabric: Fabric, nodes: Set<string>): Expectation {
  const addresses = new Set(fabric.switches.flatMap((entry) => entry.addresses.map((text) => text.split('/')[0]!)))
  const chosen = [...expected.nodes].filter(([name]) => nodes.has(name))
  return mapNodes({ ...expected, nodes: new Map(chosen) }, ({ blocks: _blocks, ...node }) => ({
    ...node,
    sessions: node.sessions.filter((protocol) => addresses.has(protocol.neighbor)),
  }))
}

function countOf(expected: Expectation): number {
  let count = 0
  for (const node of expected.nodes.values()) count += node.sessions.length + (node.blocks?.length ?? 0)
  return count
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
