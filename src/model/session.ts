import type { Asn } from './asn.ts'

/** Where a protocol comes from: the mesh, a BGPPeer, or the mirror of a BGPPeer that selects this node as its peer. */
export type ProtocolOrigin = { kind: 'mesh' } | { kind: 'peer'; bgpPeer: string } | { kind: 'mirror'; bgpPeer: string }

/** Why a session is (not) up; the facts' section 5.5 by name. */
export type SessionCause =
  | 'established'
  /** A second protocol for an address that another protocol already holds. */
  | 'pending'
  | 'wrong-as'
  /** The other end has no protocol for us. */
  | 'one-sided'
  /** The other end cannot be reached, e.g. eBGP without multihop across subnets. */
  | 'unreachable'
  | 'password-mismatch'
  /** BIRD refuses the generated file, so this node keeps its former configuration. */
  | 'frozen'
  /** The other end is outside the cluster and nothing is known of it. */
  | 'outside-unknown'

/** What `calicoctl node status` would show, and why. */
export interface SessionState {
  /** BIRD's protocol state: up, start, wait, feed, down. */
  state: string
  /** The Info column without the error text: Established, Idle, Active, Connect, Passive. */
  info: string
  cause: SessionCause
}

/** One BGP protocol of one node, field for field as in Calico's rendered bird.cfg. */
export interface Protocol {
  name: string
  type: 'Mesh' | 'Global' | 'Node' | 'Local_Workload'
  neighbor: string
  port: number | null
  localAS: Asn
  /** Set when localASNumber replaces the node's own AS. */
  localASOverride: boolean
  remoteAS: Asn
  ibgp: boolean
  sourceAddress: string | null
  passive: boolean
  rrClient: boolean
  clusterId: string | null
  nextHop: 'default' | 'self' | 'keep'
  multihop: number | null
  ttlSecurity: boolean
  allowLocalAS: number
  /** Seconds; null when not rendered. */
  gracefulRestartTime: number | null
  keepaliveTime: number | null
  password: boolean
  importFilters: string[]
  exportFilters: string[]
  exportInternalPeer: boolean
  origin: ProtocolOrigin
  /** Name of the Calico node at the other end, when it is one. */
  peerNode: string | null
  state: SessionState
}

/** All protocols of one node. A family without an address has none. */
export interface NodeSessions {
  ip4: { routerId: string | null; protocols: Protocol[] }
  ip6: { routerId: string | null; protocols: Protocol[] }
}

/** Something the reader should know. `code` is stable, never translated. */
export interface Warning {
  code: string
  /** Names the object or node. */
  subject: string
  message: string
  remedy?: string
  source?: string
}

/** Sessions of every node for one set of resources. */
export interface SessionForecast {
  nodes: Record<string, NodeSessions>
  warnings: Warning[]
  notModelled: string[]
}
