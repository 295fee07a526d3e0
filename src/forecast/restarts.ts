import type { NodeSessions, Protocol, SessionForecast } from '../model/session.ts'
import { restartReasons, restarts } from './sessions/restart.ts'

/** What becomes of one protocol of one node between two states. */
export interface ProtocolChange {
  node: string
  protocol: string
  /** The protocol as it was; for `new` as it will be. */
  was: Protocol
  what: 'removed' | 'new' | 'restarted'
  /** The option that differs, by BIRD's name for it; `removed` and `new` carry "removed" and "new". */
  because: string
}

/**
 * Every protocol that starts, ends or restarts between two states, node by node. Nodes compute their own tables, so both
 * ends of a session may appear, each with its own reason. A restart sends a Cease: the other end drops its routes at once,
 * graceful restart does not cover it (facts, section 5.1).
 */
export function protocolChanges(before: SessionForecast, after: SessionForecast): ProtocolChange[] {
  const names = new Set([...Object.keys(before.nodes), ...Object.keys(after.nodes)])
  return [...names].flatMap((node) => [
    ...familyChanges(node, before.nodes[node]?.ip4, after.nodes[node]?.ip4),
    ...familyChanges(node, before.nodes[node]?.ip6, after.nodes[node]?.ip6),
  ])
}

/**
 * What is up when one node has taken its new configuration and the others have not: only its own sessions suffer. Nodes
 * compute their configuration by themselves, so such moments come in every stage that changes more than one node.
 */
export function firstToChange(before: SessionForecast, surviving: SessionForecast, node: string): SessionForecast {
  const own = surviving.nodes[node]
  return own ? { ...before, nodes: { ...before.nodes, [node]: own } } : before
}

type Family = NodeSessions['ip4']

function familyChanges(node: string, before: Family | undefined, after: Family | undefined): ProtocolChange[] {
  const old = before?.protocols ?? []
  const fresh = new Map((after?.protocols ?? []).map((protocol) => [protocol.name, protocol]))
  const changes: ProtocolChange[] = []
  const routerIdChanged = old.length > 0 && fresh.size > 0 && before?.routerId !== after?.routerId
  for (const was of old) {
    const next = fresh.get(was.name)
    fresh.delete(was.name)
    if (!next) {
      changes.push({ node, protocol: was.name, was, what: 'removed', because: 'removed' })
      continue
    }
    if (!routerIdChanged && !restarts(was, next)) continue
    const because = routerIdChanged ? 'router id' : restartReasons(was, next)[0]!
    changes.push({ node, protocol: was.name, was, what: 'restarted', because })
  }
  for (const protocol of fresh.values())
    changes.push({ node, protocol: protocol.name, was: protocol, what: 'new', because: 'new' })
  return changes
}

/**
 * The sessions that last through a change: configured the same and established on both sides of it. Routes computed with
 * only these are what the cluster holds at the worst moment of the change, when everything that restarts is down at once.
 */
export function survivingSessions(before: SessionForecast, after: SessionForecast): SessionForecast {
  const nodes: SessionForecast['nodes'] = {}
  for (const [name, was] of Object.entries(before.nodes)) {
    const next = after.nodes[name]
    nodes[name] = { ip4: survivors(was.ip4, next?.ip4), ip6: survivors(was.ip6, next?.ip6) }
  }
  return { nodes, warnings: [], notModelled: [] }
}

function survivors(before: Family, after: Family | undefined): Family {
  if (!after || before.routerId !== after.routerId) return { routerId: before.routerId, protocols: [] }
  const fresh = new Map(after.protocols.map((protocol) => [protocol.name, protocol]))
  const protocols = before.protocols.filter((was) => {
    const next = fresh.get(was.name)
    return (
      next !== undefined &&
      was.state.cause === 'established' &&
      next.state.cause === 'established' &&
      !restarts(was, next)
    )
  })
  return { routerId: before.routerId, protocols }
}
