import type { ClusterIdentity } from '../model/cluster.ts'
import type { Drift } from '../model/outcome.ts'
import type { Change, Command, ObjectRef, Operation, Plan, ReadObject } from '../model/plan.ts'
import { withFields } from '../plan/changes.ts'
import { commandsFor } from '../plan/commands.ts'
import { rollbackOrder } from '../plan/orders/rollback.ts'
import { asStored } from './core/added.ts'
import { foldRecords, type History } from './core/history.ts'
import { judge, remaining } from './core/judge.ts'
import type { Problem } from './core/outcome.ts'
import { firstForeignCommand } from './core/plan-commands.ts'
import { refKey } from './core/show.ts'
import { decideUndo } from './core/undo.ts'
import { isPending } from './core/window.ts'
import type { EnginePorts } from './ports.ts'
import { foreignCommand, otherCluster } from './refusal.ts'

/** What one operation would come to. */
export interface PreviewStep {
  operation: string
  /**
   * `to-do`: its commands would run. `already`: nothing of it is left to do. `kept`: it stays, the plan says why.
   * `left-alone`: somebody else changed the object. `gone`: the object is not there. `unreadable`: nobody can tell.
   */
  status: 'to-do' | 'already' | 'kept' | 'left-alone' | 'gone' | 'unreadable'
  commands: Command[]
  drift: Drift[]
}

/** What `resume` or `rollback` of a run would do now. */
export interface Preview {
  runId: string
  plan: Plan
  way: 'forward' | 'back' | 'none'
  steps: PreviewStep[]
  /** On the way forward: the operation at which it would turn back, since somebody else's hand was on its object. */
  turnsAt?: string
}

/**
 * Looks at a run and its cluster as `resume` and `rollback` do, by the same decisions, and writes nothing: no journal, no
 * lock. What earlier steps would leave behind is counted in when later ones are judged.
 * @returns a problem where the real one would be refused
 * @throws StoreError for a journal or a plan that cannot be used
 */
export async function previewRun(
  verb: 'resume' | 'rollback',
  runId: string,
  ports: Pick<EnginePorts, 'store' | 'read' | 'identify'>,
): Promise<Preview | { problem: Problem }> {
  ports.store.assertRun(runId)
  const history = foldRecords(ports.store.peekWhole(runId).records)
  const { cluster, planSha256 } = history
  if (cluster === undefined || planSha256 === undefined)
    return {
      problem: { code: 'E_NO_RUN', what: `run ${runId} changed nothing`, remedies: ['calico-rr-wizard status'] },
    }
  const plan = ports.store.plan(runId, planSha256)
  const foreign = firstForeignCommand(plan)
  if (foreign !== undefined) return { problem: foreignCommand(foreign) }
  const now: ClusterIdentity = await ports.identify()
  if (now.uid !== cluster.uid) return { problem: otherCluster(cluster, now, ports.store.path(runId, 'journal')) }
  const way = wayOf(verb, history)
  const base = { runId, plan, way }
  if (way === 'none') return { ...base, steps: [] }
  const wanted = way === 'back' ? backward(plan, history) : forward(plan, history)
  const objects = await ports.read(wanted.flatMap(({ changes }) => changes.map((change) => change.ref)))
  const live = new Map(objects.map((object) => [refKey(object.ref), object]))
  return way === 'back'
    ? { ...base, steps: wanted.map((item) => stepBack(item, history, live)) }
    : { ...base, ...stepsForward(wanted, history, live) }
}

function wayOf(verb: 'resume' | 'rollback', history: History): Preview['way'] {
  if (verb === 'resume') {
    if (history.end !== undefined || (history.rollback === undefined && isPending(history))) return 'none'
    return history.rollback === undefined ? 'forward' : 'back'
  }
  return history.end === undefined || history.end === 'applied' ? 'back' : 'none'
}

interface Wanted {
  operation: Operation
  changes: Change[]
}

