import { isReconnect } from '../../forecast/durations.ts'
import { causeOf, remedyOf } from '../../forecast/stages-causes.ts'
import { stageFacts } from '../../forecast/stages-facts.ts'
import type { ClusterState } from '../../model/cluster.ts'
import type { Design } from '../../model/design.ts'
import type { Sentence } from '../../model/forecast.ts'
import type { Found } from './search.ts'
import type { Sketch } from './sketch.ts'

/**
 * What an order cannot avoid: each cause of a silence that is longer than a table update, followed by what would avoid it
 * where something would. Without repetition, in the order of the stages.
 */
export function unavoidableOf(found: Found, sketch: Sketch, cluster: ClusterState, design: Design): Sentence[] {
  const said = new Map<string, Sentence>()
  for (const { run } of found.acts) {
    if (!run) continue
    const facts = stageFacts(design, cluster, run)
    for (const [index, transition] of run.transitions.entries()) {
      if (transition.what !== 'lost' && !isReconnect(transition.kind)) continue
      if (transition.what === 'opens') continue
      const pair = sketch.runner.pairs[index]!
      const cause = causeOf(pair, transition, facts)
      const remedy = remedyOf(pair, cause, facts)
      for (const sentence of remedy ? [cause, remedy] : [cause]) {
        const key = JSON.stringify(sentence)
        if (!said.has(key)) said.set(key, sentence)
      }
    }
  }
  return [...said.values()]
}
