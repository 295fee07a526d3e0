import type { Sentence } from '../model/forecast.ts'
import type { ObservedRoute, ObservedSession } from '../model/observed.ts'

/** What the forecast wants of one switch. */
export interface ExpectedSwitch {
  name: string
  /** Its addresses, without mask: how the nodes see it. */
  addresses: string[]
  peers: { address: string; asn?: number; node?: string }[]
}

/** Where something has to be done. */
type Side = 'switch' | 'node' | 'both' | 'either'

export interface SwitchFinding {
  switch: string
  what:
    | 'session-missing'
    | 'session-down'
    | 'session-idle'
    | 'wrong-as'
    | 'peer-unexpected'
    | 'route-missing'
    | 'route-unusable'
  side: Side
  /** Peer address, or block. */
  subject: string
  /** Catalogue keys `switch.*`. */
  detail: Sentence
  remedy: Sentence
}

/**
 * Lays what a switch shows beside the forecast, and names the side that has to act.
 * @param seen sessions and routes of the switch; what was not read is not judged
 * @param blocks pod blocks and service ranges that it should hold
 * @param nodeSessions what the nodes show of their sessions, if known; without it some findings stay `either`
 * @returns empty when all is as forecast; uplinks and other peers of the switch that the forecast does not know are fine
 */
export function compareSwitch(
  seen: { sessions?: ObservedSession[]; routes?: ObservedRoute[] },
  expected: ExpectedSwitch,
  blocks: string[],
  nodeSessions?: ObservedSession[],
): SwitchFinding[] {
  const { sessions } = seen
  const findings = sessions ? expected.peers.flatMap((peer) => checkPeer(sessions, expected, peer, nodeSessions)) : []
  return [...findings, ...strangers(expected, nodeSessions), ...checkRoutes(seen.routes, expected, blocks)]
}

type Peer = ExpectedSwitch['peers'][number]

function checkPeer(
  sessions: ObservedSession[],
  expected: ExpectedSwitch,
  peer: Peer,
  nodeSessions: ObservedSession[] | undefined,
): SwitchFinding[] {
  const { name } = expected
  // A peer may be listed for each family, also for one that it does not speak: the best entry counts.
  const listed = sessions.filter((session) => session.peer === peer.address)
  const up = listed.filter((session) => session.state === 'Established')
  const own = up.find((session) => session.detail === undefined) ?? up[0] ?? listed[0]
  const other = nodeSessions?.find((s) => s.node === peer.node && expected.addresses.includes(s.peer))
  const who = peer.node ? `${peer.node} (${peer.address})` : peer.address
  const finding = (
    what: SwitchFinding['what'],
    side: Side,
    key: string,
    remedy: string,
    params: Sentence['params'] = {},
  ): SwitchFinding[] => [
    {
      switch: name,
      what,
      side,
      subject: peer.address,
      detail: { key: `switch.${key}`, params: { switch: name, peer: who, ...params } },
      remedy: { key: `switch.do.${remedy}`, params: {} },
    },
  ]
  const nodeLacksIt = nodeSessions !== undefined && peer.node !== undefined && !other
  if (!own) {
    if (nodeLacksIt) return finding('session-missing', 'both', 'missingBoth', 'both')
    return finding('session-missing', 'switch', 'missing', 'load')
  }
  if (peer.asn !== undefined && own.remoteAs !== undefined && own.remoteAs !== peer.asn)
    return finding('wrong-as', 'switch', 'wrongAs', 'as', { seen: own.remoteAs, wanted: peer.asn })
  if (own.state === 'Established') {
    return own.detail === 'Policy' ? finding('session-idle', 'switch', 'policy', 'policy') : []
  }
  if (own.detail && /admin|shut/i.test(own.detail)) return finding('session-down', 'switch', 'shut', 'enable')
  if (own.detail && /pfxct|pfxlimit|max|ovlmt/i.test(own.detail))
    return finding('session-down', 'switch', 'tooManyRoutes', 'limit')
  if (nodeLacksIt) return finding('session-down', 'node', 'nodeSilent', 'labels')
  const { state } = own
  if (other) return finding('session-down', 'either', 'downBoth', 'path', { state, other: other.state })
  return finding('session-down', 'either', 'down', 'path', { state })
}

/** Nodes that peer with the switch although the forecast does not want it: node6 of the guide, when its label stays. */
function strangers(expected: ExpectedSwitch, nodeSessions: ObservedSession[] | undefined): SwitchFinding[] {
  const known = new Set(expected.peers.map((peer) => peer.node))
  return (nodeSessions ?? [])
    .filter((session) => expected.addresses.includes(session.peer) && !known.has(session.node))
    .map((session) => ({
      switch: expected.name,
      what: 'peer-unexpected' as const,
      side: 'node' as const,
      subject: session.node,
      detail: {
        key: 'switch.stranger',
        params: { switch: expected.name, peer: session.node, state: session.state },
      },
      remedy: { key: 'switch.do.stray', params: {} },
    }))
}

function checkRoutes(routes: ObservedRoute[] | undefined, expected: ExpectedSwitch, blocks: string[]): SwitchFinding[] {
  if (!routes) return []
  const byDestination = new Map(routes.map((route) => [route.destination, route]))
  return blocks.flatMap((range): SwitchFinding[] => {
    const route = byDestination.get(range)
    const params = { switch: expected.name, range }
    if (!route) {
      const detail = { key: 'switch.routeMissing', params }
      const remedy = { key: 'switch.do.route', params: {} }
      return [{ switch: expected.name, what: 'route-missing', side: 'either', subject: range, detail, remedy }]
    }
    if (route.kind === 'unicast' && route.nextHops.length > 0) return []
    const detail =
      route.kind === 'unicast'
        ? { key: 'switch.routeOwn', params }
        : { key: 'switch.routeKind', params: { ...params, kind: route.kind } }
    const remedy = { key: 'switch.do.own', params: {} }
    return [{ switch: expected.name, what: 'route-unusable', side: 'switch', subject: range, detail, remedy }]
  })
}
