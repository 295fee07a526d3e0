import type { ClusterState } from '../../../src/model/cluster.ts'
import type { Design } from '../../../src/model/design.ts'
import type { Plan } from '../../../src/model/plan.ts'
import { applyChanges } from '../../../src/plan/changes.ts'
import { number, operationsFor, type StageSpec } from '../../../src/plan/make.ts'
import { changesOf } from '../../../src/plan/moves.ts'

/** A plan of exactly these stages, empty ones included, so that tests can name stages by their place. */
export function planOf(cluster: ClusterState, design: Design, specs: StageSpec[]): Plan {
  let state = cluster
  const stages = specs.map((spec, index) => {
    const changes = spec.moves.flatMap((move) => {
      const missing = changesOf(move, state, design)
      state = applyChanges(state, missing)
      return missing
    })
    return {
      id: index + 1,
      guideStep: spec.guideStep,
      title: spec.title,
      operations: operationsFor(changes),
      ...(spec.gate ? { gate: spec.gate } : {}),
    }
  })
  return {
    schema: 1,
    madeBy: 'test',
    cluster: cluster.identity,
    calicoVersion: cluster.version.text,
    order: 'safe',
    strategy: 'test',
    design,
    stages: number(stages),
    guards: [],
  }
}
