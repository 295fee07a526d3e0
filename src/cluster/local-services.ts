import type { RunCommand } from '../model/command-result.ts'
import type { ServiceShape } from '../model/resources.ts'
import { type KubeObject, listObjects } from './kube-json.ts'

/**
 * The services with externalTrafficPolicy Local and the nodes with a ready endpoint of theirs: only these announce their
 * addresses, one by one. Read when a proof is printed; no plan and no gate stands on them, since pods move.
 * @returns empty when there are none, or when they may not be read
 */
export async function readLocalServices(run: RunCommand): Promise<ServiceShape[]> {
  const services = ((await optional(run, 'services')) ?? []).filter(
    (object) => object.spec?.['externalTrafficPolicy'] === 'Local',
  )
  if (services.length === 0) return []
  const endpoints = await optional(run, 'endpoints')
  if (!endpoints) return []
  const nodes = new Map(endpoints.map((object) => [keyOf(object), nodesOf(object)]))
  return services.map((object) => shapeOf(object, nodes.get(keyOf(object)) ?? []))
}

/** Not being allowed to look is no reason to stop. */
async function optional(run: RunCommand, type: string): Promise<KubeObject[] | undefined> {
  try {
    return await listObjects(run, type, '--all-namespaces')
  } catch {
    return undefined
  }
}

function keyOf({ metadata }: KubeObject): string {
  return `${metadata.namespace ?? ''}/${metadata.name}`
}

/** What the API server guarantees of a Service and its Endpoints, as far as it is read here. */
interface ServiceFields {
  spec?: { type?: ServiceShape['type']; clusterIPs?: string[]; clusterIP?: string; externalIPs?: string[] }
  status?: { loadBalancer?: { ingress?: { ip?: string }[] } }
  subsets?: { addresses?: { nodeName?: string }[] }[]
}

function nodesOf(object: KubeObject): string[] {
  const { subsets } = object as ServiceFields
  const nodes = (subsets ?? []).flatMap((subset) => (subset.addresses ?? []).flatMap(({ nodeName }) => nodeName ?? []))
  return [...new Set(nodes)]
}

function shapeOf(object: KubeObject, endpointNodes: string[]): ServiceShape {
  const { spec, status } = object as ServiceFields
  const cluster = spec?.clusterIPs ?? (spec?.clusterIP === undefined ? [] : [spec.clusterIP])
  return {
    namespace: object.metadata.namespace ?? '',
    name: object.metadata.name,
    type: spec?.type ?? 'ClusterIP',
    clusterIPs: cluster.filter((address) => address !== 'None' && address !== ''),
    externalIPs: spec?.externalIPs ?? [],
    loadBalancerIPs: (status?.loadBalancer?.ingress ?? []).flatMap(({ ip }) => ip ?? []),
    externalTrafficPolicy: 'Local',
    endpointNodes,
  }
}
