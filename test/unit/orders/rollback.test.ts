import { describe, expect, it } from 'vitest'
import { applyChanges } from '../../../src/plan/changes.ts'
import { chooseOrder } from '../../../src/plan/orders/choose.ts'
import { type RollbackGroup, rollbackOrder } from '../../../src/plan/orders/rollback.ts'
import { type LabLeafs, lab } from '../forecast-routes/lab.ts'
import { planOf } from '../forecast-routes/plans.ts'

function made(version: string, leafs: LabLeafs, order: 'safe' | 'guide', net = false) {
  const { cluster, design: asked, fabric } = lab(version, 'guide', leafs)
  const design = net ? { ...asked, fabric: { ...asked.fabric, sshToNodes: true } } : asked
  const chosen = chooseOrder(cluster, design, order, { fabric })
  const plan = { ...planOf(cluster, design, chosen.stages), strategy: chosen.strategy }
  const operations = plan.stages.flatMap((stage) => stage.operations)
  const now = applyChanges(
    cluster,
    operations.flatMap((operation) => operation.changes),
  )
  return { plan, fabric, now, ids: operations.map((operation) => operation.id), operations }
}

const stagesOf = (groups: RollbackGroup[]) => groups.map((group) => group.operations[0]!.split('.')[0])
const idsOf = (groups: RollbackGroup[] | undefined) => groups!.flatMap((group) => group.operations)

describe('the way back', () => {
  it('takes a careful plan back exactly in reverse, with gates (leafback and s3back in bgp-lab.md)', () => {
    const { plan, ids } = made('v3.31.7', 'ext', 'safe')
    const groups = rollbackOrder(plan, ids)!
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
    const group = rollbackOrder(plan, ids)!.find((one) =>
      stageOf('node-bgp-and-mesh-off').operations.every(({ id }) => one.operations.includes(id)),
    )!
    for (const { id } of stageOf('reflector-peers').operations) expect(group.operations).toContain(id)
    for (const { id } of stageOf('leaf-peers').operations) expect(group.operations).not.toContain(id)
    expect(group.gate?.stage).toBe(stageOf('node-bgp-and-mesh-off'))
  }, 60_000)

  it.each(['v3.17.2', 'v3.25.0', 'v3.31.7'])(
    'undoes every operation once, whatever order the model prefers: %s',
    (version) => {
      for (const order of ['safe', 'guide'] as const) {
        const { plan, ids, now, fabric } = made(version, 'ext', order)
        expect(idsOf(rollbackOrder(plan, ids, now, { fabric })).sort()).toEqual([...ids].sort())
      }
    },
    60_000,
  )

  it("brings the mesh back before anything else goes, when the plan was the guide's", () => {
    const { plan, ids, now, fabric } = made('v3.17.2', 'ext', 'guide')
    const order = stagesOf(rollbackOrder(plan, ids, now, { fabric })!)
    expect(order.indexOf('1')).toBeLessThan(order.indexOf('4'))
  }, 60_000)

  it("leaves the guide's plan to the engine's own order when the cluster cannot be read", () => {
    const { plan, ids } = made('v3.25.0', 'ext', 'guide')
    expect(rollbackOrder(plan, ids)).toBeUndefined()
  })

  it('knows only what was done', () => {
    const { plan, ids } = made('v3.31.7', 'ext', 'safe')
    expect(idsOf(rollbackOrder(plan, ids.slice(0, 3)))).toEqual(ids.slice(0, 3).reverse())
    expect(rollbackOrder(plan, [])).toEqual([])
  }, 60_000)
})
