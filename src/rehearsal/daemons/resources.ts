import type { CalicoNode, ObjectMeta, ResourceSet, ServiceShape } from '../../model/resources.ts'
import { nodeAnnotations } from '../../model/resources.ts'
import { kindNamed } from '../store/kinds.ts'
import { type KubeObject, valueAt } from '../store/object.ts'
import type { Store } from '../store/store.ts'

/** Kinds whose change may change what a daemon does. */
export const decisiveKinds = new Set(
  ['nodes', 'bgpconfigurations', 'bgppeers', 'bgpfilters', 'ippools', 'blockaffinities', 'secrets', 'services'].map(
    kindNamed,
  ),
)

/** The store's objects as the forecast reads them: what confd on every node would see. */
export function resourcesOf(store: Store): ResourceSet {
  const custom = <T>(plural: string, kind: string) =>
    store.list(kindNamed(plural)).map((object) => asCustom(object, kind)) as T[]
  return {
    nodes: store.list(kindNamed('nodes')).map(calicoNode),
    bgpConfigurations: custom('bgpconfigurations', 'BGPConfiguration'),
    bgpPeers: custom('bgppeers', 'BGPPeer'),
    bgpFilters: custom('bgpfilters', 'BGPFilter'),
    ipPools: custom('ippools', 'IPPool'),
    blockAffinities: custom('blockaffinities', 'BlockAffinity'),
    secrets: store.list(kindNamed('secrets')).map((object) => ({
      namespace: object.metadata.namespace ?? '',
      name: object.metadata.name,
      keys: Object.keys({ ...(object['data'] as object), ...(object['stringData'] as object) }),
    })),
    services: store.list(kindNamed('services')).map(serviceShape),
  }
}

function asCustom(object: KubeObject, kind: string): unknown {
  return {
    apiVersion: 'projectcalico.org/v3',
    kind,
    metadata: object.metadata as ObjectMeta,
    spec: object['spec'] ?? {},
  }
}

/** A Kubernetes Node as Calico reads it: everything BGP is in annotations. */
function calicoNode(object: KubeObject): CalicoNode {
  const annotations = object.metadata.annotations ?? {}
  const bgp: Record<string, string> = {}
  const put = (field: string, annotation: string) => {
    const value = annotations[annotation]
    if (value) bgp[field] = value
  }
  put('asNumber', nodeAnnotations.asNumber)
  put('ipv4Address', nodeAnnotations.ipv4Address)
  put('ipv6Address', nodeAnnotations.ipv6Address)
  put('routeReflectorClusterID', nodeAnnotations.clusterId)
  const labels = { ...ownLabels(annotations[nodeAnnotations.calicoLabels]), ...object.metadata.labels }
  return {
    apiVersion: 'projectcalico.org/v3',
    kind: 'Node',
    metadata: { ...(object.metadata as ObjectMeta), labels },
    spec: Object.keys(bgp).length > 0 ? { bgp } : {},
  }
}

function ownLabels(text: string | undefined): Record<string, string> {
  try {
    return text ? JSON.parse(text) : {}
  } catch {
    return {}
  }
}

function serviceShape(object: KubeObject): ServiceShape {
  const list = (path: string) => (valueAt(object, path.split('.')) as string[] | undefined) ?? []
  const text = (path: string) => valueAt(object, path.split('.')) as string | undefined
  const ingress = (valueAt(object, ['status', 'loadBalancer', 'ingress']) ?? []) as { ip?: string }[]
  const clusterIp = text('spec.clusterIP')
  return {
    namespace: object.metadata.namespace ?? '',
    name: object.metadata.name,
    type: (text('spec.type') ?? 'ClusterIP') as ServiceShape['type'],
    clusterIPs: list('spec.clusterIPs').length > 0 ? list('spec.clusterIPs') : clusterIp ? [clusterIp] : [],
    externalIPs: list('spec.externalIPs'),
    loadBalancerIPs: ingress.flatMap(({ ip }) => (ip ? [ip] : [])),
    externalTrafficPolicy: (text('spec.externalTrafficPolicy') ?? 'Cluster') as 'Cluster' | 'Local',
    endpointNodes: [],
  }
}
