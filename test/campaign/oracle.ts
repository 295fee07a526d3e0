import type { RunResult } from '../../src/apply/run.ts'
import type { Change, Json } from '../../src/model/plan.ts'
import { keyOf, SimCluster, type SimObject } from './sim-cluster.ts'
import type { World } from './world.ts'

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

function makeChange(shadow: SimCluster, change: Change): void {
  const key = keyOf(change.ref)
  if (change.action === 'delete') shadow.objects.delete(key)
  else if (change.action === 'create') shadow.put(key, structuredClone(change.content) as Content)
  else {
    const object = shadow.objects.get(key)
    for (const field of change.fields) if (object) setPath(object.content, field.path, structuredClone(field.after))
  }
}

/** What the cluster must be: the pristine one, the plan if it was applied, and everything that others did, replayed. */
function expected(world: World, pristine: SimCluster, applied: boolean): SimCluster {
  const shadow = new SimCluster()
  for (const [key, object] of pristine.objects) shadow.objects.set(key, structuredClone(object))
  if (applied) {
    for (const stage of world.plan.stages) {
      for (const operation of stage.operations) for (const change of operation.changes) makeChange(shadow, change)
    }
  }
  for (const edit of world.edits) {
    const object = shadow.objects.get(edit.key)
    if (edit.kind === 'delete') shadow.objects.delete(edit.key)
    // Someone took over an object that the run had made: it stays as it was left.
    else if (edit.kind === 'put' || !object) shadow.objects.set(edit.key, structuredClone(edit.after) as SimObject)
    else setPath(object.content, edit.path, edit.value)
  }
  return shadow
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
  const want = expected(world, pristine, applied).dump()
  const have = world.cluster.dump()
  for (const key of new Set([...want.keys(), ...have.keys()])) {
    if (excused.has(key)) continue
    const [w, h] = [want.get(key), have.get(key)]
    if (!w && h) wrong.push(`${key} is there and should not be: ${h.content}`)
    else if (w && !h) wrong.push(`${key} is missing`)
    else if (w && h && w.content !== h.content) wrong.push(`${key} is ${h.content}, should be ${w.content}`)
    else if (w && h && !applied && pristine.objects.get(key)?.uid === w.uid && w.uid !== h.uid)
      wrong.push(`${key} was made anew`)
  }
  return wrong
}
