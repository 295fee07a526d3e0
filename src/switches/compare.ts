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
  what: 'session-missing' | 'session-down' | 'wrong-as' | 'peer-unexpected' | 'route-missing' | 'route-unusable'
  side: Side
  /** Peer address, or block. */
  subject: string
  detail: string
  remedy: string
}

/**
 * Lays what a switch shows beside the forecast, and names the side that has to act.
 * @param seen sessions and, when they were read, routes of the switch
 * @param blocks pod blocks and service ranges that it should hold
 * @param nodeSessions what the nodes show of their sessions, if known; without it some findings stay `either`
 * @returns empty when all is as forecast; uplinks and other peers of the switch that the forecast does not know are fine
 */
export function compareSwitch(
  seen: { sessions: ObservedSession[]; routes?: ObservedRoute[] },
  expected: ExpectedSwitch,
  blocks: string[],
  nodeSessions?: ObservedSession[],
): SwitchFinding[] {
  const findings = expected.peers.flatMap((peer) => checkPeer(seen.sessions, expected, peer, nodeSessions))
  return [...findings, ...strangers(expected, nodeSessions), ...checkRoutes(seen.routes, expected, blocks)]
}

type Peer = ExpectedSwitch['peers'][number]

function checkPeer(
  sessions: ObservedSession[],
  expected: ExpectedSwitch,
  peer: Peer,
  nodeSessions: ObservedSession[] | undefined,
): SwitchFinding[] {
  const own = sessions.find((session) => session.peer === peer.address)
  const other = nodeSessions?.find((s) => s.node === peer.node && expected.addresses.includes(s.peer))
  const who = peer.node ? `${peer.node} (${peer.address})` : peer.address
  const finding = (what: SwitchFinding['what'], side: Side, detail: string, remedy: string): SwitchFinding[] => [
    { switch: expected.name, what, side, subject: peer.address, detail, remedy },
  ]
  if (!own) {
    if (nodeSessions && peer.node && !other) {
      return finding(
        'session-missing',
        'both',
        `neither ${expected.name} nor ${who} has this neighbour`,
        'configure both ends',
      )
    }
    const detail = `${expected.name} has no neighbour ${who}`
    return finding('session-missing', 'switch', detail, 'load the configuration for this switch')
  }
  if (peer.asn !== undefined && own.remoteAs !== undefined && own.remoteAs !== peer.asn) {
    const detail = `${expected.name} expects AS ${own.remoteAs} from ${who}, which has AS ${peer.asn}`
    return finding('wrong-as', 'switch', detail, "correct the neighbour's AS number on the switch")
  }
  if (own.state === 'Established') return []
  if (own.detail && /admin|shut/i.test(own.detail)) {
    return finding('session-down', 'switch', `${who} is shut down on ${expected.name}`, 'enable the neighbour')
  }
  if (own.detail && /pfxct|ovlmt/i.test(own.detail)) {
    return finding('session-down', 'switch', `${who} sent more routes than ${expected.name} takes`, 'raise the limit')
  }
  if (nodeSessions && peer.node && !other) {
    const detail = `${who} has no session toward ${expected.name}`
    return finding('session-down', 'node', detail, 'check labels and BGPPeers: does one select this node?')
  }
  const detail = `${who} is ${own.state} on ${expected.name}${other ? ` and ${other.state} on the node` : ''}`
  return finding('session-down', 'either', detail, 'check TCP 179 both ways, AS numbers and password')
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
      detail: `${session.node} wants a session with ${expected.name}, but should not (${session.state})`,
      remedy: 'look for a label that a BGPPeer selects by',
    }))
}

function checkRoutes(routes: ObservedRoute[] | undefined, expected: ExpectedSwitch, blocks: string[]): SwitchFinding[] {
  if (!routes) return []
  const byDestination = new Map(routes.map((route) => [route.destination, route]))
  return blocks.flatMap((block): SwitchFinding[] => {
    const route = byDestination.get(block)
    const common = { switch: expected.name, side: 'either' as const, subject: block }
    if (!route) {
      const remedy = 'check the inbound filter of the switch, and which nodes announce it'
      return [{ ...common, what: 'route-missing', detail: `${expected.name} lacks ${block}`, remedy }]
    }
    if (route.kind === 'unicast' && route.nextHops.length > 0) return []
    const detail = `${expected.name} holds ${block} as ${route.kind === 'unicast' ? 'its own' : route.kind}`
    return [
      { ...common, what: 'route-unusable', side: 'switch', detail, remedy: "remove the switch's own route for it" },
    ]
  })
}
