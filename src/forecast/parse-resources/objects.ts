import { type ParseContext, placeOf } from './context.ts'
import { refuse } from './refuse.ts'

/** An object that says what it is. */
export interface RawObject {
  apiVersion: string
  kind: string
  metadata: Record<string, unknown>
  /** Everything, with the fields above. */
  fields: Record<string, unknown>
  place: string
}

const deepestList = 20

/**
 * Finds the resources in the documents of an input: single objects, arrays, `List`s and `...List`s (nested ones too), and
 * an object with `resources` (and `secrets` as "name/key"), as collections of test cases have it.
 * @throws WizardError when a document is no resource, or a resource that needs a name has none
 */
export function findObjects(documents: readonly unknown[], context: ParseContext): RawObject[] {
  const found: RawObject[] = []
  const visit = (value: unknown, depth: number, kind = '', apiVersion = ''): void => {
    if (depth > deepestList) {
      throw refuse('E_RESOURCES_TOO_DEEP', `lists are nested deeper than ${deepestList}`, context.file, [
        'Give one list of resources.',
      ])
    }
    if (value === null || value === undefined) return
    if (Array.isArray(value)) {
      for (const item of value) visit(item, depth + 1, kind, apiVersion)
      return
    }
    if (typeof value !== 'object') throw notResource(value, context.file)
    const object = value as Record<string, unknown>
    const place = placeOf(context, object)
    const ownKind = typeof object.kind === 'string' ? object.kind : kind
    const ownVersion = typeof object.apiVersion === 'string' ? object.apiVersion : apiVersion
    if (Array.isArray(object.items) && (ownKind === '' || ownKind.endsWith('List'))) {
      // Items of a typed list need not repeat what they are.
      const itemKind = ownKind.replace(/List$/, '')
      visit(object.items, depth + 1, itemKind, itemKind === '' ? '' : ownVersion)
      return
    }
    if (ownKind === '' && Array.isArray(object.resources)) {
      visit(object.resources, depth + 1)
      visit(secretsOf(object.secrets), depth + 1)
      return
    }
    if (ownKind === '') throw notResource(object, place)
    const metadata = isRecord(object.metadata) ? object.metadata : {}
    found.push({ apiVersion: ownVersion, kind: ownKind, metadata, fields: object, place })
  }
  for (const document of documents) visit(document, 0)
  return found
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** "name/key" as the Secret it stands for. */
function secretsOf(secrets: unknown): unknown[] {
  if (!Array.isArray(secrets)) return []
  return secrets.map((entry) => {
    if (typeof entry !== 'string') return entry
    const [name = '', key = ''] = entry.split('/')
    return { apiVersion: 'v1', kind: 'Secret', metadata: { name }, data: { [key]: '' } }
  })
}

function notResource(value: unknown, place: string): Error {
  const what = isRecord(value)
    ? `an object without a kind (its fields: ${Object.keys(value).slice(0, 5).join(', ') || 'none'})`
    : `${typeof value} ${JSON.stringify(String(value).slice(0, 60))}`
  return refuse('E_RESOURCES_NOT_A_RESOURCE', `expected Kubernetes or Calico resources, found ${what}`, place, [
    'Give the output of "calicoctl get nodes,bgpconfig,bgppeer -o yaml" or "kubectl get ... -o yaml".',
  ])
}
