import type { RunResult } from '../../src/apply/run.ts'
import type { Change, Json } from '../../src/model/plan.ts'
import { keyOf, SimCluster, type SimObject, sorted, withDefaults } from './sim-cluster.ts'
import type { ForeignEdit, World } from './world.ts'

type Content = { [key: string]: Json }

function setPath(content: Content, path: readonly string[], value: Json | undefined): void {
  let at: Record<string, Json> = content
  for (const step of path.slice(0, -1)) {
    at[step] ??= {}
    at = at[step] as Record<string, Json>
  }
  const last = path.at(-1) as string
  if (value === undefined) delete at[last]
  else at[last] = value
}

/** What lies in the cluster once an object was made. */
function madeOf(change: Change & { action: 'create' }): Content {
  return withDefaults(keyOf(change.ref), structuredClone(change.content) as Content)
}

function madeContents(world: World): Map<string, string> {
  const changes = world.plan.stages.flatMap((stage) => stage.operations.flatMap((operation) => operation.changes))
  return new Map(
    changes.flatMap((change) =>
      change.action === 'create' ? [[keyOf(change.ref), JSON.stringify(sorted(madeOf(change)))] as const] : [],
    ),
  )
}

function makeChange(shadow: SimCluster, change: Change): void {
  const key = keyOf(change.ref)
  if (change.action === 'delete') shadow.objects.delete(key)
  else if (change.action === 'create') shadow.put(key, madeOf(change))
  else {
    shadow.touch(key, (content) => {
      for (const field of change.fields) setPath(content, field.path, structuredClone(field.after))
    })
  }
}

/** The whole content of an object, with its keys in order. */
function textOf(object: SimObject): string {
  return JSON.stringify(sorted(object.content))
}

/** What the cluster must be: the pristine one, the plan if it was applied, and everything that others did, replayed. */
function expected(world: World, pristine: SimCluster, applied: boolean): SimCluster {
  const shadow = new SimCluster()
  for (const [key, object] of pristine.objects) shadow.objects.set(key, { ...object })
  if (applied) {
    for (const stage of world.plan.stages) {
      for (const operation of stage.operations) for (const change of operation.changes) makeChange(shadow, change)
    }
  }
  for (const edit of world.edits) {
    const object = shadow.objects.get(edit.key)
    if (edit.kind === 'delete') shadow.objects.delete(edit.key)
    else if (edit.kind === 'put') shadow.objects.set(edit.key, structuredClone(edit.after) as SimObject)
    else if (object) shadow.touch(edit.key, (content) => setPath(content, edit.path, edit.value))
    else shadow.objects.set(edit.key, takenOver(world, edit))
  }
  // An edit that changed nothing leaves an object that is still exactly what the run made: it may be deleted.
  if (applied || world.edits.length === 0) return shadow
  const made = madeContents(world)
  for (const [key, object] of shadow.objects) {
    if (pristine.objects.has(key) || world.edits.some((e) => e.kind === 'put' && e.key === key)) continue
    if (JSON.stringify(sorted(object.content)) === made.get(key)) shadow.objects.delete(key)
  }
  return shadow
}

/** What the plan says must stay on the way back, as it was made. */
function keptContents(world: World): Map<string, string> {
  const operations = world.plan.stages.flatMap((stage) => stage.operations).filter((operation) => operation.keepOnUndo)
  return new Map(
    operations.flatMap((operation) =>
      operation.changes.flatMap((change) =>
        change.action === 'create' ? [[keyOf(change.ref), JSON.stringify(sorted(madeOf(change)))] as const] : [],
      ),
    ),
  )
}

/**
 * Someone changed an object that the run had made, so it must not be deleted any more: it stays as it was made, with their
 * change and without what the run changed of it later.
 */
function takenOver(world: World, edit: ForeignEdit & { kind: 'set' }): SimObject {
  const changes = world.plan.stages.flatMap((stage) => stage.operations.flatMap((operation) => operation.changes))
  const made = changes.find((change) => change.action === 'create' && keyOf(change.ref) === edit.key)
  const object = structuredClone(edit.after)
  if (made?.action === 'create') object.content = madeOf(made)
  setPath(object.content, edit.path, edit.value)
  return object
}

/**
 * Holds the end of a run against what it says about itself. Independent of the engine: it compares whole dumps, with uids,
 * and knows only the plan, the pristine cluster and what others did.
 */
export function judgeEnd(
  world: World,
  pristine: SimCluster,
  end: { outcome: string; result: RunResult | undefined },
): string[] {
  const { outcome, result } = end
  const wrong: string[] = []
  const applied = outcome === 'applied'
  if (!['applied', 'rolled-back', 'rollback-incomplete', 'never-started'].includes(outcome)) {
    return [`the run never came to an end: ${outcome}`]
  }
  if (outcome === 'rollback-incomplete' && world.edits.length === 0)
    wrong.push('rollback incomplete, though nobody interfered')
  const left = new Set(result?.left ?? [])
  const excused = new Set(
    world.plan.stages
      .flatMap((stage) => stage.operations)
      .filter((operation) => left.has(operation.id))
      .flatMap((operation) => operation.changes.map((change) => keyOf(change.ref))),
  )
  const kept = keptContents(world)
  const want = expected(world, pristine, applied).objects
  const have = world.cluster.objects
  for (const key of new Set([...want.keys(), ...have.keys()])) {
    if (excused.has(key)) continue
    const [w, h] = [want.get(key), have.get(key)]
    if (!w && h && kept.get(key) === textOf(h)) continue
    if (!w && h) wrong.push(`${key} is there and should not be: ${textOf(h)}`)
    else if (w && !h) wrong.push(`${key} is missing`)
    else if (w && h && w.content !== h.content && textOf(w) !== textOf(h))
      wrong.push(`${key} is ${textOf(h)}, should be ${textOf(w)}`)
    else if (w && h && !applied && pristine.objects.get(key)?.uid === w.uid && w.uid !== h.uid)
      wrong.push(`${key} was made anew`)
  }
  return wrong
}
