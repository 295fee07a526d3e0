import { describe, expect, it } from 'vitest'
import { applyChanges } from '../../../src/plan/changes.ts'
import { chooseOrder } from '../../../src/plan/orders/choose.ts'
import { rollbackOrder } from '../../../src/plan/orders/rollback.ts'
import { type LabLeafs, lab } from '../forecast-routes/lab.ts'
import { planOf } from '../forecast-routes/plans.ts'

function made(version: string, leafs: LabLeafs, order: 'safe' | 'guide') {
  const { cluster, design, fabric } = lab(version, 'guide', leafs)
  const plan = planOf(cluster, design, chooseOrder(cluster, design, order, { fabric }).stages)
  const operations = plan.stages.flatMap((stage) => stage.operations)
  const now = applyChanges(
    cluster,
    operations.flatMap((operation) => operation.changes),
  )
  return { plan, fabric, now, ids: operations.map((operation) => operation.id) }
}

const stagesOf = (groups: { operations: string[] }[]) => groups.map((group) => group.operations[0]!.split('.')[0])

describe('the way back', () => {
  it('takes a careful plan back exactly in reverse, with gates (leafback and s3back in bgp-lab.md)', () => {
    const { plan, ids } = made('v3.31.7', 'ext', 'safe')
    const groups = rollbackOrder(plan, ids)
    expect(groups.flatMap((group) => group.operations)).toEqual([...ids].reverse())
    const mesh = plan.stages.find((stage) => stage.title.key === 'order.stage.mesh-off')!
    const drop = plan.stages.find((stage) => stage.title.key === 'order.stage.drop-temporary')!
    // The temporary peers are back before the reflectors' peers go, and the mesh before the leaf path goes.
    expect(stagesOf(groups).indexOf(String(drop.id))).toBeLessThan(stagesOf(groups).indexOf(String(mesh.id)))
    expect(groups[0]!.gate?.gate.conditions.map((condition) => condition.kind)).toContain('sessions-as-forecast')
    expect(groups.at(-1)!.gate).toBeUndefined()
  }, 60_000)

  it.each(['v3.17.2', 'v3.25.0', 'v3.31.7'])(
    'undoes every operation once, whatever order the model prefers: %s',
    (version) => {
      for (const order of ['safe', 'guide'] as const) {
        const { plan, ids, now, fabric } = made(version, 'ext', order)
        const groups = rollbackOrder(plan, ids, now, { fabric })
        expect(groups.flatMap((group) => group.operations).sort()).toEqual([...ids].sort())
      }
    },
    60_000,
  )

  it("brings the mesh back before anything else goes, when the plan was the guide's", () => {
    const { plan, ids, now, fabric } = made('v3.17.2', 'ext', 'guide')
    const order = stagesOf(rollbackOrder(plan, ids, now, { fabric }))
    expect(order.indexOf('1')).toBeLessThan(order.indexOf('4'))
  }, 60_000)

  it('knows only what was done', () => {
    const { plan, ids } = made('v3.31.7', 'ext', 'safe')
    expect(rollbackOrder(plan, ids.slice(0, 3)).flatMap((group) => group.operations)).toEqual(ids.slice(0, 3).reverse())
    expect(rollbackOrder(plan, [])).toEqual([])
  }, 60_000)
})
