import { describe, expect, it } from 'vitest'
import { chooseOrder } from '../../../src/plan/orders/choose.ts'
import { type LabLeafs, type LabTopology, lab } from '../forecast-routes/lab.ts'
import { measured, type Row } from '../forecast-routes/lab-measured.ts'
import { type LabOrder, labOrder } from '../forecast-routes/lab-orders.ts'
import { labForecast } from '../forecast-routes/pair-sums.ts'

/** What the wizard calls the lab's orders. */
const strategyOf: Record<LabOrder, string> = {
  A: 'guide',
  B: 'replace-first',
  F: 'leaf-path-first',
  F1: 'one-as',
  F1allow: 'one-as',
  S1: 'one-at-a-time',
  S1las: 'one-at-a-time',
  S1as: 'one-as',
  S2: 'replace-first',
  S2n: 'replace-first',
  S3: 'strict-leafs',
  S4: 'one-at-a-time',
  Sst: 'safety-net',
  Ast: 'safety-net',
}

const withNet = new Set<LabOrder>(['Sst', 'Ast'])

/** Every fabric of bgp-lab.md in which something was measured, with its rows; orders with the safety net apart. */
function cells(): { version: string; topology: LabTopology; leafs: LabLeafs; net: boolean; rows: Row[] }[] {
  const found = new Map<string, Row[]>()
  for (const row of measured) {
    const [version, topology, order, leafs] = row
    // F1allow runs on "ext" leafs, but with one AS: another design.
    if (order === 'F1allow') continue
    const key = JSON.stringify([version, topology, leafs, withNet.has(order)])
    found.set(key, [...(found.get(key) ?? []), row])
  }
  return [...found].map(([key, rows]) => {
    const [version, topology, leafs, net] = JSON.parse(key) as [string, LabTopology, LabLeafs, boolean]
    return { version, topology, leafs, net, rows }
  })
}

function worst([, , , , rr, client, cross]: Row): number {
  return Math.max(rr[1], client[1], cross[1])
}

describe('the chosen strategy is the one that was measured best', () => {
  it.each(cells())(
    '$version $topology, $leafs leafs, net $net',
    ({ version, topology, leafs, net, rows }) => {
      const one = lab(version, topology, leafs, { oneAs: leafs === 'asover' })
      one.design.fabric.sshToNodes = net
      const { strategy, stages } = chooseOrder(one.cluster, one.design, 'safe', { fabric: one.fabric })
      const best = rows.reduce((a, b) => (worst(b) < worst(a) ? b : a))
      expect(strategy, `measured best: ${best[2]}, ${worst(best)} s`).toBe(strategyOf[best[2]])
      // No measured order is forecast to be gentler to its worst pair inside the racks.
      const inRacks = (specs: typeof stages) =>
        Math.max(
          ...labForecast(one, specs)
            .sums.filter((sum) => sum.label !== 'cross')
            .map((sum) => sum.max),
        )
      const chosen = inRacks(stages)
      for (const row of rows) {
        const other = inRacks(labOrder(row[2], one.design, version === 'v3.31.7'))
        expect(chosen, `against ${row[2]}`).toBeLessThanOrEqual(other < 1 ? other + 0.25 : other)
      }
    },
    60_000,
  )
})
