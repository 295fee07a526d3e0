import type { ServiceShape } from '../../model/resources.ts'
import type { SessionResources } from '../sessions.ts'
import { isRecord, type RawObject } from './objects.ts'

/** Services and their endpoints arrive as separate objects, in any order. */
export class Kubernetes {
  readonly #services = new Map<string, ServiceShape>()
  readonly #endpoints = new Map<string, Set<string>>()

  service(shape: ServiceShape): void {
    this.#services.set(`${shape.namespace}/${shape.name}`, shape)
  }

  /** Nodes with a ready endpoint of a service. */
  endpoints(namespace: string, service: string, nodes: readonly string[]): void {
    const key = `${namespace}/${service}`
    const known = this.#endpoints.get(key) ?? new Set()
    this.#endpoints.set(key, known)
    for (const node of nodes) known.add(node)
  }

  services(): ServiceShape[] {
    return [...this.#services].map(([key, shape]) => ({
      ...shape,
      endpointNodes: [...(this.#endpoints.get(key) ?? [])],
    }))
  }
}

/** Keeps a Secret's keys. Its values are never looked at. */
export function addSecret(resources: SessionResources, object: RawObject, name: string): void {
  const namespace = namespaceOf(object)
  const keys = [object.fields.data, object.fields.stringData].flatMap((data) =>
    isRecord(data) ? Object.keys(data) : [],
  )
  const known = resources.secrets.find((secret) => secret.name === name && secret.namespace === namespace)
  // The same Secret in pieces: every key counts.
  if (known) known.keys = [...new Set([...known.keys, ...keys])]
  else resources.secrets.push({ namespace, name, keys })
}

export function addService(kubernetes: Kubernetes, object: RawObject, name: string): void {
  const spec = isRecord(object.fields.spec) ? object.fields.spec : {}
  const status = isRecord(object.fields.status) ? object.fields.status : {}
  const balancer = isRecord(status.loadBalancer) ? status.loadBalancer : {}
  const types = ['ClusterIP', 'NodePort', 'LoadBalancer', 'ExternalName'] as const
  kubernetes.service({
    namespace: namespaceOf(object),
    name,
    type: types.find((type) => type === spec.type) ?? 'ClusterIP',
    clusterIPs: texts(spec.clusterIPs ?? [spec.clusterIP]).filter((ip) => ip !== 'None' && ip !== ''),
    externalIPs: texts(spec.externalIPs),
    loadBalancerIPs: records(balancer.ingress).flatMap((ingress) => texts([ingress.ip])),
    externalTrafficPolicy: spec.externalTrafficPolicy === 'Local' ? 'Local' : 'Cluster',
    endpointNodes: [],
  })
}

export function addEndpoints(kubernetes: Kubernetes, object: RawObject, name: string): void {
  const addresses = records(object.fields.subsets).flatMap((subset) => records(subset.addresses))
  kubernetes.endpoints(
    namespaceOf(object),
    name,
    addresses.flatMap((address) => texts([address.nodeName])),
  )
}

export function addEndpointSlice(kubernetes: Kubernetes, object: RawObject): void {
  const labels = isRecord(object.metadata.labels) ? object.metadata.labels : {}
  const [service] = texts([labels['kubernetes.io/service-name']])
  if (service === undefined) return
  const ready = records(object.fields.endpoints).filter(
    (endpoint) => !(isRecord(endpoint.conditions) && endpoint.conditions.ready === false),
  )
  kubernetes.endpoints(
    namespaceOf(object),
    service,
    ready.flatMap((endpoint) => texts([endpoint.nodeName])),
  )
}

/** A pod as Calico describes it; it may be a BGP peer of its node. */
export function addWorkloadEndpoint(resources: SessionResources, object: RawObject, name: string): void {
  const spec = isRecord(object.fields.spec) ? object.fields.spec : {}
  const networks = texts(spec.ipNetworks).map((network) => network.split('/')[0]!)
  addWorkload(resources, object, name, texts([spec.node])[0], networks)
}

/** A pod as Kubernetes describes it. Pods in the host's network are the host and no peers. */
export function addPod(resources: SessionResources, object: RawObject, name: string): void {
  const spec = isRecord(object.fields.spec) ? object.fields.spec : {}
  const status = isRecord(object.fields.status) ? object.fields.status : {}
  if (spec.hostNetwork === true) return
  const addresses = records(status.podIPs).flatMap((entry) => texts([entry.ip]))
  addWorkload(
    resources,
    object,
    name,
    texts([spec.nodeName])[0],
    addresses.length > 0 ? addresses : texts([status.podIP]),
  )
}

function addWorkload(
  resources: SessionResources,
  object: RawObject,
  name: string,
  node: string | undefined,
  addresses: readonly string[],
): void {
  const ipv4 = addresses.find((address) => !address.includes(':'))
  const ipv6 = addresses.find((address) => address.includes(':'))
  if (node === undefined || (ipv4 === undefined && ipv6 === undefined)) return
  const labels = isRecord(object.metadata.labels) ? object.metadata.labels : {}
  resources.workloads ??= []
  resources.workloads.push({
    name: `${namespaceOf(object)}/${name}`,
    node,
    labels: Object.fromEntries(Object.entries(labels).map(([key, value]) => [key, String(value)])),
    ...(ipv4 === undefined ? {} : { ipv4 }),
    ...(ipv6 === undefined ? {} : { ipv6 }),
  })
}

/** The namespace as written; empty when the object names none. */
function namespaceOf(object: RawObject): string {
  return typeof object.metadata.namespace === 'string' ? object.metadata.namespace : ''
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((text): text is string => typeof text === 'string') : []
}

function records(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter(isRecord) : []
}
