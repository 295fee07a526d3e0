import type { ReadObject } from '../model/plan.ts'
import { commandsFor } from '../plan/commands.ts'
import type { RunContext } from './context.ts'
import { asStored } from './core/added.ts'
import { describeResult } from './core/classify.ts'
import type { UndoResult, UndoStatus } from './core/record.ts'
import { redact } from './core/redact.ts'
import { refKey } from './core/show.ts'
import { decideUndo, holdsNodesOffTheMesh, type UndoDecision, undoResult } from './core/undo.ts'
import { liveVersions, MAX_ATTEMPTS } from './operation.ts'
import { startTogether } from './start-together.ts'

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

/** Reads the objects of all operations at once and decides about each change, the latest change of an operation first. */
async function decideAll(context: RunContext, ops: readonly string[]): Promise<Map<string, Decided[]>> {
  const changes = ops.map((op) => [...(context.history.operations.get(op)?.intents.values() ?? [])].reverse())
  const objects = await context.read(changes.flat().map((change) => change.ref))
  let next = 0
  return new Map(
    ops.map((op, index) => {
      const keep = context.operations.get(op)?.keepOnUndo !== undefined
      const decided = changes[index]!.map((intended): Decided => {
        const live = objects[next++] as ReadObject
        const change = asStored(intended, context.history.added)
        const uid = context.history.uids.get(refKey(change.ref)) ?? change.ref.uid
        const decision = { ...decideUndo(change, live, uid), live }
        return keep ? keptInstead(decision) : decision
      })
      return [op, decided]
    }),
  )
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

function resultOf(context: RunContext, op: string, decision: Decided, restored: ReadonlySet<string>): UndoResult {
  const result = undoResult(decision)
  const { change, live } = decision
  const kept = result.status === 'drift' || result.status === 'foreign'
  if (kept && holdsNodesOffTheMesh(change, live)) result.blocks = true
  const ran = restored.has(result.key)
  // What was made again has a uid of its own, and is ours to remove; also when a process died before it could say so.
  const madeAgain = ran || context.history.operations.get(op)?.undoIntended === true
  const uid = change.action === 'delete' && live.status === 'present' && madeAgain ? live.uid : undefined
  const status = ran && (result.status === 'not-needed' || result.status === 'gone') ? 'undone' : result.status
  return { ...result, status, ...(uid === undefined || kept ? {} : { uid }) }
}

/**
 * Routes of the safety net that cannot be laid again (the node does not answer) are no reason to stop: its pods may be
 * silent for a moment, while a run that stops half way helps nobody. They were the run's own and come to nothing in the end.
 */
function isOnlyHelp({ change, status }: Decided): boolean {
  const missing = status === 'restore' || status === 'unreadable'
  return change.ref.kind === 'HostRoutes' && change.action === 'delete' && missing
}

/**
 * Takes operations back side by side: reads, decides object by object, writes the intents, restores, reads again. It is
 * stubborn while an object still holds what this run wrote, and gives way where it does not.
 */
export async function undoOperations(context: RunContext, ops: readonly string[]): Promise<Map<string, Undone>> {
  const restored = new Map(ops.map((op) => [op, new Set<string>()]))
  const said = new Map<string, string>()
  let decided: Map<string, Decided[]>
  for (let attempt = 1; ; attempt++) {
    await context.fence()
    decided = await decideAll(context, ops)
    const open = [...decided].flatMap(([op, decisions]) => {
      const restore = decisions.flatMap((decision) => decision.restore ?? [])
      return restore.length > 0 ? { op, restore, decisions } : []
    })
    if (open.length === 0 || attempt > MAX_ATTEMPTS || context.isOutOfTime()) break
    if (attempt === 1) for (const { op, restore } of open) context.write({ t: 'undo-intent', op, changes: restore })
    else await context.ports.clock.sleep(attempt * 500 * (1 + context.ports.random()), context.ports.stop.now)
    const jobs = open.map(({ op, restore, decisions }) => ({
      op,
      commands: commandsFor(restore, liveVersions(decisions.map(({ live }) => live))).map(({ command }) => command),
    }))
    for (const [op, results] of await startTogether(context, jobs)) {
      const last = results.at(-1)
      if (last) said.set(op, redact(describeResult(last)).slice(0, 1000))
    }
    for (const { op, restore } of open) for (const change of restore) restored.get(op)!.add(refKey(change.ref))
  }
  return new Map([...decided].map(([op, all]) => [op, finish(context, op, all, restored.get(op)!, said.get(op) ?? '')]))
}

/** Writes how the undo of one operation ended. */
function finish(
  context: RunContext,
  op: string,
  decided: Decided[],
  restored: ReadonlySet<string>,
  detail: string,
): Undone {
  const help = decided.filter(isOnlyHelp)
  for (const { change } of help)
    context.emit({ type: 'note', key: 'engine.netNotLaid', params: { node: change.ref.host ?? '' } })
  const results = decided.map((decision): UndoResult => {
    const result = resultOf(context, op, decision, restored)
    return help.includes(decision) ? { ...result, status: 'not-needed' } : result
  })
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
