import type { ClusterIdentity } from '../../model/cluster.ts'
import type { Drift, Outcome } from '../../model/outcome.ts'
import type { Change } from '../../model/plan.ts'
import type { Added } from './added.ts'
import type { FailureCode, JournalRecord, Stamp, UndoResult } from './record.ts'
import { refKey } from './show.ts'

/** What is known of one operation of the plan. */
interface OperationHistory {
  /** What this run set out to change, by object. */
  intents: Map<string, Change>
  status: 'intended' | 'done' | 'failed' | 'unknown' | 'skipped'
  intendedAt?: Stamp
  /** Set once the way back has dealt with it and nothing of it failed. */
  undone: boolean
  /** A process set out to restore something of it. */
  undoIntended: boolean
}

/** A run as its journal tells it. */
export interface History {
  runId: string
  cluster?: ClusterIdentity
  rehearsal: boolean
  unverified: boolean
  planSha256?: string
  started?: Stamp
  /** Time of the newest record that has one. */
  latest?: Stamp
  operations: Map<string, OperationHistory>
  /** uid of every object as this run last left it, by object. */
  uids: Map<string, string>
  /** Defaults that the server gave to what this run made, by object. */
  added: Map<string, Added>
  /** Operation ids in the order of their first intent. */
  intended: string[]
  armed?: { seconds: number; method: 'systemd' | 'foreground'; stamp: Stamp }
  window?: { seconds: number; stamp: Stamp }
  verified: boolean
  confirmed: boolean
  rollback?: { why: FailureCode; op?: string }
  /** Stages whose gate passed on the way back, since the rollback started. */
  backGates: Set<number>
  drift: Drift[]
  /** Operations that stay because undoing them would do harm. */
  kept: Set<string>
  end?: Outcome
}

/** The history before the first record. */
export function emptyHistory(): History {
  return {
    runId: '',
    rehearsal: false,
    unverified: false,
    operations: new Map(),
    uids: new Map(),
    added: new Map(),
    intended: [],
    verified: false,
    confirmed: false,
    backGates: new Set(),
    drift: [],
    kept: new Set(),
  }
}

function operationOf(history: History, op: string): OperationHistory {
  let known = history.operations.get(op)
  if (!known) {
    known = { intents: new Map(), status: 'intended', undone: false, undoIntended: false }
    history.operations.set(op, known)
  }
  return known
}

/** Two intents for one object of one operation (a resumed run): the later one adds its fields to the earlier. */
function mergeIntent(earlier: Change | undefined, later: Change): Change {
  if (earlier?.action !== 'update' || later.action !== 'update') return later
  const paths = new Set(later.fields.map((field) => field.path.join('\0')))
  return { ...later, fields: [...earlier.fields.filter((field) => !paths.has(field.path.join('\0'))), ...later.fields] }
}

function addIntent(history: History, record: JournalRecord & { t: 'intent' }): void {
  const operation = operationOf(history, record.op)
  if (operation.intents.size === 0) history.intended.push(record.op)
  for (const change of record.changes) {
    const key = refKey(change.ref)
    operation.intents.set(key, mergeIntent(operation.intents.get(key), change))
  }
  for (const [key, uid] of Object.entries(record.uids)) history.uids.set(key, uid)
  operation.status = 'intended'
  operation.intendedAt = record.stamp
}

function addUndone(history: History, op: string, results: UndoResult[]): void {
  operationOf(history, op).undone = results.every((result) => result.status !== 'failed' && !result.blocks)
  if (results.some((result) => result.status === 'kept')) history.kept.add(op)
  for (const result of results) {
    if (result.uid !== undefined) history.uids.set(result.key, result.uid)
    for (const drift of result.drift ?? []) {
      const known = history.drift.findIndex((item) => item.object === drift.object && item.path === drift.path)
      if (known === -1) history.drift.push(drift)
      else history.drift[known] = drift
    }
  }
}

/** Adds one record to what is known. The only place that gives records a meaning. */
export function advance(history: History, record: JournalRecord): void {
  if ('stamp' in record) history.latest = record.stamp
  switch (record.t) {
    case 'header':
      history.runId = record.run
      history.cluster = record.cluster
      history.rehearsal = record.rehearsal
      history.unverified = record.unverified
      history.started = record.stamp
      return
    case 'plan':
      history.planSha256 = record.sha256
      return
    case 'armed':
      history.armed = { seconds: record.seconds, method: record.method, stamp: record.stamp }
      return
    case 'intent':
      addIntent(history, record)
      return
    case 'observed': {
      operationOf(history, record.op).status = record.status
      for (const [key, uid] of Object.entries(record.uids)) history.uids.set(key, uid)
      for (const [key, added] of Object.entries(record.added ?? {})) history.added.set(key, added)
      return
    }
    case 'skipped':
      operationOf(history, record.op).status = 'skipped'
      return
    case 'gate':
      if (record.direction === 'back' && record.status === 'passed') history.backGates.add(record.stage)
      return
    case 'verified':
      history.verified = true
      return
    case 'window':
      history.window = { seconds: record.seconds, stamp: record.stamp }
      return
    case 'confirmed':
      history.confirmed = true
      return
    case 'rollback':
      history.rollback = record.op === undefined ? { why: record.why } : { why: record.why, op: record.op }
      history.backGates.clear()
      delete history.end
      return
    case 'undone':
      addUndone(history, record.op, record.results)
      return
    case 'end':
      history.end = record.outcome
      return
    case 'undo-intent':
      operationOf(history, record.op).undoIntended = true
      return
    case 'opened':
      return
  }
}

/** The history of a whole journal. */
export function foldRecords(records: readonly JournalRecord[]): History {
  const history = emptyHistory()
  for (const record of records) advance(history, record)
  return history
}
