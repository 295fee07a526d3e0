import { ApiError, badRequest, invalid } from '../store/errors.ts'
import { applyJsonPatch, PatchFailure } from '../store/json-patch.ts'
import type { ResourceKind } from '../store/kinds.ts'
import { applyMergePatch } from '../store/merge-patch.ts'
import { isFields, type KubeObject, sortedDeep } from '../store/object.ts'
import { applyStrategicPatch } from '../store/strategic-patch.ts'
import { coreTypeProblem, type Decoder, mismatch } from './core-types.ts'
import { goPrint, jsonType } from './json-type.ts'

/** The media type of server-side apply, which is no patch of an object but a configuration of its own. */
const applyType = 'application/apply-patch+yaml'

/** True for a request of server-side apply. */
export function isApply(contentType: string): boolean {
  return contentType.split(';')[0]?.trim() === applyType
}

/** Applies a patch of any of the three types. */
export function applyPatch(kind: ResourceKind, object: KubeObject, contentType: string, patch: unknown): unknown {
  const type = contentType.split(';')[0]?.trim()
  const custom = kind.group.endsWith('projectcalico.org')
  switch (type) {
    case 'application/json-patch+json':
      checkOperations(patch)
      try {
        return applyJsonPatch(object, patch)
      } catch (error) {
        if (!(error instanceof PatchFailure)) throw error
        // The real server hides the reason too: clients only learn that the patch did not apply.
        throw new ApiError(422, 'Invalid', 'the server rejected our request due to an error in our request', {})
      }
    case 'application/merge-patch+json':
      checkIsMap(patch)
      return applyMergePatch(object, patch)
    case 'application/strategic-merge-patch+json':
      if (custom) {
        const accepted = 'application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml'
        const text = `the body of the request was in an unknown format - accepted media types include: ${accepted}`
        throw new ApiError(415, 'UnsupportedMediaType', text)
      }
      return applyStrategicPatch(object, patch)
    default:
      throw new ApiError(415, 'UnsupportedMediaType', `the body of the request was in an unknown format: ${type}`)
  }
}

/** A body that is no list of operations is refused before it is tried. */
function checkOperations(patch: unknown): void {
  if (Array.isArray(patch)) return
  const text = `error decoding patch: json: cannot unmarshal ${jsonType(patch)} into Go value of type []handlers.jsonPatchOp`
  throw badRequest(text)
}

/** A merge patch that is no map would replace the whole object. */
function checkIsMap(patch: unknown): void {
  if (isFields(patch)) return
  if (patch === null) throw badRequest('Invalid JSON Patch')
  throw badRequest(
    `error decoding patch: json: cannot unmarshal ${jsonType(patch)} into Go value of type map[string]interface {}`,
  )
}

/** What a patch may not leave behind: another uid, labels or annotations that are no text, fields of another type. */
export function checkPatched(kind: ResourceKind, before: KubeObject, patched: KubeObject, by?: PatchCall): void {
  const { uid, name } = before.metadata
  const given = patched.metadata.uid
  if (given !== undefined && given !== uid) {
    const message = `Invalid value: "${given}": field is immutable`
    throw invalid(kind, name, [{ field: 'metadata.uid', reason: 'FieldValueInvalid', message }])
  }
  // A strategic patch is applied to the decoded object, and what it leaves is converted; the others are decoded anew.
  const strategic = by?.contentType.startsWith('application/strategic-merge-patch+json')
  const decoder = strategic ? 'converter' : 'json'
  const shown = strategic ? goPrint(by?.body) : JSON.stringify(sortedDeep(patched))
  const problem = metadataProblem(patched, decoder) ?? coreTypeProblem(sortedDeep(patched) as KubeObject, decoder)
  if (problem) throw undecodable(shown, problem)
}

/** The request of a patch: how a server words what it left behind depends on it. */
interface PatchCall {
  contentType: string
  body: unknown
}

function metadataProblem({ metadata }: KubeObject, decoder: Decoder): string | undefined {
  for (const field of ['labels', 'annotations'] as const) {
    const map: unknown = metadata[field] ?? {}
    const wrong = isFields(map) ? Object.values(map).find((value) => typeof value !== 'string') : map
    if (wrong === undefined) continue
    const at = { struct: 'ObjectMeta', path: `metadata.${field}`, decoder }
    return mismatch(wrong, at, isFields(map) ? 'string' : 'map[string]string')
  }
  return undefined
}

/** How a patch is refused that leaves an object which the kind's own type cannot hold. */
function undecodable(shown: string, why: string): ApiError {
  const message = `Invalid value: ${JSON.stringify(shown)}: ${why}`
  const causes = [{ reason: 'FieldValueInvalid', message, field: 'patch' }]
  return new ApiError(422, 'Invalid', ` "" is invalid: patch: ${message}`, { causes })
}
