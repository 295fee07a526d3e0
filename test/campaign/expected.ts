import type { FaultKind, Place } from './faults.ts'

const applied: Partial<Record<Place, readonly FaultKind[]>> = {
  command: [
    'lost-ack',
    'timeout-done',
    'killed-child-done',
    'garbage',
    'truncated',
    'warnings',
    'conflict',
    'throttled',
    'touch',
    'sleep',
    'kill-before',
    'kill-after',
    'kill-child-lives',
    'kill-child-hangs',
    'power-cut',
    'sigint',
    'sigterm',
    'sighup',
  ],
  read: ['unreadable', 'read-throws', 'short-list', 'kill-before', 'power-cut', 'sigterm'],
  gate: ['gate-misses-node', 'kill-before', 'sigint', 'clock-back', 'clock-forward'],
  lock: ['lock-lost', 'lock-throws'],
}

const rolledBack: Partial<Record<Place, readonly FaultKind[]>> = {
  command: ['exit', 'exit-silent', 'stdout-error', 'lying-success', 'timeout', 'killed-child', 'not-started', 'throws'],
  gate: ['gate-fails', 'gate-blind', 'gate-throws'],
}

/**
 * How a run with one fault, once, must end when it is resumed; undefined where more than one end is right. Safe is not
 * enough: a run that turns back although everything was done is wrong too (G4).
 */
export function expectedEnd(
  fault: { place: Place; kind: FaultKind; forever: boolean } | undefined,
): string | undefined {
  if (!fault) return 'applied'
  if (fault.forever) return undefined
  if (applied[fault.place]?.includes(fault.kind)) return 'applied'
  return rolledBack[fault.place]?.includes(fault.kind) ? 'rolled-back' : undefined
}
