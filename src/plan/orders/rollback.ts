import type { Change, Gate, Plan, Stage } from '../../model/plan.ts'
import { nodeAnnotations } from '../../model/resources.ts'
import { invert } from '../changes.ts'
import { turnsMeshOff } from '../mesh.ts'
import { sharePlaces } from '../places.ts'
import { gate } from './gates.ts'

/** Operations that are taken back side by side, and what must be seen before the next ones. */
export interface RollbackGroup {
  /** Ids of operations of the plan, in the order they are undone where one depends on another. */
  operations: string[]
  /** The next group belongs to it: nothing is looked at between them, and nobody stops there. */
  goesOn?: true
  gate?: { stage: Stage; gate: Gate }
}

/**
 * Strategies whose way there is a way back, too: what carries the pods while BGP is rebuilt (leaf path, explicit sessions,
 * the safety net) is laid before and taken away after, so the exact reverse lays it again first. bgp-lab.md: `leafback`
 * and `s3back` lose 0.06-0.09 s, Rst 0.00; every order that begins with the mesh 1.4-1.7 s.
 */
const carried = new Set(['leaf-path-first', 'one-as', 'strict-leafs', 'safety-net'])

/**
 * The order of the way back, from wherever the run is; it needs the plan and nothing else, so that no cluster that cannot be
 * read and no model that takes its time stands in the way (G11).
 * - A plan that carries the pods is undone exactly in reverse, stage by stage and gate by gate: a net or a path that was
 *   taken away already is laid again first, one that is still there stays until its own turn.
 * - Of any other plan the mesh comes back first: until then nodes have only the sessions that are about to go (G7). Then the
 *   nodes' own AS numbers and cluster ids, the peers between nodes, and when sessions were seen other peers, then labels:
 *   `rollback.test.ts` holds this rule beside the least harmful order that the search finds.
 * @param done ids of the operations that were made, or may have been
 */
export function rollbackOrder(plan: Plan, done: readonly string[]): RollbackGroup[] {
  const made = new Set(done)
  const parts = plan.stages
    .map((stage) => ({ stage, operations: stage.operations.filter((operation) => made.has(operation.id)) }))
    .filter(({ operations }) => operations.length > 0)
  const ordered = carried.has(plan.strategy)
    ? carriedBack(parts, plan.strategy === 'safety-net')
    : nodesWithTheirPeers(parts)
  return ordered.map((part, index) => ({
    operations: part.operations.map((operation) => operation.id).reverse(),
    ...(part.goesOn ? { goesOn: true } : {}),
    // The last gate is the engine's own: everything as it was before.
    ...(!part.goesOn && index < ordered.length - 1 && touchesSessions(changesOf(part))
      ? { gate: { stage: part.stage, gate: gate({ kind: 'sessions-as-forecast' }, { kind: 'routes-as-forecast' }) } }
      : {}),
  }))
}

interface Part {
  stage: Stage
  operations: Stage['operations']
  goesOn?: true
}

/**
 * The exact reverse, but for peers between nodes that were made while the mesh was still on: they go together with the
 * mesh's return. Kept beyond it, they and the mesh are two protocols for one neighbour at both ends, and BIRD was seen to
 * close the one's connections for the other's sake for more than 90 s. Deleted first or at once, nothing was lost (Rst in
 * bgp-lab.md). Under the safety net, cluster ids that changed before the mesh went off come back at once with it, too.
 *
 * Not so where explicit sessions of single nodes carry the racks (`s3back` in bgp-lab.md, 0.06-0.08 s): reflectors come back
 * to the mesh one by one, each while the others still reflect, and what they live on outside of it goes after the last.
 */
