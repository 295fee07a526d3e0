import type { SessionForecast, Warning } from './session.ts'

/** A sentence as catalogue key and parameters; views translate it. */
export interface Sentence {
  key: string
  params: Record<string, string | number>
}

/** How two pods' nodes lie to each other. */
export type PairScope = 'same-rack' | 'across-racks' | 'outside-to-pod' | 'outside-to-service'

/** Pod pairs that lose their route for a while or for good. One-way pairs of nodes are counted, by class of nodes. */
export interface PairLoss {
  scope: PairScope
  /** Class names, e.g. "rr1 reflectors" and "rr1 clients"; views print them as they are. */
  from: string
  to: string
  /** One-way node pairs concerned. */
  pairs: number
  /** Seconds without a route; max null = until something else changes. */
  seconds: { min: number; max: number | null }
  /** The longest seen of this kind when things go badly (connection collisions, a shared clock); absent when the same. */
  tailSeconds?: number
  /** The route stays away after the stage and comes back in this one. Absent with `max: null`: it never comes back. */
  untilStage?: number
  cause: Sentence
  /** What would avoid it, when something would. */
  avoidedBy?: Sentence
  /** Where the figure comes from: "bgp-lab F 3.25.0", "model". */
  source: string
}

/** A session that a stage ends and that comes back, or does not. */
export interface SessionRestart {
  node: string
  protocol: string
  /** The option that differs, as BIRD compares them: "name", "local AS", "rr client", ... */
  because: string
  /** How many such sessions this row stands for. */
  count: number
}

export interface StageForecast {
  stage: number
  /** Sessions configured and established at rest, before and after. */
  sessionsBefore: { configured: number; established: number }
  sessionsAfter: { configured: number; established: number }
  restarts: SessionRestart[]
  /** While the stage happens. Empty = nobody loses a route. */
  losses: PairLoss[]
  /** Pairs without a route at rest after the stage, by scope. */
  unreachableAfter: PairLoss[]
  /** Pairs that had no route before the stage and get one in it; `seconds` from the start of the stage. */
  opens?: PairLoss[]
  /** After this stage, what one failure would cost. */
  failures: { what: Sentence; lostPairs: number }[]
}

export interface PlanForecast {
  stages: StageForecast[]
  /** Sum over the stages, worst single pair, per scope, in seconds. */
  worst: Record<PairScope, { min: number; max: number | null }>
  /** Sessions of the whole cluster at rest before the first and after the last stage (sessions counted once). */
  sessionsNow: number
  sessionsThen: number
  /** One-way node pairs without a route after the last stage. */
  lostPairs: number
  warnings: Warning[]
  notModelled: string[]
  /** Sessions of every node after the last stage; only for clusters small enough to list (<= 200 nodes). */
  after?: SessionForecast
}

/** One route as a node's BIRD or kernel, or a switch, holds it at rest; the same shape as an observed one. */
export interface ForecastRoute {
  destination: string
  /** In a kernel table: gateways after the recursive look-up. In a RIB: BGP next hops. Empty for a blackhole. */
  nextHops: string[]
  kind: 'unicast' | 'blackhole' | 'unreachable'
  /** Names of the protocols the best routes were learnt from; absent for a node's own route. */
  protocols?: string[]
  asPath: number[]
  /** The kernel sends it through a tunnel to the next hop (IPIP). */
  tunnel?: boolean
}

/** Best routes of a node, and what of them reaches its kernel. */
export interface NodeRoutes {
  rib: ForecastRoute[]
  kernel: ForecastRoute[]
}

/** Routes at rest of every node and switch for one set of sessions. */
export interface RouteForecast {
  nodes: Record<string, NodeRoutes>
  /** The FIB of each switch, by name. */
  switches: Record<string, ForecastRoute[]>
  /** False when routes never came to rest within the message limit; the last state is shown. */
  converged: boolean
  /** Number of route updates until rest. */
  messages: number
  warnings: Warning[]
  notModelled: string[]
}
