import type { ClusterState } from '../model/cluster.ts'
import { applyChanges } from '../plan/changes.ts'
import type { Quotient } from './quotient.ts'
import { firstToChange, type ProtocolChange, protocolChanges, survivingSessions } from './restarts.ts'
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
  /** A quick run: the same with the moments in which some nodes are ahead of the others. Absent when there are none. */
  refine?: () => StageRun
}

/** Runs stages of a reduced cluster one after the other. */
export interface StageRunner {
  pairs: Pair[]
  maker: MomentMaker
  first: { cluster: ClusterState; moment: Moment }
  /** @param at where the stage starts: `first`, or the end of another stage */
  run(
    at: { cluster: ClusterState; moment: Moment },
    changes: Quotient['stages'][number],
    options?: { quick?: boolean },
  ): StageRun
}

/**
 * Opens the model for one reduced cluster. Calico's own memory (which session holds a connection) is carried along.
 * @param first which nodes may be the first to change: any of them, or, for a quick look, one of each class
 */
export function stageRunner(q: Quotient, first: 'any' | 'one-of-a-class' = 'any'): StageRunner {
  const pairs = pairsOf(q)
  const maker = momentMaker(q.fabric)
  const options = { version: q.cluster.version, fabric: q.fabric, calicoNamespace: q.cluster.calicoNamespace }
  const moment = maker.make(q.cluster, forecastSessions(q.cluster.resources, options))
  return {
    pairs,
    maker,
    first: { cluster: q.cluster, moment },
    run(at, stage, { quick = false } = {}) {
      const cluster = applyChanges(at.cluster, stage)
      const sessions = forecastSessions(cluster.resources, { ...options, former: at.moment.sessions })
      const after = maker.make(cluster, sessions)
      const between = withNetOfBoth(cluster, at.cluster)
      const surviving = survivingSessions(at.moment.sessions, sessions)
      const during = maker.make(between, surviving)
      const changes = protocolChanges(at.moment.sessions, sessions)
      const ahead = firstOnes(q, stage, changes, first)
      const judged = (nodes: string[]): StageRun => {
        const staggered = nodes.map((node) => maker.make(between, firstToChange(at.moment.sessions, surviving, node)))
        const moments = { before: at.moment, during, after, staggered }
        return {
          cluster,
          before: at.moment,
          during,
          after,
          changes,
          transitions: pairs.map((pair) => transition(pair, moments)),
        }
      }
      if (!quick || ahead.length === 0) return judged(ahead)
      return { ...judged([]), refine: () => judged(ahead) }
    },
  }
}

/**
 * Every node (or one of each class) that is given a change of its own and loses sessions by it, when there is more than one: such
 * changes are written node by node, so any of them may be the first. A change of one object for all is seen by all nodes
 * within milliseconds of each other.
 */
function firstOnes(
  q: Quotient,
  stage: Quotient['stages'][number],
  changes: ProtocolChange[],
  first: 'any' | 'one-of-a-class',
): string[] {
  const named = new Set(stage.flatMap((change) => (change.ref.kind === 'KubeNode' ? change.ref.name : [])))
  if (named.size < 2) return []
  const classes = new Map<number | string, string>()
  for (const { node, what, was } of changes)
    if (named.has(node) && what !== 'new' && was.state.cause === 'established')
      classes.set(first === 'any' ? node : q.classOf(node).id, node)
  return [...classes.values()]
}

/** While a safety net is installed or removed, only what is there on both sides of the change can be relied on. */
function withNetOfBoth(after: ClusterState, before: ClusterState): ClusterState {
  const entries = Object.entries(after.hostRoutes ?? {}).filter(([node]) => before.hostRoutes?.[node])
  return { ...after, hostRoutes: Object.fromEntries(entries) }
}
