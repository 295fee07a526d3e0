import { describe, expect, it } from 'vitest'
import { fabricFromDesign } from '../../../src/design/fabric.ts'
import { classRoutes } from '../../../src/forecast/class-routes.ts'
import { unsettledRoutes } from '../../../src/forecast/routes/unsettled.ts'
import { forecastRoutes } from '../../../src/forecast/routes.ts'
import { forecastSessions } from '../../../src/forecast/sessions.ts'
import type { ClusterState } from '../../../src/model/cluster.ts'
import type { Design } from '../../../src/model/design.ts'
import type { Change } from '../../../src/model/plan.ts'
import { applyChanges } from '../../../src/plan/changes.ts'
import { makePlan } from '../../../src/plan/make.ts'
import { clusterOf } from './clusters.ts'

/** Blocks that a forecast of the whole cluster, node by node, says are held. */
function whole(cluster: ClusterState, design: Design) {
  const fabric = fabricFromDesign(design, cluster.resources)
  const sessions = forecastSessions(cluster.resources, { version: cluster.version, fabric })
  const routes = forecastRoutes(sessions, cluster.resources, fabric, cluster.version)
  const blocks = new Set([...cluster.resources.blockAffinities.map(({ spec }) => spec.cidr), ...design.serviceCidrs])
  const list = (found: { destination: string; kind: string }[]) =>
    found
      .filter((route) => route.kind === 'unicast' && blocks.has(route.destination))
      .map((route) => route.destination)
      .sort()
  const unsettled = unsettledRoutes(sessions, cluster.resources, fabric, cluster.version)
  const nodes = Object.fromEntries(
    Object.entries(routes.nodes).map(([name, { kernel }]) => [
      name,
      list(kernel).filter(
        (destination) => !design.serviceCidrs.includes(destination) && !unsettled.get(name)?.has(destination),
      ),
    ]),
  )
  const switches = Object.fromEntries(Object.entries(routes.switches).map(([name, held]) => [name, list(held)]))
  return { nodes, switches }
}

function byClasses(cluster: ClusterState, design: Design) {
  const fabric = fabricFromDesign(design, cluster.resources)
  const routes = classRoutes(cluster, fabric, design)
  const nodes = Object.fromEntries(
    cluster.resources.nodes.map(({ metadata }) => [metadata.name, routes.ofNode(metadata.name).sort()]),
  )
  const switches = Object.fromEntries(fabric.switches.map(({ name }) => [name, routes.ofSwitch(name).sort()]))
  return { nodes, switches }
}

const shapes = [
  { version: 'v3.25.0', racks: [3, 3, 3], reflectors: 2, spine: true },
  { version: 'v3.31.7', racks: [5, 3, 4], reflectors: 1, spine: true, leafs: { accepts: 'reflectors' as const } },
  { version: 'v3.17.2', racks: [3, 3], reflectors: 2, spine: true, oneAs: true, leafs: { asOverride: true } },
  { version: 'v3.25.0', racks: [4, 4], reflectors: 2, leafs: null, blocksPerNode: 2 },
]

describe('blocks by classes are those of the whole forecast, node by node and switch by switch', () => {
  it.each(shapes)('$version, racks of $racks', (shape) => {
    const { cluster, design } = clusterOf(shape)
    const plan = makePlan(cluster, design, { order: 'safe', madeBy: 'test', hash: (text) => text })
    let state = cluster
    let asked = 0
    for (const stage of [undefined, ...plan.stages]) {
      const changes: Change[] = stage?.operations.flatMap((operation) => operation.changes) ?? []
      state = applyChanges(state, changes)
      expect(byClasses(state, design), `after stage ${stage?.id ?? 0}`).toEqual(whole(state, design))
      asked++
    }
    expect(asked).toBeGreaterThan(3)
  })
})
