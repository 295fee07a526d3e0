import { describe, expect, it } from 'vitest'
import { defaultChoices } from '../../../src/design/answers/choices.ts'
import { designFromAnswers } from '../../../src/design/answers/merge.ts'
import { parseAnswers } from '../../../src/design/answers/parse.ts'
import { answersFromDesign } from '../../../src/design/answers/write.ts'
import { validateDesign } from '../../../src/design/validate.ts'
import { forecastPlan } from '../../../src/forecast/stages.ts'
import type { Design, Pace } from '../../../src/model/design.ts'
import type { ResourceSet } from '../../../src/model/resources.ts'
import { applyChanges } from '../../../src/plan/changes.ts'
import type { StageSpec } from '../../../src/plan/make.ts'
import { chooseOrder } from '../../../src/plan/orders/choose.ts'
import { paced } from '../../../src/plan/orders/pace.ts'
import { clusterOf } from '../forecast-routes/clusters.ts'
import { lab } from '../forecast-routes/lab.ts'
import { planOf } from '../forecast-routes/plans.ts'

/** Order F on 3.31 at some pace: titles with who goes, and everything it changes. */
function paceOf(move: Pace | undefined) {
  const { cluster, design: plain, fabric } = lab('v3.31.7', 'guide', 'ext')
  const design: Design = { ...plain, ...(move ? { move } : {}) }
  const { stages } = chooseOrder(cluster, design, 'safe', { fabric })
  const plan = planOf(cluster, design, stages)
  const changes = plan.stages.map((stage) => stage.operations.flatMap((operation) => operation.changes))
  return {
    titles: stages.map(({ title }) => {
      const of = title.params['of']
      return title.key.replace('order.stage.', '') + (of === undefined ? '' : ` ${of}`)
    }),
    touched: changes.map((list) => [...new Set(list.map((change) => change.ref.name))]),
    gates: stages.map((stage) => stage.gate?.conditions.map((condition) => condition.kind) ?? []),
    end: byName(applyChanges(cluster, changes.flat()).resources),
    forecast: forecastPlan(plan, cluster, { fabric }),
  }
}

/** Peers are made in another order; what is there in the end is the same. */
function byName(resources: ResourceSet): ResourceSet {
  const peers = [...resources.bgpPeers].sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1))
  return { ...resources, bgpPeers: peers }
}