function carriedBack(parts: Part[], netted: boolean): Part[] {
  const atOnce = netted && !parts.some((part) => part.operations.some(makesExplicitSessions))
  const back: Part[] = []
  const held: Part[] = []
  // The part that switches the mesh, as long as nothing lies behind it that has to come back later than it.
  let mesh: Part | undefined
  let isOn = !parts.some(switches)
  let outside = parts.filter(leavesMesh).length
  for (const part of [...parts].reverse()) {
    if (leavesMesh(part)) outside--
    const joins = part.operations.every((one) => makesNodePeers(one) || (atOnce && setsClusterIds(one)))
    if (isOn && joins && !atOnce && outside > 0) held.push(part)
    else if (mesh && joins) mesh.operations = [...part.operations, ...mesh.operations]
    else {
      const own = { ...part }
      if (switches(part)) mesh = own
      else if (!part.operations.every(({ changes }) => changes.every(({ ref }) => ref.kind === 'BGPPeer')))
        mesh = undefined
      isOn ||= switches(part)
      back.push(own)
      if (outside === 0) back.push(...held.splice(0))
    }
  }
  return back
}

function switches({ operations }: Part): boolean {
  return operations.some(switchesMesh)
}

/** A part in which reflectors leave the mesh. */
function leavesMesh({ operations }: Part): boolean {
  return operations.some(setsClusterIds)
}

function setsClusterIds({ changes }: Stage['operations'][number]): boolean {
  return changes.every(
    (change) =>
      change.action === 'update' && change.fields.every(({ path }) => path.at(-1) === nodeAnnotations.clusterId),
  )
}

function switchesMesh({ changes }: Stage['operations'][number]): boolean {
  return turnsMeshOff(changes)
}

function makesNodePeers(operation: Stage['operations'][number]): boolean {
  return createsPeersWith(operation, 'peerSelector')
}

/** A BGPPeer of one node: the explicit sessions of S3. */
function makesExplicitSessions(operation: Stage['operations'][number]): boolean {
  return createsPeersWith(operation, 'node')
}

function createsPeersWith({ changes }: Stage['operations'][number], field: 'peerSelector' | 'node'): boolean {
  return changes.every((change) => {
    if (change.ref.kind !== 'BGPPeer' || change.action !== 'create') return false
    return (change.content as { spec?: Record<string, unknown> }).spec?.[field] !== undefined
  })
}

/** Mesh first, then by what a part takes away, the latest first among equals; what was built on something goes before it. */
function meshFirst(parts: readonly Part[]): Part[] {
  const left = new Set(parts.keys())
  const changes = parts.map(changesOf)
  const builtOn = (i: number) => [...left].filter((later) => later > i && sharePlaces(changes[i]!, changes[later]!))
  const mesh = parts.findIndex(({ operations }) => operations.some(switchesMesh))
  const order: Part[] = []
  while (left.size > 0) {
    // Whatever stands on the mesh's return comes as early as it.
    const before = left.has(mesh) ? standingOn(mesh, builtOn) : new Set<number>()
    const free = [...left].filter((i) => builtOn(i).length === 0)
    const rank = (i: number) => (before.has(i) ? 0 : rankOf(parts[i]!, i === mesh))
    const next = free.sort((a, b) => rank(a) - rank(b) || b - a)[0]!
    left.delete(next)
    order.push(parts[next]!)
  }
  return order
}

/**
 * The mesh first; where nodes' AS numbers or cluster ids come back, too, these right behind it and the peers between nodes
 * right behind them, and only then a look at the sessions. Until the AS numbers are back the mesh joins racks that do not
 * know each other's next hops; and every session of such a node starts anew with them, so that the mesh and the peers are
 * two protocols for one neighbour at both ends: on real daemons (confd 3.25.0) they closed each other's connections for
 * more than 90 s, and the way back ended at its gate. What is on, is read back before the next goes in any case.
 */
