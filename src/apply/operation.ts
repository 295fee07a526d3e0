import type { CommandResult } from '../model/command-result.ts'
import type { Change, Operation, ReadObject } from '../model/plan.ts'
import { commandsFor } from '../plan/commands.ts'
import { type RunContext, RunFailed } from './context.ts'
import { accountOf, describeResult } from './core/classify.ts'
import { judge, remaining, type Standing } from './core/judge.ts'
import { redact } from './core/redact.ts'
import { refKey } from './core/show.ts'

/** Attempts of one command while nothing but a conflict stands in its way. */
export const MAX_ATTEMPTS = 5

/** How the changes of an operation stand, one by one. */
interface Judged {
  change: Change
  live: ReadObject
  standing: Standing
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

async function judgeAll(context: RunContext, changes: readonly Change[]): Promise<Judged[]> {
  const known = context.history.uids
  const objects = await context.read(changes.map((change) => change.ref))
  return changes.map((change, index) => {
    const live = objects[index] as ReadObject
    // Before a create there is no uid; the plan's uid belongs to objects that were there when it was made.
    const uid = known.get(refKey(change.ref)) ?? change.ref.uid
    return { change, live, standing: judge(change, live, uid) }
  })
}

function uidsOf(judged: readonly Judged[]): Record<string, string> {
  const uids: Record<string, string> = {}
  for (const { change, live } of judged) {
    if (live.status === 'present' && live.uid !== undefined) uids[refKey(change.ref)] = live.uid
  }
  return uids
}

/** A node that left the cluster needs nothing any more; anything else that is gone was deleted by someone. */
function isLeftNode({ change, standing }: Judged): boolean {
  return standing.state === 'gone' && change.ref.kind === 'KubeNode'
}

/** Throws when one of the objects is somebody else's or cannot be read. */
function refuseForeign(context: RunContext, operation: string, judged: readonly Judged[]): void {
  const at = { operation }
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

/** Runs the commands for what is still to do and returns the account of the last one. */
async function runCommands(context: RunContext, op: string, judged: readonly Judged[]): Promise<CommandResult[]> {
  const todo = judged.flatMap(({ change, standing }) => remaining(change, standing) ?? [])
  const results: CommandResult[] = []
  for (const { command } of commandsFor(todo, liveVersions(judged.map((item) => item.live)))) {
    const result = await context.run(op, command)
    if (result) results.push(result)
  }
  return results
}

/**
 * Makes one operation: judge, write the intent, run, read back, judge again. Returns when every object of it was seen to
 * hold the new value; throws RunFailed otherwise. A command's own word decides only whether to try again (G4).
 */
export async function makeOperation(context: RunContext, operation: Operation): Promise<'done' | 'skipped'> {
  const op = operation.id
  const known = context.history.operations.get(op)
  await context.fence()
  let judged = await judgeAll(context, operation.changes)
  refuseForeign(context, op, judged)
  let todo = judged.flatMap(({ change, standing }) => remaining(change, standing) ?? [])
  if (todo.length === 0) {
    if (known === undefined || known.intents.size === 0) {
      context.write({ t: 'skipped', op })
      return 'skipped'
    }
    context.write({ t: 'observed', op, status: 'done', uids: uidsOf(judged) })
    return 'done'
  }
  context.write({ t: 'intent', op, changes: todo, uids: uidsOf(judged), stamp: context.stamp() })
  for (let attempt = 1; ; attempt++) {
    const results = await runCommands(context, op, judged)
    const detail = redact(results.map(describeResult).join('; ')).slice(0, 1000)
    judged = await judgeAll(context, operation.changes)
    try {
      refuseForeign(context, op, judged)
    } catch (error) {
      const status = error instanceof RunFailed && error.code === 'outcome-unknown' ? 'unknown' : 'failed'
      context.write({ t: 'observed', op, status, uids: {}, detail })
      throw error
    }
    todo = judged.flatMap(({ change, standing }) => remaining(change, standing) ?? [])
    if (todo.length === 0) {
      context.write({ t: 'observed', op, status: 'done', uids: uidsOf(judged) })
      return 'done'
    }
    const again = results.some((result) => ['conflict', 'transient'].includes(accountOf(result)))
    if (!again || attempt === MAX_ATTEMPTS || context.isOutOfTime()) {
      context.write({ t: 'observed', op, status: 'failed', uids: uidsOf(judged), detail })
      throw new RunFailed('command-failed', detail, { operation: op })
    }
    await context.ports.clock.sleep(attempt * 250 * (1 + context.ports.random()), context.ports.stop.now)
    await context.fence()
  }
}
