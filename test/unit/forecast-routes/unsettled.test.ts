import { describe, expect, it } from 'vitest'
import { unsettledRoutes } from '../../../src/forecast/routes/unsettled.ts'
import { forecastSessions } from '../../../src/forecast/sessions.ts'
import type { ClusterState } from '../../../src/model/cluster.ts'
import { applyChanges } from '../../../src/plan/changes.ts'
import { changesOf } from '../../../src/plan/moves.ts'
import { expect as expectation } from '../../../src/verify/expect.ts'
import { type Lab, type LabLeafs, type LabTopology, lab } from './lab.ts'
import { labOrder } from './lab-orders.ts'

/** The cluster after so many stages of order F (1 labels, 2 leaf peers, 3 mesh off, 4 ids, 5 reflector peers, 6 drop). */
function afterF(one: Lab, stages: number, localAs = false): ClusterState {
  const moves = labOrder('F', one.design, localAs)
    .slice(0, stages)
    .flatMap((stage) => stage.moves)
  return moves.reduce((state, move) => applyChanges(state, changesOf(move, state, one.design)), one.cluster)
}

function unsettled(one: Lab, cluster: ClusterState) {
  const sessions = forecastSessions(cluster.resources, {
    version: cluster.version,
    fabric: one.fabric,
    calicoNamespace: cluster.calicoNamespace,
  })
  return unsettledRoutes(sessions, cluster.resources, one.fabric, cluster.version)
}

describe('routes that depend on which session came up first', () => {
  it('are those to the other rack with one AS, overriding leafs and the mesh on (docs/lab.md)', () => {
    const one = lab('v3.25.0', 'guide', 'asover', { oneAs: true })
    const found = unsettled(one, afterF(one, 2))
    const [rack1, rack2] = [[1, 2, 3].map((n) => `10.244.${n}.0/26`), [4, 5, 6].map((n) => `10.244.${n}.0/26`)]
    for (const name of ['node1', 'node2', 'node3']) expect([...found.get(name)!].sort()).toEqual(rack2)
    for (const name of ['node4', 'node5', 'node6']) expect([...found.get(name)!].sort()).toEqual(rack1)
  })

  it('are not asked for by a gate; those inside the rack are', () => {
    const one = lab('v3.25.0', 'guide', 'asover', { oneAs: true })
    const { nodes } = expectation(afterF(one, 2), one.fabric)
    expect(nodes.get('node1')!.blocks!.sort()).toEqual(['10.244.2.0/26', '10.244.3.0/26'])
    expect(nodes.get('node6')!.blocks!.sort()).toEqual(['10.244.4.0/26', '10.244.5.0/26'])
    expect(nodes.get('node1')!.sessions.some((protocol) => protocol.neighbor === '172.20.0.254')).toBe(true)
  })

  const ends: [version: string, topology: LabTopology, leafs: LabLeafs][] = [
    ['v3.17.2', 'guide', 'ext'],
    ['v3.31.7', 'guide', 'ext'],
    ['v3.25.0', 'guide', 'asover'],
    ['v3.25.0', 'flat', 'asover'],
  ]
  it.each(ends)('there are none from mesh off on: %s %s %s', (version, topology, leafs) => {
    const one = lab(version, topology, leafs, { oneAs: leafs === 'asover' })
    for (const stages of [3, 4, 5, 6])
      expect(unsettled(one, afterF(one, stages, version === 'v3.31.7'))).toEqual(new Map())
  })

  it('there are none without switches', () => {
    const one = lab('v3.25.0', 'flat', 'ext')
    expect(unsettled({ ...one, fabric: { switches: [], defaultRouteVia: {} } }, one.cluster)).toEqual(new Map())
  })
})
