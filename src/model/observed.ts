/** One session as a daemon or a switch reported it. */
export interface ObservedSession {
  /** Node (or switch) that was asked. */
  node: string
  /** Address of the other end. */
  peer: string
  type: 'mesh' | 'node' | 'global' | 'unknown'
  /** As shown: "Established", "Idle", "Active", ... */
  state: string
  /** up/start/... of BIRD, where known. */
  birdState?: string
  since?: string
  localAs?: number
  remoteAs?: number
  /** Last error text, already cleaned. */
  detail?: string
  /** Protocol name, where the source gives it (birdcl). */
  protocol?: string
}

/** One route as a node's BIRD or kernel, or a switch, reported it. */
export interface ObservedRoute {
  destination: string
  /** Next hops; empty for a blackhole (the node's own block) or unreachable. */
  nextHops: string[]
  kind: 'unicast' | 'blackhole' | 'unreachable' | 'prohibit'
  /** Protocol it was learnt from, where known: "Node_172_20_0_11". */
  protocol?: string
  asPath?: number[]
}

/** What was seen on one node or switch. An unreachable one counts as not fine, never as empty. */
export type Observation =
  | { node: string; ok: true; sessions: ObservedSession[]; routes?: ObservedRoute[] }
  | { node: string; ok: false; reason: string }

/** How sessions are read (flag --status-via). */
export type StatusVia = 'exec' | 'ssh' | 'crd' | 'local'
