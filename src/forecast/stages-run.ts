import type { ClusterState } from '../model/cluster.ts'
import { applyChanges } from '../plan/changes.ts'
import type { Quotient } from './quotient.ts'
import { type ProtocolChange, protocolChanges, survivingSessions } from './restarts.ts'
import { forecastSessions } from './sessions.ts'
import { type Moment, type MomentMaker, momentMaker } from './stages-moment.ts'
import { type Pair, pairsOf, type Transition, transition } from './stages-pairs.ts'

/** One stage, run through the model. */
export interface StageRun {
  cluster: ClusterState
  before: Moment
  /** Everything that restarts is down at once. */
  during: Moment
  after: Moment
  changes: ProtocolChange[]
  /** One entry a pair. */
  transitions: Transition[]
}

/** Runs stages of a reduced cluster one after the other. */
export interface StageRunner {
  pairs: Pair[]
  maker: MomentMaker
  first: { cluster: ClusterState; moment: Moment }
  /** @param at where the stage starts: `first`, or the end of another stage */
  run(at: { cluster: ClusterState; moment: Moment }, changes: Quotient['stages'][number]): StageRun
}

/** Opens the model for one reduced cluster. Calico's own memory (which session holds a connection) is carried along. */
export function stageRunner(q: Quotient): StageRunner {
  const pairs = pairsOf(q)
  const maker = momentMaker(q.fabric)
  const options = { version: q.cluster.version, fabric: q.fabric, calicoNamespace: q.cluster.calicoNamespace }
  const moment = maker.make(q.cluster, forecastSessions(q.cluster.resources, options))
  return {
    pairs,
    maker,
    first: { cluster: q.cluster, moment },
    run(at, changes) {
      const cluster = applyChanges(at.cluster, changes)
      const sessions = forecastSessions(cluster.resources, { ...options, former: at.moment.sessions })
      const after = maker.make(cluster, sessions)
      const during = maker.make(withNetOfBoth(cluster, at.cluster), survivingSessions(at.moment.sessions, sessions))
      return {
        cluster,
        before: at.moment,
        during,
        after,
        changes: protocolChanges(at.moment.sessions, sessions),
        transitions: pairs.map((pair) => transition(pair, at.moment, during, after)),
      }
    },
  }
}

/** While a safety net is installed or removed, only what is there on both sides of the change can be relied on. */
function withNetOfBoth(after: ClusterState, before: ClusterState): ClusterState {
  const entries = Object.entries(after.hostRoutes ?? {}).filter(([node]) => before.hostRoutes?.[node])
  return { ...after, hostRoutes: Object.fromEntries(entries) }
}
