import type { Observation } from '../model/observed.ts'
import type { ExpectedNode } from './expect.ts'

/** One thing that is not as forecast, with the likely cause where one shows. */
export interface Difference {
  node: string
  what:
    | 'unreadable'
    | 'session-missing'
    | 'session-down'
    | 'route-missing'
    | 'route-unreachable'
    | 'switch-peer-missing'
  /** Peer address or block. */
  subject: string
  detail: string
}

/** Lays what one node showed beside the forecast; a node that was not read is not fine (G8). None: all is as forecast. */
export function compareNode(node: ExpectedNode, seen: Observation | undefined): Difference[] {
  if (!seen) return [{ node: node.node, what: 'unreadable', subject: '', detail: 'it was not asked' }]
  if (!seen.ok) return [{ node: node.node, what: 'unreadable', subject: '', detail: seen.reason }]
  return [...compareSessions(node, seen), ...compareRoutes(node, seen)]
}

type Seen = Extract<Observation, { ok: true }>

function compareSessions(node: ExpectedNode, seen: Seen): Difference[] {
  const established = new Set(
    seen.sessions.filter((session) => session.state === 'Established').map((session) => session.peer),
  )
  return node.sessions.flatMap((protocol): Difference[] => {
    if (established.has(protocol.neighbor)) return []
    const same = seen.sessions.filter((session) => session.peer === protocol.neighbor)
    const [down] = same
    if (!down)
      return [
        {
          node: node.node,
          what: 'session-missing',
          subject: protocol.neighbor,
          detail: `no session is configured (confd has not followed, or ${protocol.name} is frozen)`,
        },
      ]
    const detail = [down.state || down.birdState, down.detail, likelyCause(down.detail)].filter(Boolean).join('; ')
    return [{ node: node.node, what: 'session-down', subject: protocol.neighbor, detail }]
  })
}

function likelyCause(detail: string | undefined): string | undefined {
  if (!detail) return undefined
  if (/Bad peer AS/i.test(detail)) return 'the AS numbers of the two ends do not match'
  if (/No route to host|timed out/i.test(detail)) return 'TCP 179 does not get through, or a password differs'
  if (/refused|closed|reset/i.test(detail)) return 'the other end has no such neighbour'
  return undefined
}

function compareRoutes(node: ExpectedNode, seen: Seen): Difference[] {
  if (!node.blocks || !seen.routes) return []
  const routes = new Map(seen.routes.map((route) => [route.destination, route]))
  return node.blocks.flatMap((block): Difference[] => {
    const route = routes.get(block)
    if (!route) return [{ node: node.node, what: 'route-missing', subject: block, detail: 'no route' }]
    if (route.kind === 'unreachable')
      return [{ node: node.node, what: 'route-unreachable', subject: block, detail: 'the next hop cannot be reached' }]
    return []
  })
}

/** A difference as one line for people and logs. */
export function differenceText(difference: Difference): string {
  const { node, what, subject, detail } = difference
  if (what === 'unreadable') return `${node} could not be read: ${detail}`
  return `${node}: ${what.replace('-', ' ')} ${subject}${detail ? ` (${detail})` : ''}`
}
