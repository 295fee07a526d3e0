import type { Change, ReadObject } from '../model/plan.ts'
import { commandsFor } from '../plan/commands.ts'
import type { RunContext } from './context.ts'
import { describeResult } from './core/classify.ts'
import type { UndoResult, UndoStatus } from './core/record.ts'
import { redact } from './core/redact.ts'
import { refKey } from './core/show.ts'
import { decideUndo, holdsNodesOffTheMesh, type UndoDecision, undoResult } from './core/undo.ts'
import { liveVersions, MAX_ATTEMPTS } from './operation.ts'

/** How an operation ended on the way back. */
export interface Undone {
  status: UndoStatus
  /** Going on could leave a node without sessions: a reflector or the switched-off mesh could not be taken back. */
  blocks: boolean
  /** What could not be taken back. */
  left: string[]
  detail: string
}

interface Decided extends UndoDecision {
  live: ReadObject
}

/** Objects this run itself created and that are not taken back yet: deleting them again need not be undone. */
function createdByRun(context: RunContext, op: string): Set<string> {
  const created = new Set<string>()
  for (const [id, operation] of context.history.operations) {
    if (id === op || operation.undone) continue
    for (const [key, change] of operation.intents) if (change.action === 'create') created.add(key)
  }
  return created
}

async function decideAll(context: RunContext, op: string, changes: readonly Change[]): Promise<Decided[]> {
  const objects = await context.read(changes.map((change) => change.ref))
  const created = createdByRun(context, op)
  return changes.map((change, index) => {
    const live = objects[index] as ReadObject
    const key = refKey(change.ref)
    if (change.action === 'delete' && live.status === 'absent' && created.has(key)) {
      return { change, live, status: 'not-needed', drift: [] }
    }
    return { ...decideUndo(change, live, context.history.uids.get(key) ?? change.ref.uid), live }
  })
}

/** Undoing it would do harm (the plan says why): it stays as it is. */
function keptInstead(decision: Decided): Decided {
  if (decision.restore === undefined) return decision
  const { change, live, drift } = decision
  return { change, live, drift, status: 'kept' }
}

/** The worst of several objects gives the operation its word. */
function summaryOf(results: readonly UndoResult[], restored: boolean): UndoStatus {
  for (const status of ['failed', 'drift', 'foreign', 'kept'] as const) {
    if (results.some((result) => result.status === status)) return status
  }
  if (restored) return 'undone'
  return results.length > 0 && results.every((result) => result.status === 'gone') ? 'gone' : 'not-needed'
}

function resultOf(decision: Decided, restored: ReadonlySet<string>): UndoResult {
  const result = undoResult(decision)
  const kept = result.status === 'drift' || result.status === 'foreign'
  if (kept && holdsNodesOffTheMesh(decision.change, decision.live)) result.blocks = true
  if (!restored.has(result.key)) return result
  const uid = decision.change.action === 'delete' && decision.live.status === 'present' ? decision.live.uid : undefined
  const status = result.status === 'not-needed' || result.status === 'gone' ? 'undone' : result.status
  return { ...result, status, ...(uid === undefined ? {} : { uid }) }
}

/**
 * Takes one operation back: reads, decides object by object, writes the intent, restores, reads again. It is stubborn
 * while an object still holds what this run wrote, and gives way where it does not.
 */
export async function undoOperation(context: RunContext, op: string): Promise<Undone> {
  const changes = [...(context.history.operations.get(op)?.intents.values() ?? [])].reverse()
  const restored = new Set<string>()
  let detail = ''
  const keep = context.operations.get(op)?.keepOnUndo !== undefined
  let decided: Decided[]
  for (let attempt = 1; ; attempt++) {
    await context.fence()
    decided = await decideAll(context, op, changes)
    if (keep) decided = decided.map(keptInstead)
    const restore = decided.flatMap((decision) => decision.restore ?? [])
    if (restore.length === 0 || attempt > MAX_ATTEMPTS || context.isOutOfTime()) break
    if (attempt === 1) context.write({ t: 'undo-intent', op, changes: restore })
    else await context.ports.clock.sleep(attempt * 500 * (1 + context.ports.random()), context.ports.stop.now)
    for (const { command } of commandsFor(restore, liveVersions(decided.map((decision) => decision.live)))) {
      const result = await context.run(op, command)
      if (result) detail = redact(describeResult(result)).slice(0, 1000)
    }
    for (const change of restore) restored.add(refKey(change.ref))
  }
  const results = decided.map((decision) => resultOf(decision, restored))
  context.write({ t: 'undone', op, results })
  for (const result of results) for (const drift of result.drift ?? []) context.emit({ type: 'drift', drift })
  const left = results.filter((result) => result.status === 'failed').map((result) => result.key)
  return {
    status: summaryOf(results, restored.size > 0),
    blocks: left.length > 0 || results.some((result) => result.blocks === true),
    left,
    detail,
  }
}
