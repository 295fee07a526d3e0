import { describe, expect, it } from 'vitest'
import { forecastPlan } from '../../../src/forecast/stages.ts'
import { chooseOrder } from '../../../src/plan/orders/choose.ts'
import { clusterOf } from '../forecast-routes/clusters.ts'
import { type LabLeafs, type LabTopology, lab } from '../forecast-routes/lab.ts'
import { planOf } from '../forecast-routes/plans.ts'

/** Worst seconds the chosen order may forecast; what was measured for it is no larger. */
interface Expected {
  strategy: string
  sameRack: number
  across: number
  opts?: { oneAs?: boolean; ssh?: boolean }
}

const table: [version: string, topology: LabTopology, leafs: LabLeafs, expected: Expected][] = [
  ['v3.31.7', 'guide', 'ext', { strategy: 'leaf-path-first', sameRack: 0.21, across: 0.36 }],
  ['v3.31.7', 'flat', 'ext', { strategy: 'leaf-path-first', sameRack: 0.5, across: 1 }],
  ['v3.31.7', 'guide', 'strict', { strategy: 'strict-leafs', sameRack: 0.8, across: 1.2 }],
  ['v3.31.7', 'flat', 'strict', { strategy: 'strict-leafs', sameRack: 0.8, across: 1.2 }],
  // Both ends of the new sessions connect: 1.3 s measured, 3.0-4.7 s where they met (docs/lab.md).
  ['v3.25.0', 'guide', 'strict', { strategy: 'replace-first', sameRack: 4.7, across: 4.7 }],
  ['v3.17.2', 'guide', 'strict', { strategy: 'replace-first', sameRack: 4.7, across: 4.7 }],
  ['v3.17.2', 'guide', 'asover', { strategy: 'one-as', sameRack: 0.3, across: 0.4, opts: { oneAs: true } }],
  ['v3.25.0', 'guide', 'asover', { strategy: 'one-as', sameRack: 0.3, across: 0.4, opts: { oneAs: true } }],
  ['v3.25.0', 'flat', 'strict', { strategy: 'safety-net', sameRack: 0, across: 0, opts: { ssh: true } }],
  ['v3.17.2', 'guide', 'strict', { strategy: 'safety-net', sameRack: 0, across: 4.7, opts: { ssh: true } }],
]

describe('the chosen order', () => {
  it.each(table)(
    '%s %s %s: %j',
    (version, topology, leafs, { strategy, sameRack, across, opts }) => {
      const { cluster, design, fabric } = lab(version, topology, leafs, { oneAs: opts?.oneAs ?? false })
      design.fabric.sshToNodes = opts?.ssh ?? false
      const chosen = chooseOrder(cluster, design, 'safe', { fabric })
      const forecast = forecastPlan(planOf(cluster, design, chosen.stages), cluster, { fabric })
      expect(chosen.strategy).toBe(strategy)
      expect(forecast.worst['same-rack'].max).toBeLessThanOrEqual(sameRack)
      expect(forecast.worst['across-racks'].max).toBeLessThanOrEqual(across)
      expect(forecast.lostPairs).toBe(0)
      // Whoever cannot avoid seconds says so, and what would.
      if (sameRack > 1) expect(chosen.unavoidable.map((one) => one.key.split('.')[0])).toContain('avoid')
      else if (!opts?.ssh) expect(chosen.unavoidable).toEqual([])
    },
    60_000,
  )

  it('is order F where the leafs take every node (bgp-lab.md, 3.31)', () => {
    const { cluster, design, fabric } = lab('v3.31.7', 'guide', 'ext')
    const { stages } = chooseOrder(cluster, design, 'safe', { fabric })
    expect(stages.map((stage) => stage.title.key.replace('order.stage.', ''))).toEqual([
      'labels',
      'leaf-path',
      'mesh-off',
      'cluster-ids',
      'asn',
      'reflector-peers',
      'drop-temporary',
      'service-cidrs',
    ])
    // The mesh may go only when every leaf was seen to hold every block.
    expect(stages[1]!.gate?.conditions.map((condition) => condition.kind)).toContain('leaf-blocks')
  }, 60_000)

  it('replaces first, without leafs, from 3.21 on, and says what it cannot avoid before', () => {
    for (const version of ['v3.17.2', 'v3.25.0']) {
      const { cluster, design } = clusterOf({
        version,
        racks: [4],
        reflectors: 2,
        leafs: null,
        pool: { ipipMode: 'Always' },
      })
      const chosen = chooseOrder(cluster, design, 'safe')
      expect(['replace-first', 'one-at-a-time']).toContain(chosen.strategy)
      const forecast = forecastPlan(planOf(cluster, design, chosen.stages), cluster)
      expect(forecast.lostPairs).toBe(0)
      expect(forecast.worst['same-rack'].max).toBeLessThanOrEqual(6)
    }
  }, 60_000)

  it('never lays the safety net below encapsulated pods', () => {
    const { cluster, design } = clusterOf({
      version: 'v3.25.0',
      racks: [3, 3],
      reflectors: 2,
      leafs: { accepts: 'reflectors', remoteAs: 'exact' },
      pool: { ipipMode: 'Always' },
      sshToNodes: true,
    })
    expect(chooseOrder(cluster, design, 'safe').strategy).not.toBe('safety-net')
  }, 60_000)

  it('prints the guide as it is when asked to', () => {
    const { cluster, design } = lab('v3.17.2', 'guide', 'ext')
    const { strategy, stages } = chooseOrder(cluster, design, 'guide')
    expect(strategy).toBe('guide')
    expect(stages.map((stage) => stage.guideStep)).toEqual([3, 4, 5, 6, 8])
  })
})
