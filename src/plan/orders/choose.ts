import type { ClusterState } from '../../model/cluster.ts'
import type { Design } from '../../model/design.ts'
import type { Sentence } from '../../model/forecast.ts'
import type { OrderName } from '../../model/plan.ts'
import type { StageSpec } from '../make.ts'
import { guideOrder } from './guide.ts'
import { leafPathFirst } from './leaf-path-first.ts'

/** An order of the move, with what it cannot avoid. */
export interface ChosenOrder {
  /** "guide", "leaf-path-first", "strict-leafs", "one-as", "safety-net", "replace-first" or "one-at-a-time". */
  strategy: string
  stages: StageSpec[]
  /** What still loses a route, why, and what would avoid it. */
  unavoidable: Sentence[]
}

/**
 * Chooses the order of the move for this cluster, fabric and Calico version.
 * @param order `guide`: as printed; `safe`: the least harmful one
 */
export function chooseOrder(_cluster: ClusterState, design: Design, order: OrderName): ChosenOrder {
  if (order === 'guide' || design.scheme === 'full-mesh')
    return { strategy: 'guide', stages: guideOrder(design), unavoidable: [] }
  return { strategy: 'leaf-path-first', stages: leafPathFirst(design, { localAs: false }), unavoidable: [] }
}
