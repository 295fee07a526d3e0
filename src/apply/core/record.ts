import type { ClusterIdentity } from '../../model/cluster.ts'
import type { Drift, Outcome } from '../../model/outcome.ts'
import type { Change } from '../../model/plan.ts'
import type { Added } from './added.ts'

/** Why a run turned back. Codes, never prose. */
export type FailureCode =
  | 'command-failed'
  | 'outcome-unknown'
  | 'drift'
  | 'object-gone'
  | 'foreign-object'
  | 'gate-failed'
  | 'gate-unverified'
  | 'nodes-changed'
  | 'lock-unknown'
  | 'disk-full'
  | 'out-of-time'
  | 'asked'
  | 'expired'

/** How one object ended on the way back. */
export type UndoStatus = 'undone' | 'not-needed' | 'drift' | 'gone' | 'foreign' | 'kept' | 'failed'

export interface UndoResult {
  /** `Kind/name` of the object. */
  key: string
  status: UndoStatus
  /** uid of an object that the way back had to make again. */
  uid?: string
  drift?: Drift[]
  /** Left as it is, and it keeps nodes off the mesh: the rest must wait until that has changed. */
  blocks?: true
}

/** When something happened: wall clock for people, time since boot for deadlines (a clock that is set cannot move it). */
export interface Stamp {
  at: number
  up: number
  boot: string
}

/**
 * The records of a journal, in the order they are written. They hold typed data and never a command line: what is
 * executed is always built again from the changes, so an edited journal cannot make root run anything (S20).
 */
export type JournalRecord =
  | {
      t: 'header'
      schema: 1
      run: string
      cluster: ClusterIdentity
      host: string
      user: number
      wizard: string
      rehearsal: boolean
      unverified: boolean
      stamp: Stamp
    }
  | { t: 'plan'; sha256: string; operations: number }
  | { t: 'armed'; seconds: number; method: 'systemd' | 'foreground'; stamp: Stamp }
  | { t: 'opened'; why: 'resume' | 'rollback'; host: string; stamp: Stamp }
  /** `changes` are exactly what this run is about to change: fields that already held the value are not among them. */
  | { t: 'intent'; op: string; changes: Change[]; uids: Record<string, string>; stamp: Stamp }
  | {
      t: 'observed'
      op: string
      status: 'done' | 'failed' | 'unknown'
      uids: Record<string, string>
      /** Defaults that the server gave to what was made. */
      added?: Record<string, Added>
      detail?: string
    }
  /** Nothing of the operation was left to do: values were there already, or the node has left the cluster. */
  | { t: 'skipped'; op: string }
  | { t: 'gate'; stage: number; direction: 'forward' | 'back'; status: 'passed' | 'failed' | 'unverified' }
  | { t: 'verified'; stamp: Stamp }
  | { t: 'window'; seconds: number; stamp: Stamp }
  | { t: 'confirmed'; stamp: Stamp }
  | { t: 'rollback'; why: FailureCode; op?: string; stamp: Stamp }
  | { t: 'undo-intent'; op: string; changes: Change[] }
  | { t: 'undone'; op: string; results: UndoResult[] }
  | { t: 'end'; outcome: Outcome; stamp: Stamp }

const fields: Record<JournalRecord['t'], Record<string, string>> = {
  header: {
    schema: 'number',
    run: 'string',
    cluster: 'object',
    host: 'string',
    user: 'number',
    wizard: 'string',
    rehearsal: 'boolean',
    unverified: 'boolean',
    stamp: 'object',
  },
  plan: { sha256: 'string', operations: 'number' },
  armed: { seconds: 'number', method: 'string', stamp: 'object' },
  opened: { why: 'string', host: 'string', stamp: 'object' },
  intent: { op: 'string', changes: 'array', uids: 'object', stamp: 'object' },
  observed: { op: 'string', status: 'string', uids: 'object', added: 'object?', detail: 'string?' },
  skipped: { op: 'string' },
  gate: { stage: 'number', direction: 'string', status: 'string' },
  verified: { stamp: 'object' },
  window: { seconds: 'number', stamp: 'object' },
  confirmed: { stamp: 'object' },
  rollback: { why: 'string', op: 'string?', stamp: 'object' },
  'undo-intent': { op: 'string', changes: 'array' },
  undone: { op: 'string', results: 'array' },
  end: { outcome: 'string', stamp: 'object' },
}

/**
 * Checks that a value is a record this version knows: the right fields, of the right kinds, and no others.
 * @returns the record, or undefined when it is none
 */
export function parseRecord(value: unknown): JournalRecord | undefined {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return undefined
  const { t, ...rest } = value as Record<string, unknown>
  if (typeof t !== 'string' || !Object.hasOwn(fields, t)) return undefined
  const known = fields[t as JournalRecord['t']]
  for (const [name, kind] of Object.entries(known)) {
    const item = rest[name]
    if (item === undefined && kind.endsWith('?')) continue
    const actual = Array.isArray(item) ? 'array' : item === null ? 'null' : typeof item
    if (actual !== kind.replace('?', '')) return undefined
  }
  if (t === 'header' && rest['schema'] !== 1) return undefined
  return Object.keys(rest).every((name) => Object.hasOwn(known, name)) ? (value as JournalRecord) : undefined
}
