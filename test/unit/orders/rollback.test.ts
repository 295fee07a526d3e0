import { describe, expect, it } from 'vitest'
import { quotient } from '../../../src/forecast/quotient.ts'
import { forecastPlan } from '../../../src/forecast/stages.ts'
import { reaches } from '../../../src/forecast/stages-pairs.ts'
import { stageRunner } from '../../../src/forecast/stages-run.ts'
import type { Change, Plan } from '../../../src/model/plan.ts'
import { nodeAnnotations } from '../../../src/model/resources.ts'
import { applyChanges, invert } from '../../../src/plan/changes.ts'
import { turnsMeshOff } from '../../../src/plan/mesh.ts'
import { chooseOrder } from '../../../src/plan/orders/choose.ts'
import { summary } from '../../../src/plan/orders/cost.ts'
import {
  planOfRollback,
  type RollbackGroup,
  rollbackOrder,
  stagesThatRunOn,
} from '../../../src/plan/orders/rollback.ts'
import { follow, type Step, search, startOf } from '../../../src/plan/orders/search.ts'
import type { Sketch } from '../../../src/plan/orders/sketch.ts'
import { sharePlaces } from '../../../src/plan/places.ts'
import { type LabLeafs, type LabTopology, lab } from '../forecast-routes/lab.ts'
import { planOf } from '../forecast-routes/plans.ts'

function made(
  version: string,
  leafs: LabLeafs,
  order: 'safe' | 'guide',
  net = false,
  topology: LabTopology = 'guide',
  oneAs = false,
) {
  const { cluster, design: asked, fabric } = lab(version, topology, leafs, { oneAs })
  const design = net ? { ...asked, fabric: { ...asked.fabric, sshToNodes: true } } : asked
  const chosen = chooseOrder(cluster, design, order, { fabric })
  const plan = { ...planOf(cluster, design, chosen.stages), strategy: chosen.strategy }
  const operations = plan.stages.flatMap((stage) => stage.operations)
  const now = applyChanges(
    cluster,
    operations.flatMap((operation) => operation.changes),
  )
  return { plan, cluster, fabric, now, ids: operations.map((operation) => operation.id), operations }
}

const isBetween = (change: Change) =>
  change.action === 'create' &&
  (change.content as { spec?: { peerSelector?: string } }).spec?.peerSelector !== undefined

/** The stage in which the mesh goes off. */
const meshStage = (plan: Plan) =>
  plan.stages.find(({ operations }) => operations.some(({ changes }) => turnsMeshOff(changes)))!.id

const stagesOf = (groups: RollbackGroup[]) => groups.map((group) => group.operations[0]!.split('.')[0])
const idsOf = (groups: RollbackGroup[]) => groups.flatMap((group) => group.operations)

