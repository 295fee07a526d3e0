import type { CommandResult } from '../model/command-result.ts'
import type { Change, Operation, ReadObject } from '../model/plan.ts'
import { commandsFor } from '../plan/commands.ts'
import { type RunContext, RunFailed } from './context.ts'
import { type Added, addedTo, asStored } from './core/added.ts'
import { accountOf, describeResult } from './core/classify.ts'
import { judge, remaining, type Standing } from './core/judge.ts'
import { redact } from './core/redact.ts'
import { refKey } from './core/show.ts'
import { startTogether } from './start-together.ts'

/** Attempts of one command while nothing but a conflict stands in its way. */
export const MAX_ATTEMPTS = 5

/** How an operation ended. */
export type Ending = 'done' | 'skipped' | RunFailed

/** How the changes of an operation stand, one by one. */
interface Judged {
  change: Change
  live: ReadObject
  standing: Standing
}

interface Work {
  operation: Operation
  judged: Judged[]
}

/** resourceVersions as just read: a command made with them fails if somebody writes in between. */
export function liveVersions(objects: readonly ReadObject[]): Record<string, string> {
  const versions: Record<string, string> = {}
  for (const object of objects) {
    if (object.status === 'present' && object.resourceVersion !== undefined) {
      versions[`${object.ref.kind}/${object.ref.name}`] = object.resourceVersion
    }
  }
  return versions
}

/** Reads the objects of all operations at once and judges them. */
async function judgeAll(context: RunContext, operations: readonly Operation[]): Promise<Work[]> {
  const known = context.history.uids
  const objects = await context.read(operations.flatMap(({ changes }) => changes.map((change) => change.ref)))
  let next = 0
  return operations.map((operation) => ({
    operation,
    judged: operation.changes.map((planned) => {
      const live = objects[next++] as ReadObject
      const change = asStored(planned, context.history.added)
      // Before a create there is no uid; the plan's uid belongs to objects that were there when it was made.
      const uid = known.get(refKey(change.ref)) ?? change.ref.uid
      return { change, live, standing: judge(change, live, uid) }
    }),
  }))
}

function uidsOf(judged: readonly Judged[]): Record<string, string> {
  const uids: Record<string, string> = {}
  for (const { change, live } of judged) {
    if (live.status === 'present' && live.uid !== undefined) uids[refKey(change.ref)] = live.uid
  }
  return uids
}

/** What the server added to what this operation made. */
function addedOf(judged: readonly Judged[]): { added?: Record<string, Added> } {
  const added: Record<string, Added> = {}
  for (const { change, live } of judged) {
    if (change.action !== 'create' || live.status !== 'present') continue
    const more = addedTo(change.content, live.content) ?? []
    if (more.length > 0) added[refKey(change.ref)] = more
  }
  return Object.keys(added).length > 0 ? { added } : {}
}

const todoOf = ({ judged }: Work): Change[] =>
  judged.flatMap(({ change, standing }) => remaining(change, standing) ?? [])

/** A node that left the cluster needs nothing any more; anything else that is gone was deleted by someone. */
function isLeftNode({ change, standing }: Judged): boolean {
  return standing.state === 'gone' && change.ref.kind === 'KubeNode'
}

/** Throws when one of the objects is somebody else's or cannot be read. */
function refuseForeign(context: RunContext, { operation, judged }: Work): void {
  const at = { operation: operation.id }
  for (const item of judged) {
    const { standing, change } = item
    const key = refKey(change.ref)
    if (standing.state === 'drift' || standing.state === 'foreign') {
      for (const drift of standing.drift) context.emit({ type: 'drift', drift })
      const code = standing.state === 'drift' ? 'drift' : 'foreign-object'
      throw new RunFailed(code, `${key}: ${standing.drift[0]?.path ?? ''} is ${standing.drift[0]?.now ?? '?'} now`, at)
    }
    if (standing.state === 'unreadable') throw new RunFailed('outcome-unknown', `${key}: ${standing.reason}`, at)
    if (standing.state === 'gone' && !isLeftNode(item)) throw new RunFailed('object-gone', `${key} is gone`, at)
  }
}

