import { isMergedSet, mergeKeyOf } from './list-keys.ts'
import { equalJson, type Fields, isFields } from './object.ts'

/** Applies a strategic merge patch for core kinds (directives `$patch`, `$deleteFromPrimitiveList`, `$retainKeys`). */
export function applyStrategicPatch(target: unknown, patch: unknown): unknown {
  if (!isFields(patch)) return structuredClone(patch)
  if (patch['$patch'] === 'replace') return withoutDirectives(patch)
  const result: Fields = isFields(target) ? { ...target } : {}
  retainKeys(result, patch['$retainKeys'])
  for (const [key, value] of Object.entries(patch)) {
    if (key === '$patch' || key === '$retainKeys' || key === '__proto__') continue
    const fromSet = /^\$deleteFromPrimitiveList\/(.+)$/.exec(key)
    if (fromSet) removeFromSet(result, fromSet[1] as string, value)
    else if (key.startsWith('$setElementOrder/')) continue
    else if (value === null) delete result[key]
    else if (Array.isArray(value)) result[key] = mergeList(key, result[key], value)
    else if (isFields(value) && value['$patch'] === 'delete') delete result[key]
    else result[key] = applyStrategicPatch(result[key], value)
  }
  return result
}

function withoutDirectives(patch: Fields): Fields {
  return Object.fromEntries(Object.entries(structuredClone(patch)).filter(([key]) => !key.startsWith('$')))
}

function retainKeys(result: Fields, keep: unknown): void {
  if (!Array.isArray(keep)) return
  for (const key of Object.keys(result)) if (!keep.includes(key)) delete result[key]
}

function removeFromSet(result: Fields, field: string, values: unknown): void {
  const list = result[field]
  if (!Array.isArray(list) || !Array.isArray(values)) return
  result[field] = list.filter((x) => !values.some((value) => equalJson(x, value)))
}

function mergeList(field: string, target: unknown, patch: unknown[]): unknown[] {
  const old = Array.isArray(target) ? target : []
  if (isMergedSet(field)) return [...old, ...patch.filter((x) => !old.some((y) => equalJson(x, y)))]
  const key = mergeKeyOf(field)
  if (!key || !patch.every(isFields)) return structuredClone(patch)
  if (patch.some((item) => item['$patch'] === 'replace')) return patch.filter((x) => x['$patch'] !== 'replace')
  const result = [...old]
  for (const item of patch) {
    const at = result.findIndex((x) => isFields(x) && equalJson(x[key], item[key]))
    if (item['$patch'] === 'delete') {
      if (at >= 0) result.splice(at, 1)
    } else if (at >= 0) result[at] = applyStrategicPatch(result[at], item)
    else result.push(withoutDirectives(item))
  }
  return result
}
