import { fabricFromDesign } from '../../design/fabric.ts'
import { quotient } from '../../forecast/quotient.ts'
import { stageRunner } from '../../forecast/stages-run.ts'
import type { ClusterState } from '../../model/cluster.ts'
import type { Fabric } from '../../model/fabric.ts'
import type { Change, Gate, Plan, Stage } from '../../model/plan.ts'
import { applyChanges, invert } from '../changes.ts'
import { gate } from './gates.ts'
import { type Found, follow, type Step, search, startOf } from './search.ts'
import type { Sketch } from './sketch.ts'

/** Operations that are taken back together, and what must be seen before the next ones. */
export interface RollbackGroup {
  /** Ids of operations of the plan, in the order they are undone. */
  operations: string[]
  gate?: { stage: Stage; gate: Gate }
}

/**
 * The order of the way back. A plan that was made with care is undone exactly in reverse, gate by gate: what carried the
 * pods on the way there carries them on the way back (bgp-lab.md: `leafback` and `s3back` lose 0.06-0.09 s, the naive ways
 * 1.4-1.7 s). With the cluster at hand the model looks for something better still, which it finds for the guide's order.
 * @param done ids of the operations that were made, or may have been
 * @param now the cluster as it is, with these operations in it; without it the reverse order is taken
 */
export function rollbackOrder(
  plan: Plan,
  done: readonly string[],
  now?: ClusterState,
  options: { fabric?: Fabric } = {},
): RollbackGroup[] {
  const made = new Set(done)
  const parts = plan.stages
    .map((stage) => ({ stage, operations: stage.operations.filter((operation) => made.has(operation.id)) }))
    .filter(({ operations }) => operations.length > 0)
  const reversed = [...parts].reverse()
  const ordered = now ? (best(plan, parts, now, options.fabric) ?? reversed) : reversed
  return ordered.map(({ stage, operations }, index) => ({
    operations: operations.map((operation) => operation.id).reverse(),
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

/** More groups than this are not searched; the reverse order stands. */
const MOST_PARTS = 12

function best(plan: Plan, parts: Part[], now: ClusterState, known: Fabric | undefined): Part[] | undefined {
  if (parts.length < 2 || parts.length > MOST_PARTS) return undefined
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
      after: parts.flatMap((_other, j) => (j > i && shareFields(changes[i]!, changes[j]!) ? [String(j)] : [])),
    }),
  )
  const reversed = follow(sketch, [...steps].reverse())
  const found: Found = search(sketch, steps, reversed.cost, startOf(sketch)) ?? reversed
  return found.steps.map((step) => parts[Number(step.name)]!)
}

/** Whether two stages write the same field, or one writes into what the other creates or deletes. */
function shareFields(a: Change[], b: Change[]): boolean {
  const written = new Set(a.flatMap(placesOf))
  return b.some((change) => placesOf(change).some((place) => written.has(place)))
}

function placesOf(change: Change): string[] {
  const object = `${change.ref.kind}/${change.ref.host ?? ''}/${change.ref.name}`
  // A Kubernetes node is there all the time, so its fields are independent; other objects come and go as a whole.
  if (change.action !== 'update' || change.ref.kind !== 'KubeNode') return [object]
  return change.fields.map((field) => `${object} ${field.path.join('/')}`)
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