/** Writes what is about to be done; an operation of which nothing is left to do ends here. */
function intend(context: RunContext, work: Work): Ending | undefined {
  const op = work.operation.id
  const todo = todoOf(work)
  if (todo.length > 0) {
    context.write({ t: 'intent', op, changes: todo, uids: uidsOf(work.judged), stamp: context.stamp() })
    return undefined
  }
  const known = context.history.operations.get(op)
  if (known === undefined || known.intents.size === 0) {
    context.write({ t: 'skipped', op })
    return 'skipped'
  }
  context.write({ t: 'observed', op, status: 'done', uids: uidsOf(work.judged), ...addedOf(work.judged) })
  return 'done'
}

/** Judges an operation after its commands ran. @returns undefined when it is worth another attempt */
function settle(context: RunContext, work: Work, results: CommandResult[], last: boolean): Ending | undefined {
  const op = work.operation.id
  const detail = redact(results.map(describeResult).join('; ')).slice(0, 1000)
  try {
    refuseForeign(context, work)
  } catch (error) {
    if (!(error instanceof RunFailed)) throw error
    const status = error.code === 'outcome-unknown' ? 'unknown' : 'failed'
    context.write({ t: 'observed', op, status, uids: {}, detail })
    return error
  }
  if (todoOf(work).length === 0) {
    context.write({ t: 'observed', op, status: 'done', uids: uidsOf(work.judged), ...addedOf(work.judged) })
    return 'done'
  }
  const again = results.some((result) => ['conflict', 'transient'].includes(accountOf(result)))
  if (again && !last) return undefined
  context.write({ t: 'observed', op, status: 'failed', uids: uidsOf(work.judged), detail })
  return new RunFailed('command-failed', detail, { operation: op })
}

/**
 * Makes operations that do not depend on each other side by side: judge, write every intent, run, read back, judge again.
 * Between two sessions that must change at the same time every command that is waited for is a silence, so those of one
 * stage start together. An operation is done when every object of it was seen to hold the new value; a command's own word
 * decides only whether to try again (G4).
 * @param beforeAgain asked before what did not come about is tried again: time went by, and what was seen before may not hold
 * @throws RunFailed when an object is somebody else's before anything was started, and what `beforeAgain` throws
 */
export async function makeOperations(
  context: RunContext,
  operations: readonly Operation[],
  beforeAgain: (open: readonly Operation[]) => Promise<void>,
): Promise<Map<Operation, Ending>> {
  await context.fence()
  const endings = new Map<Operation, Ending>()
  const note = (work: Work, ending: Ending | undefined): boolean => {
    if (ending !== undefined) endings.set(work.operation, ending)
    return ending === undefined
  }
  let open = await judgeAll(context, operations)
  for (const work of open) refuseForeign(context, work)
  open = open.filter((work) => note(work, intend(context, work)))
  for (let attempt = 1; open.length > 0; attempt++) {
    if (attempt > 1) {
      await context.ports.clock.sleep((attempt - 1) * 250 * (1 + context.ports.random()), context.ports.stop.now)
      await context.fence()
      await beforeAgain(open.map((work) => work.operation))
    }
    const jobs = open.map((work) => ({
      op: work.operation.id,
      commands: commandsFor(todoOf(work), liveVersions(work.judged.map((item) => item.live))).map((c) => c.command),
    }))
    const results = await startTogether(context, jobs)
    const judged = await judgeAll(
      context,
      open.map((work) => work.operation),
    )
    const last = attempt === MAX_ATTEMPTS || context.isOutOfTime()
    open = judged.filter((work) => note(work, settle(context, work, results.get(work.operation.id) ?? [], last)))
  }
  return endings
}
