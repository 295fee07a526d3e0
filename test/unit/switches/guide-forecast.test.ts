// The listings that the guide prints of its leafs, beside what the forecast says of the plan for the guide's cluster.
import { describe, expect, it } from 'vitest'
import { guideAnswers } from '../../../src/design/answers/guide.ts'
import { designFromAnswers } from '../../../src/design/answers/merge.ts'
import { fabricFromDesign } from '../../../src/design/fabric.ts'
import { proposeDesign } from '../../../src/design/propose.ts'
import { applyChanges } from '../../../src/plan/changes.ts'
import { makePlan } from '../../../src/plan/make.ts'
import { parsePeers } from '../../../src/switches/parse.ts'
import { expect as expectation } from '../../../src/verify/expect.ts'
import { guideCluster } from '../design/clusters.ts'
import { read } from './as-lines.ts'

const state = guideCluster()
const design = designFromAnswers(guideAnswers(), state, proposeDesign(state))
const plan = makePlan(state, design, { order: 'guide', madeBy: 'test', hash: (text) => text })
const moved = applyChanges(
  state,
  plan.stages.flatMap((stage) => stage.operations.flatMap((operation) => operation.changes)),
)
const fabric = fabricFromDesign(design, moved.resources)
const forecast = expectation(moved, fabric)

describe.each(['leaf01', 'leaf02'])('the guide’s %s', (name) => {
  const listed = parsePeers(name, read(`guide-${name}-peers.txt`))
  const device = fabric.switches.find((entry) => entry.name === name)!
  const own = device.addresses.map((text) => text.split('/')[0]!)

  it('lists the nodes and the spine that the forecast gives it, each with its AS, all established', () => {
    const nodes = (forecast.switchPeers.get(name) ?? []).map((address) => {
      const node = [...forecast.nodes.values()].find((entry) => entry.address === address)!
      const session = node.sessions.find(({ neighbor }) => own.includes(neighbor))!
      return `${address} AS ${session.localAS}`
    })
    const spine = fabric.switches.find((entry) => entry.role === 'spine')!
    const link = device.neighbors.find(({ address }) => spine.addresses.some((text) => text.startsWith(`${address}/`)))!
    expect(nodes).toHaveLength(2)
    expect(listed.map(({ peer, remoteAs }) => `${peer} AS ${remoteAs}`).sort()).toEqual(
      [...nodes, `${link.address} AS ${spine.asn}`].sort(),
    )
    expect(new Set(listed.map((session) => session.state))).toEqual(new Set(['Established']))
    expect(new Set(listed.map((session) => session.localAs))).toEqual(new Set([device.asn]))
  })
})
