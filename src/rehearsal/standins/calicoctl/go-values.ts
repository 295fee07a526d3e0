import { type GoField, type GoType, type GoValue, goBool, goFloat, goInt, goString } from '../gotemplate/value.ts'
import type { Resource } from './decode.ts'
import type { Found } from './print.ts'
import { type FieldType, type Struct, structNames, structs } from './schema.ts'

/** Calico's Go structs as templates see them: what calicoctl found, with Go's names and zero values. */

/** Words that Go writes in capitals, where a JSON name does not begin with them. */
const goNames: Record<string, string> = {
  bgp: 'BGP',
  apiVersion: 'APIVersion',
  asNumber: 'ASNumber',
  ipv4Address: 'IPv4Address',
  ipv6Address: 'IPv6Address',
  ipv4IPIPTunnelAddr: 'IPv4IPIPTunnelAddr',
  ipv4VXLANTunnelAddr: 'IPv4VXLANTunnelAddr',
  ipv6VXLANTunnelAddr: 'IPv6VXLANTunnelAddr',
  vxlanTunnelMACAddr: 'VXLANTunnelMACAddr',
  vxlanTunnelMACAddrV6: 'VXLANTunnelMACAddrV6',
  cidr: 'CIDR',
  ipipMode: 'IPIPMode',
  ipip: 'IPIP',
  vxlanMode: 'VXLANMode',
  natOutgoing: 'NATOutgoing',
  'nat-outgoing': 'NATOutgoingV1',
  ttlSecurity: 'TTLSecurity',
  uid: 'UID',
  podCIDRs: 'PodCIDRs',
}

function goName(key: string): string {
  return goNames[key] ?? key.charAt(0).toUpperCase() + key.slice(1)
}

const field = (key: string, type: GoType): GoField => ({ name: goName(key), key, type })
const slice = (of: GoType): GoType => ({ kind: 'slice', name: `[]${of.name}`, of })
const pointer = (to: GoType): GoType => ({ kind: 'pointer', name: `*${to.name}`, to })
const texts: GoType = { kind: 'map', name: 'map[string]string', of: goString }
const typeMeta: GoField = {
  name: 'TypeMeta',
  key: undefined,
  embedded: true,
  type: { kind: 'struct', name: 'v1.TypeMeta', fields: [field('kind', goString), field('apiVersion', goString)] },
}

const time: GoType = {
  kind: 'time',
  name: 'v1.Time',
  text: (value) => {
    if (typeof value !== 'string') return '0001-01-01 00:00:00 +0000 UTC'
    return `${value.slice(0, 10)} ${value.slice(11, 19)} +0000 UTC`
  },
}

/** Go's struct of metadata; until Kubernetes 1.26's libraries it had a cluster name that nobody sets. */
function objectMeta(minor: number): GoType {
  const fields = [
    ...['name', 'generateName', 'namespace', 'selfLink'].map((key) => field(key, goString)),
    field('uid', { ...goString, name: 'types.UID' } as GoType),
    field('resourceVersion', goString),
    field('generation', { kind: 'int', name: 'int64' }),
    field('creationTimestamp', time),
    field('deletionTimestamp', pointer(time)),
    field('deletionGracePeriodSeconds', pointer({ kind: 'int', name: 'int64' })),
    field('labels', texts),
    field('annotations', texts),
    field('ownerReferences', slice({ kind: 'struct', name: 'v1.OwnerReference', fields: [] })),
    field('finalizers', slice(goString)),
    ...(minor < 26 ? [field('clusterName', goString)] : []),
    field('managedFields', slice({ kind: 'struct', name: 'v1.ManagedFieldsEntry', fields: [] })),
  ]
  return { kind: 'struct', name: 'v1.ObjectMeta', fields }
}

const listMeta: GoType = {
  kind: 'struct',
  name: 'v1.ListMeta',
  fields: [
    ...['selfLink', 'resourceVersion', 'continue'].map((key) => field(key, goString)),
    field('remainingItemCount', pointer({ kind: 'int', name: 'int64' })),
  ],
}

const asNumber: GoType = { kind: 'int', name: 'numorstring.ASNumber' }
const numbers: Partial<Record<string, GoType>> = {
  int: goInt,
  uint16: { kind: 'int', name: 'uint16' },
  uint8Pointer: pointer({ kind: 'int', name: 'uint8' }),
  int32Pointer: pointer({ kind: 'int', name: 'int32' }),
  asn: asNumber,
  asnPointer: { kind: 'pointer', name: '*numorstring.ASNumber', to: asNumber, text: String },
}

