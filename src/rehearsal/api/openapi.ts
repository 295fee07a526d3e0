import { groupVersion, type ResourceKind } from '../store/kinds.ts'
import { ok, type Reply } from './reply.ts'

/**
 * OpenAPI v3 as far as kubectl asks: it looks for the PATCH operation of a kind and whether that takes
 * `fieldValidation`; then it leaves checking of fields to the server.
 */
export function openApi(path: string, kinds: ResourceKind[]): Reply | undefined {
  if (path === '/openapi/v2') return ok(emptyV2(), 'application/com.github.proto-openapi.spec.v2.v1.0+protobuf')
  if (path === '/openapi/v3') {
    const roots = [...new Set(kinds.map(rootOf))]
    const paths = Object.fromEntries(roots.map((root) => [root, { serverRelativeURL: `/openapi/v3/${root}?hash=0` }]))
    return ok({ paths })
  }
  const root = /^\/openapi\/v3\/(.+)$/.exec(path)?.[1]
  if (!root) return undefined
  const own = kinds.filter((kind) => rootOf(kind) === root)
  if (own.length === 0) return undefined
  const info = { title: 'Kubernetes', version: 'rehearsal' }
  const paths = Object.fromEntries(own.map((kind) => [`/${root}/${pathOf(kind)}`, operations(kind)]))
  return ok({ openapi: '3.0.0', info, paths, components: { schemas: {} } })
}

function rootOf(kind: ResourceKind): string {
  return kind.group ? `apis/${groupVersion(kind)}` : `api/${kind.version}`
}

function pathOf(kind: ResourceKind): string {
  return kind.namespaced ? `namespaces/{namespace}/${kind.plural}/{name}` : `${kind.plural}/{name}`
}

function operations(kind: ResourceKind): Record<string, unknown> {
  const parameter = (name: string) => ({ name, in: 'query', schema: { type: 'string', uniqueItems: true } })
  const { group, version } = kind
  return {
    patch: {
      operationId: `patch${kind.kind}`,
      parameters: [parameter('dryRun'), parameter('fieldManager'), parameter('fieldValidation')],
      responses: { 200: { description: 'OK' } },
      'x-kubernetes-action': 'patch',
      'x-kubernetes-group-version-kind': { group, version, kind: kind.kind },
    },
  }
}

/** OpenAPI v2 with nothing in it, in the protobuf form clients ask for: they look there for kinds that v3 lacks. */
function emptyV2(): Uint8Array {
  const text = (tag: number, value: string) => [tag, value.length, ...Buffer.from(value)]
  const info = [...text(0x0a, 'Kubernetes'), ...text(0x12, 'v')]
  return Uint8Array.from([...text(0x0a, '2.0'), 0x12, info.length, ...info])
}
