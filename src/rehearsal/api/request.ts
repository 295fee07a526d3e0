import { badRequest } from '../store/errors.ts'

/** A request path taken apart, as the API server's request-info does. */
export interface RequestInfo {
  path: string
  query: URLSearchParams
  /** Present when the path names a resource. */
  resource?: {
    group: string
    version: string
    plural: string
    namespace?: string
    name?: string
    subresource?: string
  }
}

/** Longest path and query that are looked at. */
const maxUrl = 64 * 1024

/** Takes a request's URL apart. */
export function parseRequest(url: string): RequestInfo {
  if (url.length > maxUrl) throw badRequest('request URI too long')
  const { pathname, searchParams } = new URL(url, 'https://127.0.0.1')
  const parts = pathname.split('/').filter(Boolean).map(decode)
  const info: RequestInfo = { path: pathname, query: searchParams }
  let at: string[]
  let group = ''
  if (parts[0] === 'api' && parts.length > 2) at = parts.slice(1)
  else if (parts[0] === 'apis' && parts.length > 3) {
    group = parts[1] as string
    at = parts.slice(2)
  } else return info
  const [version, ...rest] = at as [string, ...string[]]
  // "namespaces" is both a resource and the scope of others: /namespaces/NAME[/status|finalize] is the resource.
  const scoped = rest[0] === 'namespaces' && rest.length > 2 && rest[2] !== 'status' && rest[2] !== 'finalize'
  const namespace = scoped ? rest[1] : undefined
  const [plural, name, subresource] = scoped ? rest.slice(2) : rest
  if (!plural) return info
  info.resource = {
    group,
    version,
    plural,
    ...(namespace ? { namespace } : {}),
    ...(name ? { name } : {}),
    ...(subresource ? { subresource } : {}),
  }
  return info
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    throw badRequest('invalid URL escape')
  }
}