/** What is still to be taken back, in the order it would be; the latest change of an operation first. */
function backward(plan: Plan, history: History): Wanted[] {
  const operations = new Map(plan.stages.flatMap((stage) => stage.operations.map((each) => [each.id, each])))
  return rollbackOrder(plan, history.intended)
    .flatMap((group) => group.operations)
    .flatMap((id) => {
      const known = history.operations.get(id)
      const operation = operations.get(id)
      return operation && known && !known.undone
        ? [{ operation, changes: stored(history, [...known.intents.values()].reverse()) }]
        : []
    })
}

/** What is still to be made. */
function forward(plan: Plan, history: History): Wanted[] {
  return plan.stages
    .flatMap((stage) => stage.operations)
    .filter(({ id }) => !['done', 'skipped'].includes(history.operations.get(id)?.status ?? ''))
    .map((operation) => ({ operation, changes: stored(history, operation.changes) }))
}

function stored(history: History, changes: readonly Change[]): Change[] {
  return changes.map((change) => asStored(change, history.added))
}

type Live = Map<string, ReadObject>

function stepBack({ operation, changes }: Wanted, history: History, live: Live): PreviewStep {
  const decisions = changes.map((change) => {
    const key = refKey(change.ref)
    const decision = decideUndo(change, objectOf(live, change.ref), history.uids.get(key) ?? change.ref.uid)
    const keep = operation.keepOnUndo !== undefined && decision.restore !== undefined
    if (decision.restore && !keep) live.set(key, after(decision.restore, objectOf(live, change.ref)))
    return { ...decision, keep }
  })
  const restore = decisions.flatMap((decision) => (decision.keep ? [] : (decision.restore ?? [])))
  const has = (...statuses: string[]): boolean => decisions.some(({ status }) => statuses.includes(status))
  const status = (): PreviewStep['status'] => {
    if (restore.length > 0) return 'to-do'
    if (has('unreadable')) return 'unreadable'
    if (has('drift', 'foreign')) return 'left-alone'
    if (decisions.some(({ keep }) => keep)) return 'kept'
    return has('gone') ? 'gone' : 'already'
  }
  return {
    operation: operation.id,
    status: status(),
    commands: commandsFor(restore).map(({ command }) => command),
    drift: decisions.flatMap(({ drift }) => drift),
  }
}

/** Step by step until one would turn the run back: behind it nothing is made. */
function stepsForward(wanted: Wanted[], history: History, live: Live): Pick<Preview, 'steps' | 'turnsAt'> {
  const steps: PreviewStep[] = []
  for (const { operation, changes } of wanted) {
    const todo: Change[] = []
    const drift: Drift[] = []
    let problem: PreviewStep['status'] | undefined
    for (const change of changes) {
      const key = refKey(change.ref)
      const standing = judge(change, objectOf(live, change.ref), history.uids.get(key) ?? change.ref.uid)
      if (standing.state === 'drift' || standing.state === 'foreign') {
        problem ??= 'left-alone'
        drift.push(...standing.drift)
      } else if (standing.state === 'unreadable') problem ??= 'unreadable'
      // A node that left the cluster needs nothing any more.
      else if (standing.state === 'gone' && change.ref.kind !== 'KubeNode') problem ??= 'gone'
      const rest = remaining(change, standing)
      if (!rest) continue
      todo.push(rest)
      live.set(key, after(rest, objectOf(live, change.ref)))
    }
    const commands = problem ? [] : commandsFor(todo).map(({ command }) => command)
    steps.push({ operation: operation.id, status: problem ?? (todo.length > 0 ? 'to-do' : 'already'), commands, drift })
    if (problem) return { steps, turnsAt: operation.id }
  }
  return { steps }
}

function objectOf(live: Live, ref: ObjectRef): ReadObject {
  return live.get(refKey(ref)) ?? { ref, status: 'unreadable', reason: 'it was not read' }
}

/** The object once a change is made. One that is made anew has a uid that nobody knows yet. */
function after(change: Change, object: ReadObject): ReadObject {
  const { ref } = change
  if (change.action === 'delete') return { ref, status: 'absent' }
  if (change.action === 'create') return { ref, status: 'present', content: change.content }
  return object.status === 'present' ? { ...object, content: withFields(object.content, change.fields) } : object
}
