/**
 * What goes wrong with one command:
 * - exit: nothing is done, non-zero exit
 * - timeout: nothing is done, the command never ends
 * - garbage: nothing is done, junk is printed, exit 0
 * - conflict: somebody edits the object just before, so that the write is refused
 * - lost-ack: the change is done, but the command fails
 * - kill: SIGKILL to the wizard before the change
 * - kill-after: SIGKILL to the wizard after the change, before it hears of it
 */
export const faultKinds = ['exit', 'timeout', 'garbage', 'conflict', 'lost-ack', 'kill', 'kill-after'] as const

export type FaultKind = (typeof faultKinds)[number]

/** A fault at the N-th mutating command (1 = the first). */
export interface Fault {
  at: number
  kind: FaultKind
}

/** Reads `--fail N[:KIND]`; undefined when it is none. */
export function parseFault(text: string): Fault | undefined {
  const match = /^([1-9]\d{0,6})(?::([a-z-]+))?$/.exec(text.trim())
  if (!match) return undefined
  const kind = (match[2] ?? 'exit') as FaultKind
  return faultKinds.includes(kind) ? { at: Number(match[1]), kind } : undefined
}
