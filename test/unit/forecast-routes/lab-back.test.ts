import { describe, expect, it } from 'vitest'
import { rulesFor } from '../../../src/forecast/versions.ts'
import { lab } from './lab.ts'
import { measuredBack } from './lab-measured.ts'
import { labOrder, labWaysBack } from './lab-orders.ts'
import { type LabClass, labForecastBack } from './pair-sums.ts'

/** Half a probe interval on both edges of a silence. */
const resolution = 0.02
/**
 * Rst, once (3.25.0, flat): a leaf had dropped the other rack, and a node's own route to that leaf hid its route of the net. The
 * model has no moments in which a switch is ahead of a node.
 */
const leafAhead = 0.14

describe('the forecast of every way back against bgp-lab.md', () => {
  it.each(measuredBack)('%s %s %s (%s leafs): RR-RR %j, RR-client %j, cross %j', (...row) => {
    const [version, topology, back, leafs, ...worst] = row
    const one = lab(version, topology, leafs)
    const { order, made, undo } = labWaysBack[back]
    const localAs = rulesFor(one.cluster.version).knowsField('BGPPeer', 'localASNumber')
    const { sums } = labForecastBack(one, labOrder(order, one.design, localAs).slice(0, made), undo)
    const classes: LabClass[] = ['RR-RR', 'RR-client', 'cross']
    for (const [i, label] of classes.entries()) {
      const measured = worst[i]
      if (measured === undefined) continue
      const own = sums.filter((sum) => sum.label === label)
      const said = own.map(({ pair, min, max }) => `${pair.from}>${pair.to} ${min}..${max}`).join(', ')
      const single = Math.max(
        0,
        ...own.flatMap((sum) => sum.events.map((event) => event.seconds.max ?? Number.POSITIVE_INFINITY)),
      )
      const unseen = back === 'Rst' ? leafAhead : resolution
      expect(measured, `${label} too optimistic; ${said}`).toBeLessThanOrEqual(single + unseen)
      // No alarm without a fire: what lost nothing to speak of is not forecast seconds.
      if (measured <= 0.35) expect(single, `${label} too pessimistic; ${said}`).toBeLessThanOrEqual(0.5)
    }
  })
})
