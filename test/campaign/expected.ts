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

/** Whether a fault, once, is none of the kind that ends a process: asked again, the run goes on as if nothing had been. */
export function goesOn(fault: { kind: FaultKind; forever: boolean } | undefined): boolean {
  return fault?.kind === 'lock-throws' && !fault.forever
}

/**
 * How a run with one fault, once, must end when it is resumed; undefined where more than one end is right. Safe is not
 * enough: a run that turns back although everything was done is wrong too (G4).
 */
export function expectedEnd(
  fault: { place: Place; kind: FaultKind; forever: boolean } | undefined,
): string | undefined {
  if (!fault) return 'applied'
  // A lock that nobody can ever look at is a cluster that does not answer: the run turns back, however long that takes.
  if (fault.forever) return fault.kind === 'lock-throws' ? 'rolled-back' : undefined
  if (applied[fault.place]?.includes(fault.kind)) return 'applied'
  return rolledBack[fault.place]?.includes(fault.kind) ? 'rolled-back' : undefined
}