/** Plain texts in JSON that are pointers in Go. */
const textPointers = new Set(['bindMode', 'assignmentMode', 'serviceLoadBalancerAggregation'])

function typeOf(type: FieldType, key: string, minor: number): GoType {
  if (typeof type === 'object') {
    if ('list' in type) return slice(structType(type.list, key.replace(/s$/, ''), minor))
    const inner = 'struct' in type ? type.struct : type.secretKey
    return pointer(structType(inner, key, minor))
  }
  if (type === 'string') return textPointers.has(key) ? pointer(goString) : goString
  if (type === 'bool') return goBool
  if (type === 'boolPointer') return pointer(goBool)
  if (type === 'strings') return slice(goString)
  if (type === 'duration') {
    const to: GoType = { kind: 'struct', name: 'v1.Duration', fields: [] }
    const text = (value: unknown) => `&Duration{Duration:${value},}`
    return { kind: 'pointer', name: '*v1.Duration', to, text, nilText: 'nil' }
  }
  return numbers[type] ?? goInt
}

/** Names of structs that errors show and the schema does not. */
const innerNames: Record<string, string> = {
  wireguard: 'NodeWireguardSpec',
  orchRef: 'OrchRef',
  addresse: 'NodeAddress',
  password: 'BGPPassword',
  nodeMeshPassword: 'BGPPassword',
  ipip: 'IPIPConfiguration',
  serviceClusterIP: 'ServiceClusterIPBlock',
  serviceExternalIP: 'ServiceExternalIPBlock',
  serviceLoadBalancerIP: 'ServiceLoadBalancerIPBlock',
  communitie: 'Community',
  prefixAdvertisement: 'PrefixAdvertisement',
}

function structType(struct: Struct, key: string, minor: number): GoType {
  const name = structNames.get(struct) ?? innerNames[key] ?? goName(key)
  const fields = Object.entries(struct).flatMap(([each, entry]) => {
    const [type, since] = Array.isArray(entry) ? entry : [entry, 0]
    return since <= minor ? [field(each, typeOf(type, each, minor))] : []
  })
  return { kind: 'struct', name: `v3.${name}`, fields }
}

/** The type of a value whose Go struct is not known here: what is there has a name, what is not cannot be asked for. */
function guessed(value: unknown): GoType {
  if (Array.isArray(value)) return slice(guessed(value[0] ?? ''))
  if (typeof value === 'boolean') return goBool
  if (typeof value === 'number') return Number.isInteger(value) ? goInt : goFloat
  if (typeof value !== 'object' || value === null) return goString
  const fields = Object.entries(value).map(([key, inner]) => field(key, guessed(inner)))
  return { kind: 'struct', name: 'v3.Spec', fields }
}

function resourceType(kind: string, resource: Resource | undefined, minor: number): GoType {
  const known = structs[kind]
  const spec = known ? structType(known.spec, kind, minor) : guessed(resource?.spec ?? {})
  const meta: GoField = { name: 'ObjectMeta', key: 'metadata', embedded: true, type: objectMeta(minor) }
  const status = known?.status ? [field('status', structType(known.status, `${kind}Status`, minor))] : []
  return { kind: 'struct', name: `v3.${kind}`, fields: [typeMeta, meta, field('spec', spec), ...status] }
}

/** What a template of `get -o go-template` runs over: the answers of calicoctl, a list where a kind was asked for. */
export function goAnswers(found: Found[], minor: number): GoValue {
  const typed = new Map<unknown, GoType>()
  const values = found.map((answer) => {
    const { kind } = answer.manager
    if (!('items' in answer)) {
      typed.set(answer.resource, pointer(resourceType(kind, answer.resource, minor)))
      return answer.resource
    }
    const item = resourceType(kind, answer.items[0], minor)
    const list = {
      kind: `${kind}List`,
      apiVersion: 'projectcalico.org/v3',
      metadata: { resourceVersion: answer.resourceVersion },
      items: answer.items,
    }
    const meta: GoField = { name: 'ListMeta', key: 'metadata', embedded: true, type: listMeta }
    const fields = [typeMeta, meta, field('items', slice(item))]
    typed.set(list, pointer({ kind: 'struct', name: `v3.${kind}List`, fields }))
    return list
  })
  const object: GoType = { kind: 'interface', name: 'runtime.Object', of: (value) => typed.get(value) ?? goString }
  return { type: slice(object), value: values }
}
