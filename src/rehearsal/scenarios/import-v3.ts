import { nodeAnnotations } from '../../model/resources.ts'
import { kindOfObject } from '../store/kinds.ts'
import { isFields, type KubeObject, type StoredMeta } from '../store/object.ts'

/**
 * An object of a scenario file as the API stores it. Calico's own form (projectcalico.org/v3) is turned into the stored
 * one: a Node into a Kubernetes Node with annotations, everything else into a custom resource.
 * @returns undefined for a kind that the rehearsal does not have
 */
export function toKube(entry: Record<string, unknown>): KubeObject | undefined {
  const metadata = entry['metadata']
  if (!isFields(metadata) || typeof metadata['name'] !== 'string') return undefined
  const object = { ...entry, metadata: withoutServerFields(metadata) } as unknown as KubeObject
  if (entry['apiVersion'] !== 'projectcalico.org/v3') {
    return kindOfObject(entry['apiVersion'], entry['kind']) ? object : undefined
  }
  if (entry['kind'] === 'Node') return nodeToKube(object)
  const custom = { ...object, apiVersion: 'crd.projectcalico.org/v1' }
  return kindOfObject(custom.apiVersion, custom.kind) ? custom : undefined
}

function withoutServerFields(metadata: Record<string, unknown>): StoredMeta {
  const { resourceVersion: _version, managedFields: _managed, generation: _generation, ...kept } = metadata
  return kept as StoredMeta
}

function nodeToKube(node: KubeObject): KubeObject {
  const spec = isFields(node['spec']) ? node['spec'] : {}
  const bgp = isFields(spec['bgp']) ? spec['bgp'] : {}
  const annotations: Record<string, string> = {}
  const put = (annotation: string, value: unknown) => {
    if (value !== undefined && value !== null && value !== '') annotations[annotation] = String(value)
  }
  put(nodeAnnotations.ipv4Address, bgp['ipv4Address'])
  put(nodeAnnotations.ipv6Address, bgp['ipv6Address'])
  put(nodeAnnotations.asNumber, bgp['asNumber'])
  put(nodeAnnotations.clusterId, bgp['routeReflectorClusterID'])
  const { name, labels } = node.metadata
  const status = isFields(node['status']) ? node['status'] : {}
  const podCIDRs = Array.isArray(status['podCIDRs']) ? status['podCIDRs'].filter(Boolean) : []
  const address = String(bgp['ipv4Address'] ?? '').split('/')[0]
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name,
      labels: { 'kubernetes.io/hostname': name, 'kubernetes.io/os': 'linux', 'kubernetes.io/arch': 'amd64', ...labels },
      annotations,
    },
    spec: podCIDRs.length > 0 ? { podCIDR: podCIDRs[0], podCIDRs } : {},
    status: {
      ...(address ? { addresses: [{ type: 'InternalIP', address }] } : {}),
      conditions: [{ type: 'Ready', status: 'True', reason: 'KubeletReady' }],
      nodeInfo: { architecture: 'amd64', kubeletVersion: 'v1.27.16', operatingSystem: 'linux' },
    },
  }
}
