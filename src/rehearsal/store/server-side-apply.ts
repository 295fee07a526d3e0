import { ApiError } from './errors.ts'
import { differingIn, isLeaf, pathsOf, removeTree, without } from './field-tree.ts'
import {
  appliedTree,
  entriesOf,
  hasKeyedLists,
  type ManagedEntry,
  newEntry,
  noted,
  ownable,
  stillThere,
  type Writer,
} from './managed-fields.ts'
import { applyMergePatch } from './merge-patch.ts'
import { equalJson, type KubeObject, sortedDeep } from './object.ts'
import { applyStrategicPatch } from './strategic-patch.ts'

/**
 * Server-side apply of a configuration over an object (Kubernetes, "Server-Side Apply"): what the manager applied before
 * and no longer does goes, unless somebody else owns it too; a field that another manager owns with another value is a
 * conflict (409) unless forced, and then changes hands.
 */
export function serverSideApply(live: KubeObject, wanted: KubeObject, writer: Writer, force: boolean): KubeObject {
  const keyed = hasKeyedLists(live)
  const applied = appliedTree(wanted)
  const entries = entriesOf(live)
  const isOwn = (entry: ManagedEntry) =>
    entry.manager === writer.manager && entry.subresource === writer.subresource && entry.operation === 'Apply'
  const own = entries.find(isOwn)
  let others = entries.filter((entry) => entry !== own)

  const values = { wanted: ownable(wanted), live: ownable(live) }
  const conflicts = others.flatMap((entry) =>
    pathsOf(differingIn(applied, entry.fieldsV1, values, keyed))
      .sort()
      .map((path) => ({ entry, path })),
  )
  if (conflicts.length > 0 && !force) throw conflictError(conflicts)
  const changed = differingIn(applied, applied, values, keyed)
  others = others.map((entry) => ({ ...entry, fieldsV1: without(entry.fieldsV1, changed) }))

  const dropped = others.reduce((rest, entry) => without(rest, entry.fieldsV1), without(own?.fieldsV1 ?? {}, applied))
  const { metadata, ...body } = withLastApplied(live, wanted, writer)
  const { managedFields: _managed, creationTimestamp: _created, ...given } = metadata
  const configuration = { ...body, metadata: given }
  const left = isLeaf(dropped) ? live : removeTree(live, dropped, keyed)
  const merged = (keyed ? applyStrategicPatch(left, configuration) : applyMergePatch(left, configuration)) as KubeObject

  const same = own && equalJson(own.fieldsV1, applied) && equalJson(ownable(merged), ownable(live))
  const entry = same ? own : newEntry(live, writer, 'Apply', applied)
  return noted(merged, stillThere([entry, ...others], ownable(merged), keyed))
}

const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration'

/** Keeps the note of client-side apply true where there is one, so that older clients still work out the right patch. */
function withLastApplied(live: KubeObject, wanted: KubeObject, writer: Writer): KubeObject {
  if (writer.manager !== 'kubectl' || live.metadata.annotations?.[lastApplied] === undefined) return wanted
  const { managedFields: _managed, annotations, ...metadata } = wanted.metadata
  const { [lastApplied]: _old, ...others } = annotations ?? {}
  const kept = Object.keys(others).length > 0 ? { ...metadata, annotations: others } : metadata
  const note = `${JSON.stringify(sortedDeep({ ...wanted, metadata: kept }))}\n`
  return { ...wanted, metadata: { ...wanted.metadata, annotations: { ...others, [lastApplied]: note } } }
}

/** An object that is made by applying it. */
export function firstApplied(made: KubeObject, writer: Writer): KubeObject {
  return noted(made, [newEntry(made, writer, 'Apply', appliedTree(made))])
}

function conflictError(conflicts: { entry: ManagedEntry; path: string }[]): ApiError {
  const causes = conflicts.map(({ entry, path }) => ({
    reason: 'FieldManagerConflict',
    message: `conflict with ${managerText(entry)}`,
    field: path,
  }))
  return new ApiError(409, 'Conflict', conflictText(conflicts), { causes })
}

function conflictText(conflicts: { entry: ManagedEntry; path: string }[]): string {
  const [first] = conflicts
  if (conflicts.length === 1 && first) {
    return `Apply failed with 1 conflict: conflict with ${managerText(first.entry)}: ${first.path}`
  }
  const byManager = new Map<string, string[]>()
  for (const { entry, path } of conflicts) {
    const name = managerText(entry)
    byManager.set(name, [...(byManager.get(name) ?? []), path])
  }
  const lines = [...byManager.keys()]
    .sort()
    .flatMap((name) => [`conflicts with ${name}:`, ...(byManager.get(name) ?? []).map((path) => `- ${path}`)])
  return `Apply failed with ${conflicts.length} conflicts: ${lines.join('\n')}`
}

function managerText({ manager, subresource, operation, apiVersion }: ManagedEntry): string {
  const name = JSON.stringify(manager) + (subresource ? ` with subresource ${JSON.stringify(subresource)}` : '')
  return operation === 'Update' ? `${name} using ${apiVersion}` : name
}
