import type { RunContext } from './context.ts'
import type { EnginePorts } from './ports.ts'

type Children = NonNullable<EnginePorts['children']>

/** Between the polite and the hard stop of a child, and after the hard one. */
const STOP_MS = 3000

/**
 * After a kill, children of the dead process may still be at work: an intent without an outcome is judged only when none
 * of them lives any more. One that lives longer than a command may (its own process would have stopped it) is stopped.
 * Where nobody can tell whether one lives, the time that a command may take is waited for. The compare-and-set in the
 * commands makes a later write harmless in most cases, not in all: a delete names no version.
 */
export async function settleOrphans(context: RunContext): Promise<void> {
  const end = mayWorkUntil(context)
  if (end === undefined) return
  const { children } = context.ports
  if (children === undefined || children.alive(context.runId) === undefined) return waitFor(context, end, () => true)
  const alive = () => children.alive(context.runId) !== false
  await waitFor(context, end, alive)
  if (alive()) await stop(context, children, alive)
}

/** The latest moment at which an orphan is still within its time, in time since boot; undefined when there is none. */
function mayWorkUntil(context: RunContext): number | undefined {
  const now = context.stamp()
  const limit = context.options.commandTimeoutMs
  const operations = [...context.history.operations.values()]
  const open = operations.filter(({ status }) => status === 'intended')
  // Intents of operations that start together are all written first: a child may have started as late as the commands
  // before it took.
  const ends = open
    .flatMap(({ intendedAt }) => (intendedAt?.boot === now.boot ? [intendedAt.up + limit * open.length] : []))
    .map((end) => Math.min(now.up + limit, end))
  // An undo carries no time; it is waited for only where it is seen to live.
  const undoing = operations.some(({ undoIntended, undone }) => undoIntended && !undone)
  if (undoing && context.ports.children?.alive(context.runId)) ends.push(now.up + limit)
  return ends.length === 0 ? undefined : Math.max(...ends)
}

async function waitFor(context: RunContext, end: number, alive: () => boolean): Promise<void> {
  let told = false
  while (context.stamp().up < end && alive()) {
    context.checkStop()
    const left = end - context.stamp().up
    if (!told) context.emit({ type: 'note', key: 'engine.waitForOrphan', params: { seconds: Math.ceil(left / 1000) } })
    told = true
    await context.ports.clock.sleep(Math.min(left, 250), context.ports.stop.soon)
  }
}

/** As its own process would have done when its time was over: first asked, then made to. */
async function stop(context: RunContext, children: Children, alive: () => boolean): Promise<void> {
  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    if (!alive()) return
    context.emit({ type: 'note', key: 'engine.stopOrphan', params: { signal } })
    children.stop(context.runId, signal)
    const end = context.stamp().up + STOP_MS
    while (context.stamp().up < end && alive()) await context.ports.clock.sleep(100, context.ports.stop.now)
  }
}