describe('the pace of a move', () => {
  const plain = paceOf(undefined)

  it('lets a rack go first, with a gate before the others', () => {
    const paced = paceOf({ canary: 'rr2' })
    expect(paced.titles).toEqual([
      'labels',
      'leaf-path rr2',
      'leaf-path',
      'mesh-off',
      'cluster-ids',
      'asn rr2',
      'asn',
      'reflector-peers rr2',
      'reflector-peers',
      'drop-temporary',
      'service-cidrs',
    ])
    expect(paced.touched[5]!.sort()).toEqual(['node4', 'node5', 'node6'])
    // The leafs of the others hold nothing yet.
    expect(paced.gates[1]).toContain('sessions-as-forecast')
    expect(paced.gates[1]).not.toContain('leaf-blocks')
    expect(paced.gates[2]).toContain('leaf-blocks')
    expect(paced.end).toEqual(plain.end)
    expect(paced.forecast.lostPairs).toBe(0)
  })

  it('lets a node go first where nodes change, and its rack where peers are made', () => {
    const { titles, touched, end } = paceOf({ canary: 'node6' })
    expect(titles.slice(1, 7)).toEqual(['leaf-path node6', 'leaf-path', 'mesh-off', 'cluster-ids', 'asn node6', 'asn'])
    expect(touched[1]!.every((name) => name.includes('rr2') || name.includes('rack2') || name.includes('leaf02'))).toBe(
      true,
    )
    expect(touched[5]).toEqual(['node6'])
    expect(end).toEqual(plain.end)
  })

  it('takes racks in turn', () => {
    const { titles, end, forecast } = paceOf({ racksInTurn: true })
    expect(titles.filter((title) => title.startsWith('asn'))).toEqual(['asn rr1', 'asn rr2'])
    expect(titles.filter((title) => title === 'mesh-off')).toHaveLength(1)
    expect(end).toEqual(plain.end)
    expect(forecast.lostPairs).toBe(0)
  })

  it('never parts the stage in which the mesh goes off', () => {
    const { cluster, design: strict, fabric } = lab('v3.25.0', 'flat', 'strict')
    const { stages } = chooseOrder(cluster, { ...strict, move: { racksInTurn: true } }, 'safe', { fabric })
    const off = stages.filter((stage) => stage.moves.some((move) => move.kind === 'mesh'))
    expect(off).toHaveLength(1)
    expect(off[0]!.moves.some((move) => move.kind === 'node-bgp' && move.nodes.length === 6)).toBe(true)
  })

  it("parts reflectors' explicit sessions with their cluster ids", () => {
    const { design } = lab('v3.31.7', 'guide', 'strict')
    const reflectors = ['node1', 'node4']
    const whole: StageSpec = {
      guideStep: 4,
      title: { key: 'order.stage.cluster-ids', params: {} },
      moves: [
        { kind: 'temporary-node-peers', reflectors },
        { kind: 'node-bgp', nodes: reflectors, asn: false, clusterId: true },
      ],
      gate: { conditions: [], timeoutSeconds: 90 },
    }
    const parted = paced([whole], { ...design, move: { racksInTurn: true } })
    expect(parted.map(({ moves }) => moves)).toEqual(
      reflectors.map((node) => [
        { kind: 'temporary-node-peers', reflectors: [node] },
        { kind: 'node-bgp', nodes: [node], asn: false, clusterId: true },
      ]),
    )
  })

  it('is asked for in the answers, which keep it', () => {
    const { cluster, design } = lab('v3.31.7', 'guide', 'ext')
    const move = { canary: 'rr2', racksInTurn: true, emptyReflectors: true }
    const text = answersFromDesign({ ...design, move }, defaultChoices)
    const again = designFromAnswers(parseAnswers(text, 'answers.yaml'), cluster, design)
    expect(again.move).toEqual(move)
    expect(validateDesign(again, cluster).filter((one) => one.path === 'move.canary')).toEqual([])
    expect(() => designFromAnswers(parseAnswers('move: {canary: rr9}\n', 'a.yaml'), cluster, design)).toThrow(/rr9/)
    expect(designFromAnswers(parseAnswers('move: {canary: none}\n', 'a.yaml'), cluster, design).move).toBeUndefined()
  })
})

describe('reflectors without pods', () => {
  const shape = {
    version: 'v3.25.0',
    racks: [5],
    reflectors: 2,
    leafs: null,
    oneAs: true,
    pool: { ipipMode: 'Always' },
  } as const
  const forecastOf = (move: Pace | undefined) => {
    const { cluster, design: plain } = clusterOf({ ...shape, racks: [...shape.racks] })
    const design: Design = { ...plain, ...(move ? { move } : {}) }
    const { stages, unavoidable } = chooseOrder(cluster, design, 'safe')
    const forecast = forecastPlan(planOf(cluster, design, stages), cluster)
    return {
      unavoidable: unavoidable.map((one) => one.key),
      worst: forecast.worst['same-rack'].max,
      stages: forecast.stages,
    }
  }

  it('make the move free of loss without leafs, with tunnels: one at a time', () => {
    const { worst, unavoidable, stages } = forecastOf({ emptyReflectors: true })
    expect(worst).toBe(0)
    expect(unavoidable).toEqual([])
    expect(stages.flatMap((stage) => stage.losses)).toEqual([])
  })

  it('are what would avoid the loss when the reflectors do carry pods', () => {
    const { worst, unavoidable } = forecastOf(undefined)
    expect(worst).toBeGreaterThan(1)
    expect(unavoidable).toContain('avoid.empty-reflectors')
  })
})
