// A leaf that opens sessions too may collide with its nodes: the forecast of a restart is longer by that.
import { describe, expect, it } from 'vitest'
import { guideAnswers } from '../../../src/design/answers/guide.ts'
import { designFromAnswers } from '../../../src/design/answers/merge.ts'
import { proposeDesign } from '../../../src/design/propose.ts'
import { durations } from '../../../src/forecast/durations.ts'
import { forecastPlan } from '../../../src/forecast/stages.ts'
import type { Design } from '../../../src/model/design.ts'
import { makePlan } from '../../../src/plan/make.ts'
import { guideClusterWithBlocks } from '../design/clusters.ts'

const cluster = guideClusterWithBlocks()
const guide = designFromAnswers(guideAnswers(), cluster, proposeDesign(cluster))

/** Seconds that a pair inside a rack is without a route at most, when every leaf takes every node. */
function worst(calls: boolean): number | null {
  const design: Design = {
    ...guide,
    fabric: { defaultRouteViaLeaf: true, sshToNodes: false },
    racks: guide.racks.map((rack) => ({
      ...rack,
      leafs: rack.leafs.map((leaf) => ({
        ...leaf,
        options: {
          ...leaf.options,
          accepts: 'all-nodes',
          remoteAs: 'external',
          ...(calls ? { waitsForNodes: false as const } : {}),
        },
      })),
    })),
  }
  const plan = makePlan(cluster, design, { order: 'safe', madeBy: 'test', hash: (text) => text })
  expect(plan.strategy).toBe('leaf-path-first')
  return forecastPlan(plan, cluster).worst['same-rack']!.max
}

describe('the restart of a leaf session', () => {
  it('is as long as one call takes where the leaf waits, and longer where both call', () => {
    expect(worst(false)).toBeLessThanOrEqual(durations.reconnect.max! + durations['leaf-fib'].max!)
    expect(worst(true)).toBeGreaterThanOrEqual(durations['leaf-collide'].max!)
    // Still the best way: sessions between nodes collide more often.
    expect(worst(true)).toBeLessThan(durations.collide.max!)
  })
})
