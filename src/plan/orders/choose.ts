import type { ClusterState } from '../../model/cluster.ts'
import type { Design } from '../../model/design.ts'
import type { Fabric } from '../../model/fabric.ts'
import type { Sentence } from '../../model/forecast.ts'
import type { OrderName } from '../../model/plan.ts'
import type { StageSpec } from '../make.ts'
import { summary } from './cost.ts'
import { type Family, familiesOf, step } from './families.ts'
import { guideOrder } from './guide.ts'
import { paced } from './pace.ts'
import { type Found, search, startOf, take } from './search.ts'
import { type Situation, situationOf } from './situation.ts'
import { type Sketch, sketchOf } from './sketch.ts'
import { specsOf } from './specs.ts'
import { unavoidableOf } from './unavoidable.ts'

/** An order of the move, with what it cannot avoid. */
export interface ChosenOrder {
  /** "guide", "leaf-path-first", "strict-leafs", "one-as", "safety-net", "replace-first" or "one-at-a-time". */
  strategy: string
  stages: StageSpec[]
  /** Causes of what still loses a route, each followed by what would avoid it. */
  unavoidable: Sentence[]
}

export interface OrderOptions {
  /** The switches, when more is known of them than the design says. */
  fabric?: Fabric
}

const labels = step('labels', [{ kind: 'labels' }])
const services = step('service-cidrs', [{ kind: 'service-cidrs' }])
const netOn = step('safety-net-on', [{ kind: 'safety-net', install: true }])
const netOff = step('safety-net-off', [{ kind: 'safety-net', install: false }])

/**
 * Chooses the order of the move for this cluster, fabric and Calico version.
 * @param order `guide`: as printed; `safe`: the least harmful one the search finds on a reduced cluster
 */
export function chooseOrder(
  cluster: ClusterState,
  design: Design,
  order: OrderName,
  options: OrderOptions = {},
): ChosenOrder {
  if (order === 'guide' || design.scheme === 'full-mesh')
    return { strategy: 'guide', stages: guideOrder(design), unavoidable: [] }
  const situation = situationOf(cluster, design)
  const families = familiesOf(situation)
  const all = [labels, services, ...families.flatMap((family) => family.steps)].flatMap((one) =>
    one.stages.flatMap((stage) => stage.moves),
  )
  const sketch = sketchOf(cluster, design, all, { fabric: options.fabric })
  const best = bestOf(sketch, families, situation)
  if (!best) return { strategy: 'guide', stages: guideOrder(design), unavoidable: [] }
  return {
    strategy: nameOf(best, situation),
    stages: paced(specsOf(best.found, sketch, design), design),
    unavoidable: unavoidableOf(best.found, sketch, cluster, design),
  }
}

interface Best {
  family: Family
  net: boolean
  found: Found
}

/** The least harmful order of all families, with and without the safety net. */
function bestOf(sketch: Sketch, families: Family[], situation: Situation): Best | undefined {
  let best: Best | undefined
  const plain = take(sketch, startOf(sketch), labels)
  const start = { ...plain, taken: 0 }
  for (const family of families) {
    const found = search(sketch, family.steps, best?.found.cost, start)
    if (found) best = { family, net: false, found }
  }
  if (situation.net && (!best || summary(best.found.cost).total > 0)) {
    const netted = { ...take(sketch, plain, netOn), taken: 0 }
    for (const family of families) {
      const found = search(sketch, family.steps, best?.found.cost, netted)
      if (found) best = { family, net: true, found }
    }
  }
  if (!best) return undefined
  const served = take(sketch, { ...best.found, taken: 0 }, services)
  return { ...best, found: best.net ? take(sketch, served, netOff) : served }
}

function nameOf(best: Best, { changing, design }: Situation): string {
  if (best.net) return 'safety-net'
  const shared = design.racks.some((rack, i) => design.racks.some((other, j) => i < j && rack.asn === other.asn))
  const onLeafs = design.racks.some((rack) => rack.leafs.length > 0)
  return changing.length === 0 && shared && onLeafs ? 'one-as' : best.family.strategy
}
