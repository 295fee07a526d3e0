import type { SessionModel } from '../forecast/sessions.ts'
import { openSessions } from '../forecast/sessions.ts'
import type { ClusterState } from '../model/cluster.ts'
import type { ResultEvent, ResultSession } from '../model/events.ts'
import type { Fabric } from '../model/fabric.ts'
import type { Observation, ObservedSession } from '../model/observed.ts'

/** Sessions as observed, by the field names of the result; AS numbers that a daemon does not show come from the forecast. */
export function resultSessions(observations: Observation[], cluster: ClusterState, fabric: Fabric): ResultSession[] {
  const model = openSessions(cluster.resources, {
    version: cluster.version,
    fabric,
    calicoNamespace: cluster.calicoNamespace,
  })
  return observations.flatMap((observation) =>
    observation.ok ? observation.sessions.map((session) => resultSession(session, model)) : [],
  )
}

function resultSession(session: ObservedSession, model: SessionModel): ResultSession {
  const own = model.sessionsOf(session.node)
  const protocol = [...(own?.ip4.protocols ?? []), ...(own?.ip6.protocols ?? [])].find(
    (entry) => entry.neighbor === session.peer && (session.protocol === undefined || entry.name === session.protocol),
  )
  return {
    node: session.node,
    peer: session.peer,
    type: session.type === 'unknown' ? 'node' : session.type,
    state: session.state,
    localAs: session.localAs ?? protocol?.localAS ?? null,
    remoteAs: session.remoteAs ?? protocol?.remoteAS ?? null,
  }
}

/** A result before anything was done. */
export function emptyResult(outcome: ResultEvent['outcome'], extra: Record<string, unknown> = {}): ResultEvent {
  return { type: 'result', outcome, operations: 0, sessions: [], lostPairs: 0, ...extra }
}
