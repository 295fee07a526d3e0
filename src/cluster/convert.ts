import { parseAsn } from '../model/asn.ts'
import type { KubeNode } from '../model/cluster.ts'
import { type CalicoNode, type NodeBgpSpec, nodeAnnotations } from '../model/resources.ts'
import type { KubeObject } from './kube-json.ts'

/** A Kubernetes Node, reduced to what the wizard decides on. */
export function toKubeNode(object: KubeObject): KubeNode {
  const spec = (object.spec ?? {}) as {
    unschedulable?: boolean
    taints?: { key: string; effect: string }[]
    podCIDR?: string
    podCIDRs?: string[]
  }
  const status = (object.status ?? {}) as {
    conditions?: { type: string; status: string }[]
    addresses?: { type: string; address: string }[]
    nodeInfo?: { architecture?: string }
  }
  return {
    metadata: {
      name: object.metadata.name,
      ...(object.metadata.uid !== undefined ? { uid: object.metadata.uid } : {}),
      ...(object.metadata.resourceVersion !== undefined ? { resourceVersion: object.metadata.resourceVersion } : {}),
      labels: object.metadata.labels ?? {},
      annotations: object.metadata.annotations ?? {},
    },
    ready: status.conditions?.some((condition) => condition.type === 'Ready' && condition.status === 'True') ?? false,
    unschedulable: spec.unschedulable ?? false,
    taints: (spec.taints ?? []).map(({ key, effect }) => ({ key, effect })),
    internalIPs: (status.addresses ?? [])
      .filter((address) => address.type === 'InternalIP')
      .map((address) => address.address),
    architecture: status.nodeInfo?.architecture ?? object.metadata.labels?.['kubernetes.io/arch'] ?? '',
    podCIDRs: spec.podCIDRs ?? (spec.podCIDR ? [spec.podCIDR] : []),
  }
}

/**
 * The Calico view of a Kubernetes Node: BGP data from annotations, labels from Kubernetes plus Calico's own (Kubernetes
 * wins). An annotation that does not parse counts as absent, as in libcalico-go (facts: section 1).
 */
export function toCalicoNode(object: KubeObject): CalicoNode {
  const annotations = object.metadata.annotations ?? {}
  const bgp: NodeBgpSpec = {}
  const v4 = annotations[nodeAnnotations.ipv4Address]
  const v6 = annotations[nodeAnnotations.ipv6Address]
  const asn = annotations[nodeAnnotations.asNumber]
  const clusterId = annotations[nodeAnnotations.clusterId]
  if (v4) bgp.ipv4Address = v4
  if (v6) bgp.ipv6Address = v6
  if (asn !== undefined && parseAsn(asn) !== undefined) bgp.asNumber = parseAsn(asn)!
  if (clusterId) bgp.routeReflectorClusterID = clusterId
  const labels = { ...calicoLabels(annotations[nodeAnnotations.calicoLabels]), ...object.metadata.labels }
  const { uid } = object.metadata
  return {
    apiVersion: 'projectcalico.org/v3',
    kind: 'Node',
    metadata: { name: object.metadata.name, ...(uid !== undefined ? { uid } : {}), labels },
    spec: { bgp },
  }
}

function calicoLabels(text: string | undefined): Record<string, string> {
  if (!text) return {}
  try {
    const parsed: unknown = JSON.parse(text)
    if (parsed === null || typeof parsed !== 'object') return {}
    return Object.fromEntries(
      Object.entries(parsed).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
    )
  } catch {
    // Calico ignores an annotation it cannot read; so does the forecast.
    return {}
  }
}

/** A stored custom resource as the v3 object it stands for; server-made metadata but uid and resourceVersion goes. */
export function toV3<T>(object: KubeObject, kind: string): T {
  const { name, uid, resourceVersion, labels } = object.metadata
  return {
    apiVersion: 'projectcalico.org/v3',
    kind,
    metadata: {
      name,
      ...(uid !== undefined ? { uid } : {}),
      ...(resourceVersion !== undefined ? { resourceVersion } : {}),
      ...(labels !== undefined ? { labels } : {}),
    },
    spec: object.spec ?? {},
  } as T
}
