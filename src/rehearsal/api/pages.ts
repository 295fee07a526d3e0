import { ApiError, badRequest } from '../store/errors.ts'
import type { ResourceKind } from '../store/kinds.ts'
import type { KubeObject } from '../store/object.ts'
import type { Store } from '../store/store.ts'
import type { ListOptions } from './list-options.ts'

/** One page of a list. */
export interface Page {
  objects: KubeObject[]
  /** The resourceVersion the whole list is of, on every page of it. */
  revision: number
  /** Present when there is more: what the client sends to go on. */
  next?: string
  /** How many come after this page; not known when a selector may take some of them away. */
  remaining?: number
}

interface Token {
  v: 'meta.k8s.io/v1'
  rv: number
  start: string
}

/**
 * The page a list request asks for with `limit`, `continue` and `resourceVersion` (Kubernetes API concepts, "Retrieving
 * large results sets in chunks"). All pages of a list show the cluster at one resourceVersion. 410 when that is too long
 * ago, 504 when it is still to come.
 */
export function pageOf(
  store: Store,
  kind: ResourceKind,
  namespace: string | undefined,
  options: ListOptions,
  selects: (object: KubeObject) => boolean,
  /** A selector may leave objects out, so that nobody counts how many are left. */
  selected: boolean,
): Page {
  const { resourceVersion: wanted, match } = options
  const token = options.continues ? readToken(options.continues) : undefined
  if (token && wanted !== '' && wanted !== '0') {
    throw badRequest('specifying resource version is not allowed when using continue')
  }
  if (Number(wanted) > store.revision) throw notThere(store, wanted)
  // Any version is served from memory, and whole, as the API server's cache does.
  const limit = wanted === '0' && !token ? 0 : options.limit
  const exact = match === 'Exact' || (match === '' && limit > 0 && !token && Number(wanted) > 0)
  const revision = token?.rv ?? (exact ? Number(wanted) : store.revision)
  const all = store.listAt(kind, revision, namespace)
  if (!all) throw expired(token !== undefined, revision)
  const rest = token ? all.filter((object) => keyOf(object) >= token.start) : all
  if (limit <= 0) return { objects: rest.filter(selects), revision }
  const objects: KubeObject[] = []
  for (const [at, object] of rest.entries()) {
    if (!selects(object)) continue
    if (objects.length === limit) {
      const next = writeToken({ v: 'meta.k8s.io/v1', rv: revision, start: keyOf(object) })
      return { objects, revision, next, ...(selected ? {} : { remaining: rest.length - at }) }
    }
    objects.push(object)
  }
  return { objects, revision }
}

/** A resourceVersion that no change has had yet. The API server would wait for it a little; here nobody else writes. */
function notThere(store: Store, wanted: string): ApiError {
  const text = `Timeout: Too large resource version: ${wanted}, current: ${store.revision}`
  const causes = [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }]
  return new ApiError(504, 'Timeout', text, { causes, retryAfterSeconds: 1 })
}

function keyOf({ metadata }: KubeObject): string {
  return metadata.namespace ? `${metadata.namespace}/${metadata.name}` : metadata.name
}

function writeToken(token: Token): string {
  return Buffer.from(JSON.stringify(token)).toString('base64url')
}

function readToken(text: string): Token {
  try {
    const token = JSON.parse(Buffer.from(text, 'base64url').toString('utf8')) as Token
    if (Number.isInteger(token.rv) && token.rv > 0 && typeof token.start === 'string') return token
  } catch {
    // Refused below, like a token that can be read and says nothing.
  }
  throw badRequest('invalid continue token: continue key is not valid: not a token of this server')
}

function expired(paging: boolean, revision: number): ApiError {
  const text = paging
    ? 'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter.'
    : `The resourceVersion for the provided list is too old: ${revision}`
  return new ApiError(410, 'Expired', text)
}
