import {
  type BgpConfiguration,
  type BgpFilter,
  type BgpPeer,
  type BlockAffinity,
  type CalicoNode,
  emptyResourceSet,
  type IpPool,
} from '../../model/resources.ts'
import type { SessionResources } from '../sessions.ts'
import { checkFields, subjectOf } from './check.ts'
import type { ParseContext } from './context.ts'
import { irrelevantKinds } from './fields.ts'
import {
  addEndpointSlice,
  addEndpoints,
  addPod,
  addSecret,
  addService,
  addWorkloadEndpoint,
  Kubernetes,
} from './kubernetes.ts'
import { fromCalicoNode, fromKubeNode, type KubeView, mergeNodes } from './nodes.ts'
import { isRecord, type RawObject } from './objects.ts'
import { refuse } from './refuse.ts'

/** What the objects of an input add up to. */
export interface Collected {
  resources: SessionResources
  calicoVersion: string | undefined
}

/** Kinds that Kubernetes and Calico both have; only the group tells them apart. */
const calicoGroup = /^(?:projectcalico\.org\/|crd\.projectcalico\.org\/)/

/**
 * Sorts objects into resources. Of two objects with one name the last counts, as with `apply -f`; a Kubernetes Node and a
 * Calico Node of one name are the same node and are joined.
 */
export function collectResources(objects: readonly RawObject[], context: ParseContext): Collected {
  const resources: SessionResources = { ...emptyResourceSet(), workloads: [] }
  const kubernetes = new Kubernetes()
  const kubeNodes = new Map<string, KubeView>()
  const calicoNodes = new Map<string, CalicoNode>()
  const named = new Map<string, Map<string, unknown>>()
  const ignored = new Map<string, number>()
  let calicoVersion: string | undefined

  const keep = <T>(map: Map<string, T>, object: RawObject, value: T) => {
    const name = nameOf(object)
    if (map.has(name)) warnTwice(object, context)
    map.set(name, value)
  }
  const add = (object: RawObject, spec: Record<string, unknown>) => {
    const map = named.get(object.kind) ?? new Map<string, unknown>()
    named.set(object.kind, map)
    const metadata = { ...object.metadata, name: nameOf(object) }
    keep(map, object, { apiVersion: 'projectcalico.org/v3', kind: object.kind, metadata, spec })
  }

  for (const object of objects) {
    const { kind, fields } = object
    switch (kind) {
      case 'Node':
        if (isKubeNode(object)) keep(kubeNodes, object, fromKubeNode(object, nameOf(object), context))
        else keep(calicoNodes, object, fromCalicoNode(object, nameOf(object), context))
        break
      case 'BGPConfiguration':
      case 'BGPPeer':
      case 'IPPool':
      case 'BlockAffinity':
        add(object, checkFields(fields.spec, kind, 'spec', object, context))
        break
      case 'BGPFilter':
        add(object, isRecord(fields.spec) ? fields.spec : {})
        break
      case 'ClusterInformation': {
        const version = isRecord(fields.spec) ? fields.spec.calicoVersion : undefined
        if (typeof version === 'string' && version !== '') calicoVersion = version
        break
      }
      case 'Secret':
        addSecret(resources, object, nameOf(object))
        break
      case 'Service':
        addService(kubernetes, object, nameOf(object))
        break
      case 'Endpoints':
        addEndpoints(kubernetes, object, nameOf(object))
        break
      case 'EndpointSlice':
        addEndpointSlice(kubernetes, object)
        break
      case 'WorkloadEndpoint':
        addWorkloadEndpoint(resources, object, nameOf(object))
        break
      case 'Pod':
        addPod(resources, object, nameOf(object))
        break
      case 'ConfigMap':
        warnBackend(object, context)
        break
      default:
        ignored.set(kind, (ignored.get(kind) ?? 0) + 1)
    }
  }

  const all = <T>(kind: string) => [...(named.get(kind)?.values() ?? [])] as T[]
  resources.nodes = mergeNodes(kubeNodes, calicoNodes)
  resources.bgpConfigurations = all<BgpConfiguration>('BGPConfiguration')
  resources.bgpPeers = all<BgpPeer>('BGPPeer')
  resources.bgpFilters = all<BgpFilter>('BGPFilter')
  resources.ipPools = all<IpPool>('IPPool')
  resources.blockAffinities = all<BlockAffinity>('BlockAffinity')
  resources.services = kubernetes.services()
  for (const [kind, count] of ignored) warnIgnored(kind, count, context)
  return { resources, calicoVersion }
}

/** Without an apiVersion, data that only a Calico Node has decides. */
function isKubeNode(object: RawObject): boolean {
  if (object.apiVersion !== '') return !calicoGroup.test(object.apiVersion)
  return !(isRecord(object.fields.spec) && isRecord(object.fields.spec.bgp))
}

/** Names as Kubernetes and Calico accept them, and a little more: host names of old clusters have capitals. */
const objectName = /^[a-zA-Z0-9](?:[-a-zA-Z0-9_.]{0,251}[a-zA-Z0-9])?$/

function nameOf(object: RawObject): string {
  const { name } = object.metadata
  if (typeof name !== 'string' || name === '') {
    throw refuse('E_RESOURCES_NO_NAME', `a ${object.kind} has no metadata.name`, object.place, ['Give it a name.'])
  }
  if (objectName.test(name)) return name
  throw refuse(
    'E_RESOURCES_NAME',
    `${JSON.stringify(name.slice(0, 80))} is no name for a ${object.kind}`,
    object.place,
    ['Use letters, digits, "-" and "."; begin and end with a letter or digit.'],
  )
}

function warnTwice(object: RawObject, context: ParseContext): void {
  context.warnings.push({
    code: 'W_RESOURCE_TWICE',
    subject: `${subjectOf(object)} (${object.place})`,
    message: 'appears more than once: the last one counts, as with "apply -f"',
    remedy: 'Keep one of them.',
  })
}

function warnIgnored(kind: string, count: number, context: ParseContext): void {
  const known = irrelevantKinds[kind]
  context.warnings.push({
    code: known ? 'W_KIND_WITHOUT_BGP' : 'W_KIND_UNKNOWN',
    subject: `${kind} (${count})`,
    message: known
      ? `decides no session: not used (${known})`
      : 'is no kind this forecast knows: whatever it does to sessions or routes is missing here',
  })
}

/** calico_backend other than bird means that no BGP daemon runs at all. */
function warnBackend(object: RawObject, context: ParseContext): void {
  const data = isRecord(object.fields.data) ? object.fields.data : {}
  const backend = data.calico_backend
  if (typeof backend !== 'string' || backend === 'bird' || backend === '') return
  context.warnings.push({
    code: 'W_BACKEND',
    subject: `${subjectOf(object)} (${object.place})`,
    message: `says calico_backend is ${backend}: no BGP daemon runs, and none of these sessions exists`,
  })
}
