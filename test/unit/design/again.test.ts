import { describe, expect, it } from 'vitest'
import { guideAnswers } from '../../../src/design/answers/guide.ts'
import { designFromAnswers } from '../../../src/design/answers/merge.ts'
import { fabricFromDesign } from '../../../src/design/fabric.ts'
import { proposeDesign } from '../../../src/design/propose.ts'
import { forecastSessions } from '../../../src/forecast/sessions.ts'
import type { ClusterState } from '../../../src/model/cluster.ts'
import { applyChanges } from '../../../src/plan/changes.ts'
import { makePlan } from '../../../src/plan/make.ts'
import { cluster } from './clusters.ts'

const options = { order: 'guide' as const, madeBy: 'test', hash: (text: string) => String(text.length) }

/** The cluster after every change of the plan for its own proposal. */
function moved(state: ClusterState): ClusterState {
  const plan = makePlan(state, proposeDesign(state), options)
  return applyChanges(
    state,
    plan.stages.flatMap((stage) => stage.operations.flatMap((operation) => operation.changes)),
  )
}

const racks = (subnets: number, nodes: number, encapsulated = false) => {
  const state = cluster(
    Array.from({ length: subnets * nodes }, (_, i) => ({ name: `n${i + 1}`, ip: `10.0.${i % subnets}.${i + 1}/24` })),
  )
  if (encapsulated) state.resources.ipPools[0]!.spec.ipipMode = 'CrossSubnet'
  return state
}

describe('a proposal that was carried out', () => {
  it.each([
    ['two racks with leafs', racks(2, 3)],
    ['one flat subnet', racks(1, 5)],
    ['three racks joined by encapsulation', racks(3, 4, true)],
  ])('%s: is proposed again, so that a second run has nothing to do', (_name, state) => {
    const first = proposeDesign(state)
    const after = moved(state)
    expect(proposeDesign(after)).toEqual(first)
    const again = makePlan(after, proposeDesign(after), options)
    expect(again.stages.flatMap((stage) => stage.operations)).toEqual([])
  })

  it('gives every node its sessions: the guide’s, by the forecast', () => {
    const state = cluster(
      [1, 2, 3, 4, 5, 6].map((i) => ({
        name: `node${i}`,
        ip: i <= 3 ? `172.20.0.${10 + i}/24` : `173.20.0.${7 + i}/24`,
      })),
    )
    const design = designFromAnswers(guideAnswers(), state, proposeDesign(state))
    const after = moved(state)
    const forecast = forecastSessions(after.resources, {
      version: after.version,
      fabric: fabricFromDesign(design, after.resources),
    })
    const ends = Object.entries(forecast.nodes).map(([name, node]) => {
      const up = node.ip4.protocols.filter((protocol) => protocol.state.cause === 'established')
      return `${name} ${up
        .map((protocol) => protocol.neighbor.replace(/^.*\./, '.'))
        .sort()
        .join(' ')}`
    })
    expect(ends).toEqual([
      'node1 .12 .13 .254',
      'node2 .11 .13 .254',
      'node3 .11 .12',
      'node4 .12 .13 .254',
      'node5 .11 .13 .254',
      'node6 .11 .12',
    ])
  })
})