describe('the way back', () => {
  it('takes a careful plan back exactly in reverse, with gates (leafback and s3back in bgp-lab.md)', () => {
    const { plan, ids } = made('v3.31.7', 'ext', 'safe')
    const groups = rollbackOrder(plan, ids)
    expect(idsOf(groups)).toEqual([...ids].reverse())
    const mesh = plan.stages.find((stage) => stage.title.key === 'order.stage.mesh-off')!
    const drop = plan.stages.find((stage) => stage.title.key === 'order.stage.drop-temporary')!
    // The temporary peers are back before the reflectors' peers go, and the mesh before the leaf path goes.
    expect(stagesOf(groups).indexOf(String(drop.id))).toBeLessThan(stagesOf(groups).indexOf(String(mesh.id)))
    expect(groups[0]!.gate?.gate.conditions.map((condition) => condition.kind)).toContain('sessions-as-forecast')
    expect(groups.at(-1)!.gate).toBeUndefined()
  }, 60_000)

  it('has the safety net under it wherever sessions go: laid again first, away last', () => {
    const { plan, operations } = made('v3.25.0', 'strict', 'safe', true)
    expect(plan.strategy).toBe('safety-net')
    const net = (action: string, { changes }: (typeof operations)[number]) =>
      changes.some((change) => change.ref.kind === 'HostRoutes' && change.action === action)
    const sessions = ({ changes }: (typeof operations)[number]) =>
      changes.some(
        ({ ref, ...change }) =>
          ref.kind === 'BGPPeer' ||
          (change.action === 'update' && change.fields.some(({ path }) => /Mesh|annotations/.test(path.join()))),
      )
    // From every stage on the way: failed there, turned back there.
    for (const stage of plan.stages) {
      const done = operations.filter(({ id }) => Number(id.split('.')[0]) <= stage.id)
      const order = idsOf(
        rollbackOrder(
          plan,
          done.map(({ id }) => id),
        ),
      ).map((id) => operations.find((operation) => operation.id === id)!)
      let laid = done.some((operation) => net('create', operation)) && !done.some((one) => net('delete', one))
      for (const operation of order) {
        if (net('delete', operation)) laid = true
        else if (net('create', operation)) laid = false
        else if (sessions(operation)) expect(laid, `after stage ${stage.id}: ${operation.id}`).toBe(true)
      }
      expect(laid).toBe(false)
    }
  }, 60_000)

  it('lets peers between nodes go at the moment the mesh returns, not after it', () => {
    const { plan, ids } = made('v3.25.0', 'strict', 'safe', true)
    const stageOf = (title: string) => plan.stages.find((stage) => stage.title.key === `order.stage.${title}`)!
    const group = rollbackOrder(plan, ids).find((one) =>
      stageOf('node-bgp-and-mesh-off').operations.every(({ id }) => one.operations.includes(id)),
    )!
    for (const { id } of stageOf('reflector-peers').operations) expect(group.operations).toContain(id)
    for (const { id } of stageOf('leaf-peers').operations) expect(group.operations).not.toContain(id)
    expect(group.gate?.stage).toBe(stageOf('node-bgp-and-mesh-off'))
  }, 60_000)

  /** What an operation does to the mesh's reflectors: clears cluster ids, takes explicit sessions or a rack's peers away. */
  const idsOfNodes = ({ changes }: { changes: Change[] }) =>
    changes.flatMap((change) =>
      change.action === 'update' && change.fields.some(({ path }) => path.at(-1) === nodeAnnotations.clusterId)
        ? [change.ref.name]
        : [],
    )
  const explicitOf = ({ changes }: { changes: Change[] }) =>
    changes.flatMap((change) =>
      change.action === 'create' ? ((change.content as { spec?: { node?: string } }).spec?.node ?? []) : [],
    )

  it.each([
    ['guide', false],
    ['guide', true],
    ['flat', false],
    ['flat', true],
  ] as const)(
    'brings reflectors back to the mesh one by one, each with its explicit sessions (s3back): %s, net %s',
    (topology, net) => {
      const { plan, operations } = made('v3.31.7', 'strict', 'safe', net, topology)
      expect(plan.strategy).toBe(net ? 'safety-net' : 'strict-leafs')
      const all = (is: (one: (typeof operations)[number]) => boolean) => operations.filter(is).map(({ id }) => id)
      const early = all(({ id, changes }) => changes.every(isBetween) && Number(id.split('.')[0]) < meshStage(plan))
      expect(early).not.toEqual([])
      // From every stage on the way: failed there, turned back there.
      for (const stage of plan.stages) {
        const done = operations.filter(({ id }) => Number(id.split('.')[0]) <= stage.id)
        const groups = rollbackOrder(
          plan,
          done.map(({ id }) => id),
        ).map((group) => group.operations.map((id) => operations.find((one) => one.id === id)!))
        const lastId = groups.findLastIndex((group) => group.some((one) => idsOfNodes(one).length > 0))
        for (const [index, group] of groups.entries()) {
          const ids = group.flatMap(idsOfNodes)
          expect(ids.length, 'one reflector at a time').toBeLessThanOrEqual(1)
          // The sessions of both ends, of which one is this reflector.
          if (group.some((one) => explicitOf(one).length > 0)) expect(group.flatMap(explicitOf)).toContain(ids[0])
          if (group.some(({ id }) => early.includes(id)))
            expect(index, 'peers after cluster ids').toBeGreaterThan(lastId)
        }
      }
    },
    60_000,
  )

  const versions = ['v3.17.2', 'v3.25.0', 'v3.31.7']
  const leafs: LabLeafs[] = ['strict', 'ext', 'asover']
  const everyPlan = versions.flatMap((version) =>
    leafs.flatMap((kind) => (['safe', 'guide'] as const).map((order) => [version, kind, order] as const)),
  )

  it.each(everyPlan)(
    'undoes every operation once: %s, %s leafs, %s',
    (version, kind, order) => {
      const { plan, ids } = made(version, kind, order)
      expect(idsOf(rollbackOrder(plan, ids)).sort()).toEqual([...ids].sort())
    },
    60_000,
  )

  it.each(everyPlan)(
    'brings the mesh back before peers, labels and nodes, unless the pods are carried: %s, %s leafs, %s',
    (version, kind, order) => {
      const { plan, operations } = made(version, kind, order)
      if (['leaf-path-first', 'strict-leafs', 'one-as', 'safety-net'].includes(plan.strategy)) return
      // From every stage on the way: failed there, turned back there.
      for (const stage of plan.stages) {
        const done = operations.filter(({ id }) => Number(id.split('.')[0]) <= stage.id)
        const groups = rollbackOrder(
          plan,
          done.map(({ id }) => id),
        )
        const group = (is: (change: Change) => boolean) =>
          groups.flatMap(({ operations: ids }, index) =>
            done.some(({ id, changes }) => ids.includes(id) && changes.some(is)) ? [index] : [],
          )
        const [mesh] = group(
          ({ ref, ...change }) =>
            change.action === 'update' &&
            change.fields.some(({ path }) => path.at(-1) === 'nodeToNodeMeshEnabled') &&
            ref.kind === 'BGPConfiguration',
        )
        if (mesh === undefined) continue
        const between = group((change) => change.ref.kind === 'BGPPeer' && isBetween(change))
        const others = group((change) => change.ref.kind === 'BGPPeer' && !isBetween(change))
        const seen = groups.findIndex(({ gate }, index) => index >= mesh && gate)
        for (const other of between) expect(other).toBeGreaterThan(mesh)
        // Labels keep the peers alive that carry the pods meanwhile.
        const labels = group(
          ({ ref, ...change }) =>
            ref.kind === 'KubeNode' &&
            change.action === 'update' &&
            change.fields.some(({ path }) => path[1] === 'labels'),
        )
        for (const other of [...others, ...labels]) expect(other, 'seen before').toBeGreaterThan(seen)
        for (const other of group(({ ref }) => ref.kind === 'KubeNode')) expect(other).toBeGreaterThanOrEqual(mesh)
      }
    },
    60_000,
  )

  it('lets peers between nodes go right behind the nodes, where both ends of a session start anew', () => {
    const { plan, operations, ids } = made('v3.25.0', 'strict', 'safe')
    expect(plan.strategy).toBe('replace-first')
    const groups = rollbackOrder(plan, ids)
    const of = (id: string) => operations.find((operation) => operation.id === id)!.changes
    const kinds = groups.map((group) => new Set(group.operations.flatMap(of).map(({ ref }) => ref.kind)))
    const peers = groups.findIndex((group) => group.operations.flatMap(of).every(isBetween))
    expect(groups[peers]!.gate).toBeDefined()
    const mesh = kinds.findIndex((kind) => kind.has('BGPConfiguration') && kind.has('KubeNode'))
    expect(mesh).toBeGreaterThanOrEqual(0)
    for (let index = mesh; index < peers; index++)
      expect(groups[index]!.gate, 'nothing is waited for between them').toBeUndefined()
  }, 60_000)

  /** Harm of a way back, without the pairs that have no route in the end whatever the order. */
  function harm({ plan, cluster, fabric, ids }: ReturnType<typeof made>) {
    const stages = plan.stages.map((stage) => stage.operations.flatMap(({ changes }) => changes))
    const q = quotient(cluster, fabric, stages, { design: plan.design })
    const runner = stageRunner({ ...q, cluster: q.stages.reduce(applyChanges, q.cluster) }, 'one-of-a-class')
    const sketch: Sketch = { q, design: plan.design, runner, shrink: (move) => move }
    const undo = (i: number, after: string[]): Step => {
      const changes = q.stages[i]!.toReversed().map(invert)
      return { name: String(i), stages: [{ title: '', params: {}, moves: [], changes }], after }
    }
    const mine = rollbackOrder(plan, ids).map(({ operations }) => Number(operations[0]!.split('.')[0]) - 1)
    const start = startOf(sketch)
    const end = follow(
      sketch,
      mine.map((i) => undo(i, [])),
    ).moment
    const stays = runner.pairs.map((pair) => reaches(end, pair)?.ok === true)
    const cost = { ...start.cost, weights: start.cost.weights.map((weight, i) => (stays[i] ? weight : 0)) }
    const mesh = mine.find((i) =>
      plan.stages[i]!.operations.some(({ changes }) =>
        changes.some(
          (change) =>
            change.action === 'update' && change.fields.some(({ path }) => path.at(-1) === 'nodeToNodeMeshEnabled'),
        ),
      ),
    )!
    const free = mine.map((i) => {
      const later = mine.filter((j) => j > i && sharePlaces(stages[i]!, stages[j]!))
      const waits =
        i !== mesh &&
        !(i > mesh && sharePlaces(stages[i]!, stages[mesh]!)) &&
        stages[i]!.some(({ ref }) => ref.kind === 'BGPPeer' || ref.kind === 'KubeNode')
      return undo(i, [...later, ...(waits ? [mesh] : [])].map(String))
    })
    const best = search(sketch, free, undefined, { ...start, cost })!
    return {
      rule: summary(
        follow(
          sketch,
          mine.map((i) => undo(i, [])),
          { ...start, cost },
        ).cost,
      ),
      best: summary(best.cost),
    }
  }

  it.each(everyPlan)(
    'does no more harm than the best order that the search finds: %s, %s leafs, %s',
    (version, kind, order) => {
      const some = made(version, kind, order)
      if (['leaf-path-first', 'strict-leafs', 'one-as'].includes(some.plan.strategy)) return
      const { rule, best } = harm(some)
      expect(rule.worst).toBeCloseTo(best.worst, 5)
      expect(rule.total).toBeLessThanOrEqual(best.total * 1.05)
    },
    120_000,
  )

  const sides = [false, true]
  const everyFabric = ['v3.17.2', 'v3.21.5', 'v3.25.0', 'v3.31.7', 'v3.33.0'].flatMap((version) =>
    (['guide', 'flat'] as const).flatMap((topology) =>
      // Where the leafs take every node the orders of the versions are alike.
      (version === 'v3.31.7' ? leafs : (['strict'] as const)).flatMap((kind) =>
        sides.flatMap((net) => sides.map((oneAs) => [version, topology, kind, net, oneAs] as const)),
      ),
    ),
  )

  /** More than this no way back takes longer for the worst pair inside a rack than the way there, in seconds by the forecast. */
  const atMost = 0.5

  it.each(everyFabric)(
    'is about as harmless as the way there: %s %s, %s leafs, net %s, one AS %s',
    (version, topology, kind, net, oneAs) => {
      const { plan, cluster, fabric, now, ids } = made(version, kind, 'safe', net, topology, oneAs)
      const worst = (one: Plan, from: typeof cluster) => forecastPlan(one, from, { fabric }).worst['same-rack'].max!
      const back = planOfRollback(plan, rollbackOrder(plan, ids))
      expect(worst(back, now)).toBeLessThanOrEqual(worst(plan, cluster) + atMost)
    },
    60_000,
  )

  it('takes longer where the mesh, the nodes and their peers go right behind one another', () => {
    const { plan, fabric, now, ids } = made('v3.25.0', 'strict', 'safe')
    expect(plan.strategy).toBe('replace-first')
    const groups = rollbackOrder(plan, ids)
    const runsOn = stagesThatRunOn(groups)
    const on = planOfRollback(plan, groups).stages.filter(({ id }) => runsOn.has(id))
    // All but the last of them have no gate.
    expect(on.map(({ gate }) => gate !== undefined)).toEqual([...on.slice(1).map(() => false), true])
    const worst = (options: object) => forecastPlan(planOfRollback(plan, groups), now, { fabric, ...options }).worst
    expect(worst({ runsOn })['same-rack'].max).toBeGreaterThan(worst({})['same-rack'].max! + 2)
    expect(stagesThatRunOn(groups.map(({ goesOn, ...group }) => group))).toEqual(new Set())
  }, 60_000)

  it('knows only what was done', () => {
    const { plan, ids } = made('v3.31.7', 'ext', 'safe')
    expect(idsOf(rollbackOrder(plan, ids.slice(0, 3)))).toEqual(ids.slice(0, 3).reverse())
    expect(rollbackOrder(plan, [])).toEqual([])
  }, 60_000)
})
