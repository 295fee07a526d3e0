import { ApiError } from '../store/errors.ts'
import { applyJsonPatch, PatchFailure } from '../store/json-patch.ts'
import type { ResourceKind } from '../store/kinds.ts'
import { applyMergePatch } from '../store/merge-patch.ts'
import type { KubeObject } from '../store/object.ts'
import { applyStrategicPatch } from '../store/strategic-patch.ts'

/**
 * Applies a patch of any of the four types.
 *
 * Server-side apply is taken as a merge without ownership: nobody is refused a field that another manager applied.
 */
export function applyPatch(kind: ResourceKind, object: KubeObject, contentType: string, patch: unknown): unknown {
  const type = contentType.split(';')[0]?.trim()
  const custom = kind.group.endsWith('projectcalico.org')
  switch (type) {
    case 'application/json-patch+json':
      try {
        return applyJsonPatch(object, patch)
      } catch (error) {
        if (!(error instanceof PatchFailure)) throw error
        // The real server hides the reason too: clients only learn that the patch did not apply.
        throw new ApiError(422, 'Invalid', 'the server rejected our request due to an error in our request', {})
      }
    case 'application/merge-patch+json':
      return applyMergePatch(object, patch)
    case 'application/strategic-merge-patch+json':
      if (custom) {
        const accepted = 'application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml'
        const text = `the body of the request was in an unknown format - accepted media types include: ${accepted}`
        throw new ApiError(415, 'UnsupportedMediaType', text)
      }
      return applyStrategicPatch(object, patch)
    case 'application/apply-patch+yaml':
      return custom ? applyMergePatch(object, patch) : applyStrategicPatch(object, patch)
    default:
      throw new ApiError(415, 'UnsupportedMediaType', `the body of the request was in an unknown format: ${type}`)
  }
}
