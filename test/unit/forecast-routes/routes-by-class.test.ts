import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fabricFromDesign } from '../../../src/design/fabric.ts'
import { unsettledRoutes } from '../../../src/forecast/routes/unsettled.ts'
import { forecastRoutes } from '../../../src/forecast/routes.ts'
import { routesByClass } from '../../../src/forecast/routes-by-class.ts'
import { forecastSessions } from '../../../src/forecast/sessions.ts'
import type { ClusterState } from '../../../src/model/cluster.ts'
import type { ForecastRoute } from '../../../src/model/forecast.ts'
import { applyChanges } from '../../../src/plan/changes.ts'
import { chooseOrder } from '../../../src/plan/orders/choose.ts'
import { type ClusterShape, clusterOf } from './clusters.ts'
import { planOf } from './plans.ts'

const shapes = fc.record({
  version: fc.constantFrom('v3.17.2', 'v3.25.0', 'v3.31.7'),
  racks: fc.constantFrom([4], [5, 3], [6, 6], [4, 5, 6]),
  reflectors: fc.constantFrom(1, 2),
  leafs: fc.constantFrom(null, {}, { accepts: 'reflectors' as const, remoteAs: 'exact' as const }),
  spine: fc.boolean(),
  pool: fc.constantFrom({}, { ipipMode: 'CrossSubnet' as const }),
  blocksPerNode: fc.constantFrom(1, 2),
}) satisfies fc.Arbitrary<ClusterShape>

/** Destinations that are blocks. */
function blocksIn(destinations: ReadonlySet<string> | undefined, { resources }: ClusterState): string[] {
  const blocks = new Set(resources.blockAffinities.map((block) => block.spec.cidr))
  return [...(destinations ?? [])].filter((destination) => blocks.has(destination)).sort()
}

/** Same destinations of the same kind; which of equal hops through alike nodes is named is left open. */
function expectAlike(reduced: ForecastRoute[], whole: ForecastRoute[]): void {
  const essence = (routes: ForecastRoute[]) => routes.map(({ destination, kind }) => `${destination} ${kind}`).sort()
  expect(essence(reduced)).toEqual(essence(whole))
  const byDestination = new Map(whole.map((route) => [route.destination, route]))
  for (const { destination, nextHops, protocols } of reduced) {
    const full = byDestination.get(destination)!
    expect(nextHops.length > 0).toBe(full.nextHops.length > 0)
    expect(protocols === undefined).toBe(full.protocols === undefined)
  }
}

describe('routesByClass', () => {
  it('gives every node and switch what the whole forecast gives it, in mesh and after every stage', () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        const { cluster, design } = clusterOf(shape)
        const plan = planOf(cluster, design, chooseOrder(cluster, design, 'safe').stages)
        const changes = plan.stages.map((stage) => stage.operations.flatMap((operation) => operation.changes))
        for (let done = 0; done <= changes.length; done++) {
          const now = applyChanges(cluster, changes.slice(0, done).flat())
          const fabric = fabricFromDesign(design, now.resources)
          const options = { version: now.version, fabric, calicoNamespace: now.calicoNamespace }
          const sessions = forecastSessions(now.resources, options)
          const whole = forecastRoutes(sessions, now.resources, fabric, now.version)
          const byClass = routesByClass(now, fabric)!
          const unsettled = unsettledRoutes(sessions, now.resources, fabric, now.version)
          for (const [name, routes] of Object.entries(whole.nodes)) {
            expectAlike(byClass.ofNode(name)!.kernel, routes.kernel)
            expectAlike(byClass.ofNode(name)!.rib, routes.rib)
            expect([...byClass.unsettledOf(name)].sort()).toEqual(blocksIn(unsettled.get(name), now))
          }
          for (const [name, routes] of Object.entries(whole.switches)) expectAlike(byClass.ofSwitch(name), routes)
        }
      }),
      { numRuns: 12, seed: 20261125 },
    )
  }, 120_000)

  it('has no routes for strangers, and gives up where no two nodes are alike', () => {
    const { cluster, design } = clusterOf({ version: 'v3.25.0', racks: [260], reflectors: 1 })
    const fabric = fabricFromDesign(design, cluster.resources)
    expect(routesByClass(cluster, fabric)!.ofNode('nobody')).toBeUndefined()
    expect(routesByClass(cluster, fabric)!.ofSwitch('nobody')).toEqual([])
    for (const [i, node] of cluster.resources.nodes.entries()) node.spec.bgp!.asNumber = 64512 + i
    expect(routesByClass(cluster, fabric)).toBeUndefined()
  })
})