function nodesWithTheirPeers(parts: Part[]): Part[] {
  const ordered = meshFirst(parts)
  const isMesh = ({ operations }: Part) => operations.some(switchesMesh)
  const isNodes = (part: Part) => rankOf(part, false) === 2 && !isMesh(part)
  const peers = parts.filter((part) => part.operations.every(makesNodePeers))
  const [first] = peers
  // Whatever was built on these peers has to go before them.
  const free = peers.every((peer) =>
    parts.every((part) => part === peer || !sharePlaces(changesOf(peer), changesOf(part))),
  )
  const changesSessions = (part: Part) => touchesSessions(changesOf(part).filter(({ ref }) => ref.kind === 'KubeNode'))
  const nodes = ordered.filter(isNodes)
  const mesh = ordered.find(isMesh)
  if (!first || !free || !mesh || ![mesh, ...nodes].some(changesSessions)) return ordered
  // In the order of the plan: the operations of a group are turned round like those of any other.
  const own = nodes.toReversed().flatMap((part) => part.operations)
  const together: Part[] = [
    { ...mesh, goesOn: true },
    ...(nodes[0] ? [{ stage: nodes[0].stage, operations: own, goesOn: true as const }] : []),
    { stage: first.stage, operations: peers.flatMap((part) => part.operations) },
  ]
  return ordered.flatMap((part) => (part === mesh ? together : isNodes(part) || peers.includes(part) ? [] : [part]))
}

function changesOf({ operations }: Part): Change[] {
  return operations.flatMap((operation) => operation.changes)
}

/** Everything that was built on a part, directly or not. */
function standingOn(part: number, builtOn: (i: number) => number[], found = new Set<number>()): Set<number> {
  for (const later of builtOn(part)) if (!found.has(later)) standingOn(later, builtOn, found.add(later))
  return found
}

/** When a part goes back: what no session hangs on, the mesh, what nodes are, peers, what selects them, tools. */
function rankOf(part: Part, isMesh: boolean): number {
  if (isMesh) return 1
  const changes = changesOf(part)
  if (part.operations.every(isTool)) return 6
  if (changes.some(({ action, ref }) => action === 'create' && ref.kind === 'BGPConfiguration')) return 5
  if (changes.some(({ ref }) => ref.kind === 'BGPPeer')) return 3
  if (!changes.some(({ ref }) => ref.kind === 'KubeNode')) return 0
  return touchesSessions(changes) ? 2 : 4
}

function isTool({ changes }: Stage['operations'][number]): boolean {
  return changes.every(({ ref }) => ref.kind === 'File')
}

function touchesSessions(changes: Change[]): boolean {
  return changes.some(
    (change) =>
      change.ref.kind === 'BGPPeer' ||
      change.ref.kind === 'BGPConfiguration' ||
      (change.ref.kind === 'KubeNode' &&
        (change.action !== 'update' || change.fields.some((field) => field.path[1] === 'annotations'))),
  )
}

/** The way back as a plan of its own, to be forecast like one: what goes back together is a stage. */
export function planOfRollback(plan: Plan, groups: readonly RollbackGroup[]): Plan {
  const operations = new Map(plan.stages.flatMap((stage) => stage.operations.map((one) => [one.id, { stage, one }])))
  const stages = groups.flatMap((group, index) => {
    const made = group.operations.map((id) => operations.get(id)!)
    const [first] = made
    if (!first) return []
    return {
      id: index + 1,
      guideStep: first.stage.guideStep,
      title: first.stage.title,
      operations: made.map(({ one }) => ({ ...one, changes: one.changes.map(invert).reverse() })),
      ...(group.gate ? { gate: group.gate.gate } : {}),
    }
  })
  return { ...plan, stages }
}

/** Ids of the stages of `planOfRollback` that go on into each other. */
export function stagesThatRunOn(groups: readonly RollbackGroup[]): Set<number> {
  const goesOn = (index: number) => groups[index]?.goesOn === true
  return new Set(groups.flatMap((_, index) => (goesOn(index) || goesOn(index - 1) ? [index + 1] : [])))
}
