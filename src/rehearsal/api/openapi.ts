import { structs as calicoStructs, type FieldType, type Struct } from '../standins/calicoctl/schema.ts'
import { groupVersion, type ResourceKind } from '../store/kinds.ts'
import { coreSchemas, NamedStruct, objectMeta, type SchemaField, type SchemaFields } from './core-schema.ts'
import { ok, type Reply } from './reply.ts'

type Schema = Record<string, unknown>

/**
 * OpenAPI v3: the fields of each kind for `kubectl explain`, and the PATCH operation where kubectl looks whether fields are
 * checked by the server. Strategic merge patches are not offered there, since the schemas do not say how lists are merged.
 * @param minor of the Calico version, whose resource definitions have the fields of that release
 */
export function openApi(path: string, kinds: ResourceKind[], minor: number): Reply | undefined {
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
  const schemas = Object.fromEntries(own.map((kind) => [schemaName(kind), schemaOf(kind, minor)]))
  const structs = [objectMeta, ...own.map(({ kind }) => coreSchemas[kind] ?? {})].flatMap(namedSchemas)
  const all = {
    ...Object.fromEntries(structs),
    ...schemas,
    [metaName]: { ...structSchema(objectMeta), description: metaDescription },
  }
  return ok({ openapi: '3.0.0', info, paths, components: { schemas: all } })
}

const metaName = 'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta'
const metaDescription = 'What every stored object has: its name, its place, and what the server keeps about it.'

function rootOf(kind: ResourceKind): string {
  return kind.group ? `apis/${groupVersion(kind)}` : `api/${kind.version}`
}

function pathOf(kind: ResourceKind): string {
  return kind.namespaced ? `namespaces/{namespace}/${kind.plural}/{name}` : `${kind.plural}/{name}`
}

function gvk({ group, version, kind }: ResourceKind): Schema {
  return { group, version, kind }
}

function operations(kind: ResourceKind): Schema {
  const parameter = (name: string) => ({ name, in: 'query', schema: { type: 'string', uniqueItems: true } })
  const schema = { $ref: `#/components/schemas/${schemaName(kind)}` }
  return {
    get: {
      operationId: `read${kind.kind}`,
      responses: { 200: { description: 'OK', content: { 'application/json': { schema } } } },
      'x-kubernetes-action': 'get',
      'x-kubernetes-group-version-kind': gvk(kind),
    },
    patch: {
      operationId: `patch${kind.kind}`,
      parameters: [parameter('dryRun'), parameter('fieldManager'), parameter('fieldValidation')],
      responses: { 200: { description: 'OK' } },
      'x-kubernetes-action': 'patch',
      'x-kubernetes-group-version-kind': gvk(kind),
    },
  }
}

function schemaName({ group, version, kind }: ResourceKind): string {
  if (!group) return `io.k8s.api.core.${version}.${kind}`
  if (!group.includes('projectcalico')) return `io.k8s.api.${group.split('.')[0]}.${version}.${kind}`
  return `${group.split('.').reverse().join('.')}.${version}.${kind}`
}

function schemaOf(kind: ResourceKind, minor: number): Schema {
  const { kind: name } = kind
  const custom = kind.group.endsWith('projectcalico.org') ? calicoStructs[name] : undefined
  const below = custom
    ? {
        spec: calicoStruct(custom.spec, minor),
        ...(custom.status ? { status: calicoStruct(custom.status, minor) } : {}),
      }
    : structSchema(coreSchemas[name] ?? { spec: 'any' })['properties']
  return {
    type: 'object',
    description: `A ${name} as this rehearsal's API serves it.`,
    properties: {
      apiVersion: { type: 'string' },
      kind: { type: 'string' },
      metadata: { allOf: [{ $ref: `#/components/schemas/${metaName}` }], default: {} },
      ...(below as Schema),
    },
    'x-kubernetes-group-version-kind': [gvk(kind)],
  }
}

function structSchema(fields: SchemaFields): Schema {
  const bare = (name: string) => name.replace(/!$/, '')
  const properties = Object.entries(fields).map(([name, field]) => [bare(name), fieldSchema(field)])
  const required = Object.keys(fields).filter((name) => name.endsWith('!'))
  return {
    type: 'object',
    properties: Object.fromEntries(properties),
    ...(required.length > 0 ? { required: required.map(bare) } : {}),
  }
}

function fieldSchema(field: SchemaField): Schema {
  if (Array.isArray(field)) return { type: 'array', items: fieldSchema(field[0]) }
  if (field instanceof NamedStruct)
    return { allOf: [{ $ref: `#/components/schemas/${structName(field)}` }], default: {} }
  if (typeof field === 'object') return structSchema(field)
  if (field === 'strings') return { type: 'array', items: { type: 'string' } }
  if (field === 'map' || field === 'bytes' || field === 'quantities')
    return { type: 'object', additionalProperties: { type: 'string' } }
  return { type: plain[field] ?? field }
}

/** Types that OpenAPI knows under another name. */
const plain: Partial<Record<SchemaField & string, string>> = { any: 'object', time: 'string', long: 'integer' }

function structName({ name }: NamedStruct): string {
  return `io.k8s.api.core.v1.${name}`
}

/** Schemas of the named structs below some fields. */
function namedSchemas(fields: SchemaFields): [string, Schema][] {
  return Object.values(fields).flatMap((field): [string, Schema][] => {
    const inner = Array.isArray(field) ? field[0] : field
    if (inner instanceof NamedStruct) {
      return [[structName(inner), structSchema(inner.fields)], ...namedSchemas(inner.fields)]
    }
    return typeof inner === 'object' ? namedSchemas(inner) : []
  })
}

/** A struct of Calico's as its resource definition describes it, with the fields this release has. */
function calicoStruct(struct: Struct, minor: number): Schema {
  const known = Object.entries(struct).flatMap(([name, entry]) => {
    const [type, since] = Array.isArray(entry) ? entry : [entry, 0]
    return since <= minor ? [[name, calicoField(type, minor)]] : []
  })
  return { type: 'object', properties: Object.fromEntries(known) }
}

function calicoField(type: FieldType, minor: number): Schema {
  if (typeof type === 'object') {
    if ('list' in type) return { type: 'array', items: calicoStruct(type.list, minor) }
    return calicoStruct('struct' in type ? type.struct : type.secretKey, minor)
  }
  if (type === 'strings') return { type: 'array', items: { type: 'string' } }
  if (type === 'string' || type === 'duration') return { type: 'string' }
  return { type: type === 'bool' || type === 'boolPointer' ? 'boolean' : 'integer' }
}

/** OpenAPI v2 with nothing in it, in the protobuf form clients ask for: they look there for kinds that v3 lacks. */
function emptyV2(): Uint8Array {
  const text = (tag: number, value: string) => [tag, value.length, ...Buffer.from(value)]
  const info = [...text(0x0a, 'Kubernetes'), ...text(0x12, 'v')]
  return Uint8Array.from([...text(0x0a, '2.0'), 0x12, info.length, ...info])
}
