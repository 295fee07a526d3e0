import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fabricFromDesign } from '../../../src/design/fabric.ts'
import { quotient } from '../../../src/forecast/quotient.ts'
import { forecastPlan } from '../../../src/forecast/stages.ts'
import type { PairLoss, PlanForecast, StageForecast } from '../../../src/model/forecast.ts'
import { chooseOrder } from '../../../src/plan/orders/choose.ts'
import { guideOrder } from '../../../src/plan/orders/guide.ts'
import { type ClusterShape, clusterOf } from './clusters.ts'
import { type LabOrder, labOrder } from './lab-orders.ts'
import { planOf } from './plans.ts'

/** Up to 12 nodes in up to 4 racks, of every kind of fabric the model knows. */
const shapes = fc.record({
  version: fc.constantFrom('v3.17.2', 'v3.21.0', 'v3.25.0', 'v3.31.7'),
  racks: fc.constantFrom([3], [4], [3, 3], [4, 4], [5, 3], [3, 3, 3], [4, 4, 4], [3, 4, 5], [3, 3, 3, 3]),
  reflectors: fc.constantFrom(1, 2),
  leafs: fc.constantFrom(
    null,
    {},
    { asOverride: true },
    { accepts: 'reflectors' as const, remoteAs: 'exact' as const },
    { multipath: false },
    { allowAsIn: 1 },
  ),
  oneAs: fc.boolean(),
  spine: fc.boolean(),
  pool: fc.constantFrom({}, { ipipMode: 'Always' as const }, { ipipMode: 'CrossSubnet' as const }),
  interRack: fc.constantFrom('leafs' as const, 'reflector-mesh' as const),
  blocksPerNode: fc.constantFrom(1, 2),
}) satisfies fc.Arbitrary<ClusterShape>

const orders = fc.constantFrom<(LabOrder | 'guide')[]>('guide', 'B', 'F', 'S2n')

describe('a reduced cluster', () => {
  it('says of every class what the whole cluster says', () => {
    fc.assert(
      fc.property(shapes, orders, (shape, order) => {
        const { cluster, design } = clusterOf(shape)
        const specs = order === 'guide' ? guideOrder(design) : labOrder(order, design, shape.version === 'v3.31.7')
        const plan = planOf(cluster, design, specs)
        const whole = forecastPlan(plan, cluster, { whole: true })
        const reduced = forecastPlan(plan, cluster)
        expect(essence(reduced)).toEqual(essence(whole))
      }),
      { numRuns: 40, seed: 20261123 },
    )
  }, 120_000)

  it('warns of the whole cluster: the nodes of a rack that another stands for are chosen too', () => {
    const { cluster, design } = clusterOf({ version: 'v3.25.0', racks: [50, 50, 50, 50, 50, 50], reflectors: 2 })
    const plan = planOf(cluster, design, chooseOrder(cluster, design, 'safe').stages)
    const { warnings, after } = forecastPlan(plan, cluster)
    expect(after).toBeUndefined()
    expect(warnings.filter(({ code }) => code === 'W_SELECTOR_MATCHES_NOTHING')).toEqual([])
  })

  it('keeps two nodes of a class and two racks of a kind', () => {
    const { cluster, design } = clusterOf({ version: 'v3.31.7', racks: [30, 30, 30, 30, 30, 30], reflectors: 2 })
    const plan = planOf(cluster, design, chooseOrder(cluster, design, 'safe').stages)
    const changes = plan.stages.map((stage) => stage.operations.flatMap((operation) => operation.changes))
    const q = quotient(cluster, fabricFromDesign(design, cluster.resources), changes, { design })
    // Rack 1 keeps the default AS, so it is a kind of its own: 3 racks of 2 reflectors and 2 clients.
    expect(q.nodes).toHaveLength(12)
    const pairs = q.nodes.flatMap((a) => q.nodes.map((b) => (a === b ? 0 : q.pairWeight(a, b))))
    expect(Math.round(pairs.reduce((sum, weight) => sum + weight, 0))).toBe(180 * 179)
    expect(Math.round(q.nodes.reduce((sum, node) => sum + q.nodeWeight(node), 0))).toBe(180)
  })

  it('takes a class apart when explicit peers join it only in part', () => {
    const { cluster, design } = clusterOf({ version: 'v3.25.0', racks: [6], reflectors: 1 })
    const ring = design.racks[0]!.nodes.map((node, i, all) => ({
      apiVersion: 'projectcalico.org/v3' as const,
      kind: 'BGPPeer' as const,
      metadata: { name: `ring-${i}` },
      spec: { node, peerIP: `172.20.0.${((i + 1) % all.length) + 1}`, asNumber: 64512 },
    }))
    const resources = { ...cluster.resources, bgpPeers: ring }
    const q = quotient({ ...cluster, resources }, fabricFromDesign(design, resources), [], { design })
    expect(q.nodes).toHaveLength(6)
  })
})

function essence(forecast: PlanForecast) {
  const { worst, sessionsNow, sessionsThen, lostPairs } = forecast
  return { worst, sessionsNow, sessionsThen, lostPairs, stages: forecast.stages.map(stageEssence) }
}

function stageEssence(stage: StageForecast) {
  return {
    before: stage.sessionsBefore,
    after: stage.sessionsAfter,
    losses: rows(stage.losses),
    opens: rows(stage.opens ?? []),
    unreachable: rows(stage.unreachableAfter),
    failures: stage.failures.map(({ lostPairs }) => lostPairs),
    restarts: stage.restarts.map(({ node, because, count }) => `${node} ${because} ${count}`).sort(),
  }
}

/** Places are one representative's; everything else of a row belongs to the class. */
function rows(losses: PairLoss[]): string[] {
  const sums = new Map<string, number>()
  for (const row of losses) {
    const key = `${row.scope} ${row.from} ${row.to} ${row.seconds.min} ${row.seconds.max} ${row.cause.key}`
    sums.set(key, (sums.get(key) ?? 0) + row.pairs)
  }
  return [...sums].map(([key, pairs]) => `${key} ${pairs}`).sort()
}
