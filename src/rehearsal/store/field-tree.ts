import { isMergedSet, mergeKeyOf } from './list-keys.ts'
import { equalJson, type Fields, isFields } from './object.ts'

/**
 * A set of fields, in the form `managedFields` has: `f:NAME` a field, `k:{"key":value}` an item of a keyed list, `v:value`
 * one of a set. A step without further steps stands for everything below it.
 */
export type FieldTree = { [step: string]: FieldTree }

/** One step down from a value. */
interface Step {
  step: string
  value: unknown
  /** Name of the field, which decides how a list below it is merged. */
  field: string
}

/** The steps below a value; none for a plain value and for a list that is replaced as a whole. */
function stepsBelow(value: unknown, field: string, keyed: boolean): Step[] {
  if (isFields(value))
    return Object.entries(value).map(([key, inner]) => ({ step: `f:${key}`, value: inner, field: key }))
  if (!keyed || !Array.isArray(value)) return []
  if (isMergedSet(field)) return value.map((item) => ({ step: `v:${JSON.stringify(item)}`, value: item, field: '' }))
  const key = mergeKeyOf(field)
  if (!key || !value.every((item) => isFields(item) && item[key] !== undefined)) return []
  return value.map((item) => ({
    step: `k:${JSON.stringify({ [key]: (item as Fields)[key] })}`,
    value: item,
    field: '',
  }))
}

/** All fields of a value. @param keyed lists of core kinds are merged by key, those of custom resources are not */
export function treeOf(value: unknown, keyed: boolean, field = ''): FieldTree {
  return Object.fromEntries(
    stepsBelow(value, field, keyed).map(({ step, value: inner, field: name }) => [step, treeOf(inner, keyed, name)]),
  )
}

/** Fields that differ between two values; undefined when none does. A field that is gone counts for what held it. */
export function changedTree(before: unknown, after: unknown, keyed: boolean, field = ''): FieldTree | undefined {
  if (equalJson(before, after)) return undefined
  const old = new Map(stepsBelow(before, field, keyed).map(({ step, value }) => [step, value]))
  const steps = stepsBelow(after, field, keyed)
  const result: FieldTree = {}
  for (const { step, value, field: name } of steps) {
    const inner = changedTree(old.get(step), value, keyed, name)
    if (inner) result[step] = inner
  }
  return steps.length > 0 && Object.keys(result).length === 0 ? undefined : result
}

/** Both sets together. */
export function union(a: FieldTree | undefined, b: FieldTree): FieldTree {
  const result: FieldTree = { ...a }
  for (const [step, inner] of Object.entries(b)) result[step] = union(result[step], inner)
  return result
}

/** The first set without the leaves of the second. A leaf stands for a field, not for those that once were below it. */
export function without(tree: FieldTree, taken: FieldTree): FieldTree {
  const result: FieldTree = {}
  for (const [step, inner] of Object.entries(tree)) {
    const other = taken[step]
    if (!other || (isLeaf(other) && !isLeaf(inner))) result[step] = inner
    else if (!isLeaf(inner)) {
      const rest = without(inner, other)
      if (!isLeaf(rest)) result[step] = rest
    }
  }
  return result
}

/** The part of a set that a value still has. */
export function presentIn(tree: FieldTree, value: unknown, keyed: boolean, field = ''): FieldTree {
  const there = new Map(stepsBelow(value, field, keyed).map((each) => [each.step, each]))
  const result: FieldTree = {}
  for (const [step, inner] of Object.entries(tree)) {
    const found = there.get(step)
    if (!found) continue
    if (isLeaf(inner)) result[step] = inner
    else {
      const rest = presentIn(inner, found.value, keyed, found.field)
      if (!isLeaf(rest)) result[step] = rest
    }
  }
  return result
}

/** Leaves of a set that another set has too and whose values differ. */
export function differingIn(
  tree: FieldTree,
  other: FieldTree,
  values: { wanted: unknown; live: unknown },
  keyed: boolean,
  field = '',
): FieldTree {
  const wanted = new Map(stepsBelow(values.wanted, field, keyed).map((each) => [each.step, each]))
  const live = new Map(stepsBelow(values.live, field, keyed).map((each) => [each.step, each.value]))
  const result: FieldTree = {}
  for (const [step, inner] of Object.entries(tree)) {
    const theirs = other[step]
    const found = wanted.get(step)
    if (!theirs || !found) continue
    const pair = { wanted: found.value, live: live.get(step) }
    if (isLeaf(inner)) {
      // A map that is there, whatever is in it, is all that an empty one asks for.
      const bothMaps = isFields(pair.wanted) && isFields(pair.live)
      if (!bothMaps && !equalJson(pair.wanted, pair.live)) result[step] = {}
      continue
    }
    const below = differingIn(inner, theirs, pair, keyed, found.field)
    if (!isLeaf(below)) result[step] = below
  }
  return result
}

/** The leaves of a set as the API server's texts name them: `.spec.asNumber`, `.status.conditions[type="Ready"].status`. */
export function pathsOf(tree: FieldTree, path = ''): string[] {
  return Object.entries(tree).flatMap(([step, inner]) => {
    const here = `${path}${pathText(step)}`
    return isLeaf(inner) ? [here] : pathsOf(inner, here)
  })
}

/** A copy of a value without the leaves of a set; maps and items that are empty then go too. */
export function removeTree(value: unknown, tree: FieldTree, keyed: boolean, field = ''): unknown {
  const kept = stepsBelow(value, field, keyed).flatMap(({ step, value: inner, field: name }) => {
    const gone = tree[step]
    if (!gone) return [{ step, inner }]
    if (isLeaf(gone)) return []
    const rest = removeTree(inner, gone, keyed, name)
    const emptied = isFields(rest) && Object.keys(rest).length === 0
    return emptied ? [] : [{ step, inner: rest }]
  })
  if (Array.isArray(value)) return kept.map(({ inner }) => inner)
  return Object.fromEntries(kept.map(({ step, inner }) => [step.slice(2), inner]))
}

/** True when nothing is below. `.` only says that a map itself is owned. */
export function isLeaf(tree: FieldTree): boolean {
  return Object.keys(tree).every((step) => step === '.')
}

function pathText(step: string): string {
  if (step.startsWith('f:')) return `.${step.slice(2)}`
  const [key, value] = Object.entries(JSON.parse(step.slice(2)) as Fields)[0] ?? ['', '']
  return step.startsWith('k:') ? `[${key}=${JSON.stringify(value)}]` : `[=${step.slice(2)}]`
}
