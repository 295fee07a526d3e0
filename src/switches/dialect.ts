import type { SwitchIntent } from './intent.ts'

/** The eight systems the wizard writes for. */
export const dialectNames = ['comware7', 'vrp', 'iosxe', 'nxos', 'eos', 'frr', 'sonic', 'junos'] as const

export type DialectName = (typeof dialectNames)[number]

/** How one system is written and what to type on it. */
export interface Dialect {
  name: DialectName
  /** "H3C Comware 7" */
  title: string
  /** False where a switch cannot be told to wait for its neighbours. */
  canWait?: false
  /** Begins a comment line. */
  comment: string
  /** Commands that show sessions and routes. */
  commands: { peers: string; routes: string }
  /** What to look at before anything is changed: "command - what it shall show". */
  checks(intent: SwitchIntent): string[]
  /** Lines that bring the neighbours up. Only what is ours: no global setting that may be there already. */
  config(intent: SwitchIntent): string[]
  /** Lines that take exactly those away again. */
  removal(intent: SwitchIntent): string[]
  /** What this system cannot say, or says only in some releases, for this intent. */
  notes(intent: SwitchIntent): string[]
}
