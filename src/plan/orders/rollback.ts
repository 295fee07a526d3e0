import { fabricFromDesign } from '../../design/fabric.ts'
import { quotient } from '../../forecast/quotient.ts'
import { stageRunner } from '../../forecast/stages-run.ts'
import type { ClusterState } from '../../model/cluster.ts'
import type { Fabric } from '../../model/fabric.ts'
import type { Change, Gate, Plan, Stage } from '../../model/plan.ts'
import { nodeAnnotations } from '../../model/resources.ts'
import { applyChanges, invert } from '../changes.ts'
import { sharePlaces } from '../places.ts'
import { gate } from './gates.ts'
import { type Found, follow, type Step, search, startOf } from './search.ts'
import type { Sketch } from './sketch.ts'

/** Operations that are taken back side by side, and what must be seen before the next ones. */
export interface RollbackGroup {
  /** Ids of operations of the plan, in the order they are undone where one depends on another. */
  operations: string[]
  together: true
  gate?: { stage: Stage; gate: Gate }
}

/**
 * Strategies whose way there is a way back, too: what carries the pods while BGP is rebuilt (leaf path, explicit sessions,
 * the safety net) is laid before and taken away after, so the exact reverse lays it again first. bgp-lab.md: `leafback`
 * and `s3back` lose 0.06-0.09 s, Rst 0.00; every order that begins with the mesh 1.4-1.7 s.
 */
const carried = new Set(['leaf-path-first', 'one-as', 'strict-leafs', 'safety-net'])

/** Whether the order of the way back depends on the cluster as it is now. */
export function asksCluster(plan: Plan): boolean {
  return !carried.has(plan.strategy)
}

/**
 * The order of the way back, from wherever the run is. A plan that carries the pods is undone exactly in reverse, stage by
 * stage and gate by gate: a net or a path that was taken away already is laid again first, one that is still there stays
 * until its own turn. For any other plan the model looks for the least harmful order of its stages.
 * @param done ids of the operations that were made, or may have been
 * @param now the cluster as it is, with these operations in it
 * @returns undefined when the plan does not tell and the cluster is not known: then the mesh must come first
 */
export function rollbackOrder(
  plan: Plan,
  done: readonly string[],
  now?: ClusterState,
  options: { fabric?: Fabric } = {},
): RollbackGroup[] | undefined {
  const made = new Set(done)
  const parts = plan.stages
    .map((stage) => ({ stage, operations: stage.operations.filter((operation) => made.has(operation.id)) }))
    .filter(({ operations }) => operations.length > 0)
  const ordered = asksCluster(plan)
    ? now && best(plan, parts, now, options.fabric)
    : carriedBack(parts, plan.strategy === 'safety-net')
  return ordered?.map(({ stage, operations }, index) => ({
    operations: operations.map((operation) => operation.id).reverse(),
    together: true,
    // The last gate is the engine's own: everything as it was before.
    ...(index < ordered.length - 1 && touchesSessions(operations.flatMap((operation) => operation.changes))
      ? { gate: { stage, gate: gate({ kind: 'sessions-as-forecast' }, { kind: 'routes-as-forecast' }) } }
      : {}),
  }))
}

interface Part {
  stage: Stage
  operations: Stage['operations']
}

/**
 * The exact reverse, but for peers between nodes that were made while the mesh was still on: they go together with the
 * mesh's return. Kept beyond it, they and the mesh are two protocols for one neighbour at both ends, and BIRD was seen to
 * close the one's connections for the other's sake for more than 90 s. Deleted first or at once, nothing was lost (Rst in
 * bgp-lab.md). Under the safety net, cluster ids that changed before the mesh went off come back at once with it, too.
 */
function carriedBack(parts: Part[], netted: boolean): Part[] {
  const back: Part[] = []
  // The part that switches the mesh, as long as nothing lies behind it that has to come back later than it.
  let mesh: Part | undefined
  for (const part of [...parts].reverse()) {
    const joins = part.operations.every((one) => makesNodePeers(one) || (netted && setsClusterIds(one)))
    if (mesh && joins) {
      mesh.operations = [...part.operations, ...mesh.operations]
      continue
    }
    const own = { ...part }
    if (part.operations.some(switchesMesh)) mesh = own
    else if (!part.operations.every(({ changes }) => changes.every(({ ref }) => ref.kind === 'BGPPeer')))
      mesh = undefined
    back.push(own)
  }
  return back
}

function setsClusterIds({ changes }: Stage['operations'][number]): boolean {
  return changes.every(
    (change) =>
      change.action === 'update' && change.fields.every(({ path }) => path.at(-1) === nodeAnnotations.clusterId),
  )
}

function switchesMesh({ changes }: Stage['operations'][number]): boolean {
  return changes.some(
    (change) =>
      change.ref.kind === 'BGPConfiguration' &&
      change.action === 'update' &&
      change.fields.some((field) => field.path.at(-1) === 'nodeToNodeMeshEnabled'),
  )
}

function makesNodePeers({ changes }: Stage['operations'][number]): boolean {
  return changes.every((change) => {
    if (change.ref.kind !== 'BGPPeer' || change.action !== 'create') return false
    return (change.content as { spec?: { peerSelector?: string } }).spec?.peerSelector !== undefined
  })
}

/** More groups than this are not searched. */
const MOST_PARTS = 12

function best(plan: Plan, made: Part[], now: ClusterState, known: Fabric | undefined): Part[] | undefined {
  // The tools that the run put in place are needed to the end.
  const tools = made.filter(({ operations }) => operations.every(isTool)).reverse()
  const parts = made.filter((part) => !tools.includes(part))
  if (parts.length < 2) return [...parts, ...tools]
  if (parts.length > MOST_PARTS) return undefined
  const changes = parts.map(({ operations }) => operations.flatMap((operation) => operation.changes))
  const before = changes.toReversed().reduce((state, made) => applyChanges(state, made.toReversed().map(invert)), now)
  const fabric = known ?? fabricFromDesign(plan.design, now.resources)
  const q = quotient(before, fabric, changes, { design: plan.design })
  const cluster = q.stages.reduce((state, made) => applyChanges(state, made), q.cluster)
  const runner = stageRunner({ ...q, cluster }, 'one-of-a-class')
  const sketch: Sketch = { q, design: plan.design, runner, shrink: (move) => move }
  const steps = parts.map(
    (_, i): Step => ({
      name: String(i),
      stages: [{ title: '', params: {}, moves: [], changes: q.stages[i]!.toReversed().map(invert) }],
      // What was built on something goes before it.
      after: parts.flatMap((_other, j) => (j > i && sharePlaces(changes[i]!, changes[j]!) ? [String(j)] : [])),
    }),
  )
  const reversed = follow(sketch, [...steps].reverse())
  const found: Found = search(sketch, steps, reversed.cost, startOf(sketch)) ?? reversed
  return [...found.steps.map((step) => parts[Number(step.name)]!), ...tools]
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
