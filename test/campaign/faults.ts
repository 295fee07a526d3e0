/** What can go wrong at a command. */
const commandFaults = [
  'exit',
  'exit-silent',
  'stdout-error',
  'lying-success',
  'lost-ack',
  'timeout',
  'timeout-done',
  'killed-child',
  'killed-child-done',
  'garbage',
  'truncated',
  'warnings',
  'conflict',
  'partial',
  'partial-ok',
  'throttled',
  'not-started',
  'throws',
] as const
/** What others do to the cluster right before a command. */
export const clusterFaults = [
  'admin-same',
  'admin-revert',
  'admin-other',
  'admin-delete',
  'admin-recreate',
  'node-joins',
  'node-leaves',
  'touch',
] as const
/** What happens to the process, at any effect. `-child`: the child lives on and finishes later, or when nobody waits any more. */
const processFaults = [
  'kill-before',
  'kill-after',
  'kill-child-lives',
  'kill-child-hangs',
  'power-cut',
  'sigint',
  'sigterm',
  'sighup',
  'sleep',
] as const
const readFaults = ['unreadable', 'read-throws', 'short-list', 'kill-before', 'power-cut', 'sigterm'] as const
const diskFaults = ['ENOSPC', 'EIO', 'EIO-sync', 'kill-before', 'power-cut', 'power-cut-after'] as const
const gateFaults = [
  'gate-fails',
  'gate-blind',
  'gate-throws',
  'gate-misses-node',
  'node-joins',
  'kill-before',
  'sigint',
  'clock-back',
  'clock-forward',
] as const
const lockFaults = ['lock-lost', 'lock-throws'] as const

export type FaultKind =
  | (typeof commandFaults)[number]
  | (typeof clusterFaults)[number]
  | (typeof processFaults)[number]
  | (typeof readFaults)[number]
  | (typeof diskFaults)[number]
  | (typeof gateFaults)[number]
  | (typeof lockFaults)[number]

export type Place = 'command' | 'read' | 'disk' | 'gate' | 'lock'

/** One fault: at the N-th effect of a kind, once or from there on. */
export interface Fault {
  place: Place
  index: number
  kind: FaultKind
  forever: boolean
}

/** Every kind that can strike at a place. */
export const kindsAt: Record<Place, readonly FaultKind[]> = {
  command: [...commandFaults, ...clusterFaults, ...processFaults],
  read: readFaults,
  disk: diskFaults,
  gate: gateFaults,
  lock: lockFaults,
}
