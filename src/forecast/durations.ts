/** A span of seconds without a route, with where the figures come from. */
export interface Duration {
  min: number
  /** null = until something else changes. */
  max: number | null
  /** The longest ever seen of this kind. */
  tail?: number
  source: string
}

/** What happens to a pair's way through the network. */
export type DurationKind =
  | 'none'
  | 'node-fib'
  | 'leaf-fib'
  | 'fabric-fib'
  | 'stagger'
  | 'reconnect'
  | 'leaf-collide'
  | 'collide'

/**
 * Measured on the real calicoctl, confd, BIRD 1.6.8 and FRR 8.4.4 with a probe every 20 ms (facts: bgp-lab.md, lab.md).
 * Spans are of one stage and one pair; the spans of a move are their sums.
 */
export const durations: Record<DurationKind, Duration> = {
  none: { min: 0, max: 0, source: 'model' },
  // "Cluster id step 0.04-0.08": the node's routes go, its default route to the leaf stays.
  'node-fib': { min: 0, max: 0.08, source: 'bgp-lab.md: S3, cluster id step 0.04-0.08' },
  // "F stage 3: leaf re-installs the owner's next hop ~60 ms after the nodes dropped theirs": 0.04-0.08 in a rack, 0.21 flat.
  'leaf-fib': { min: 0, max: 0.21, source: 'bgp-lab.md: F stage 3, same rack 0.04-0.08, flat 0.21' },
  // Several switches on the way: 0.12-0.28 in F, 0.32 in F1, 0.35 at S3's mesh off.
  'fabric-fib': { min: 0, max: 0.36, source: 'bgp-lab.md: across racks F 0.12-0.28, F1 0.32, S3 mesh off 0.35' },
  // Some nodes have changed, others not yet: "C/Dlas 1.1-1.8 s at the rack 2 ASN step", an unreachable route in between.
  stagger: { min: 0, max: 1.9, source: 'bgp-lab.md: C and Dlas, 1.1-1.8 while nodes change one after the other' },
  // One end connects, the other listens: a connect delay of 2 s in whole seconds, counted from BIRD's last event, which makes it 1 to
  // 3 s. Left alone 2.0 to 2.1 (docs/lab.md), 1.06 (S2) to 2.55 (Rst), asked in between up to 2.92.
  reconnect: { min: 0.9, max: 3, tail: 6, source: 'docs/lab.md: connect delay, 2.0-2.1 left alone, up to 2.92' },
  // A leaf that calls too: its call may meet the node's, and one of them is dropped (docs/lab.md: 2.0 mostly, 3.1-4.39 by chance).
  'leaf-collide': {
    min: 0.9,
    max: 4.4,
    tail: 6,
    source: 'docs/lab.md: leafs that call too, 2.0, by chance 3.1 to 4.39',
  },
  // Both ends connect and may meet: 2 s more for each collision. One is common (docs/lab.md, replace-first: 3.0, 3.9, 4.7);
  // 6.02 (S1, node6); 45.8 when all daemons share one clock (lab.md).
  collide: {
    min: 0.9,
    max: 4.7,
    tail: 46,
    source: 'docs/lab.md: both ends connect, 3.0-4.7; bgp-lab.md: 1.06-2.5, once 6.0; lab.md: up to 45.8',
  },
}

/**
 * A reconnect in stages that run on into each other (mesh, AS numbers and peers, the way back of replace-first): each starts anew what
 * the one before began.
 */
export const rebuild: Duration = {
  min: 0.9,
  max: 5.7,
  tail: 46,
  source: 'docs/lab.md: replace-first back, 3.5-5.6 in five runs',
}

/** Whether a way comes back only with sessions that have to come up. */
export function isReconnect(kind: DurationKind): boolean {
  return kind === 'reconnect' || kind === 'leaf-collide' || kind === 'collide'
}

/**
 * What the wizard itself takes, in seconds: a command (calicoctl 0.027-0.12, kubectl 0.05-0.08, lab.md; doubled for a busy
 * machine, confd's own reaction included) and the time a gate needs to see what it waits for.
 */
export const workSeconds = {
  command: { min: 0.03, max: 0.6 },
  gate: { min: 0.1, max: 4 },
} as const
