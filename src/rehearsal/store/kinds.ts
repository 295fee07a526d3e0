/** A resource the API serves. */
export interface ResourceKind {
  group: string
  version: string
  plural: string
  singular: string
  kind: string
  shortNames: string[]
  namespaced: boolean
  /** Has a status subresource: then a write of the object leaves `status` alone and the other way round. */
  status: boolean
  /** The server counts changes of anything but metadata and status. Old core kinds do not. */
  generation: boolean
  /** An update without a resourceVersion is taken (old core kinds) or refused (custom resources, Lease). */
  unconditionalUpdate: boolean
  /** First Calico version that has it; older clusters don't serve it. */
  since?: [number, number]
  categories?: string[]
}

/** Group of Calico's own objects in the Kubernetes datastore. */
export const calicoGroup = 'crd.projectcalico.org'

function core(plural: string, kind: string, shortNames: string[], namespaced: boolean, status = false): ResourceKind {
  const singular = kind.toLowerCase()
  const base = { group: '', version: 'v1', plural, singular, kind, shortNames, namespaced, status }
  return { ...base, generation: false, unconditionalUpdate: true }
}

function calico(plural: string, kind: string, more: Partial<ResourceKind> = {}): ResourceKind {
  const singular = kind.toLowerCase()
  const base = { group: calicoGroup, version: 'v1', plural, singular, kind, shortNames: [], namespaced: false }
  return { ...base, status: false, generation: true, unconditionalUpdate: false, ...more }
}

const daemonSet: ResourceKind = {
  group: 'apps',
  version: 'v1',
  plural: 'daemonsets',
  singular: 'daemonset',
  kind: 'DaemonSet',
  shortNames: ['ds'],
  namespaced: true,
  status: true,
  generation: true,
  unconditionalUpdate: true,
  categories: ['all'],
}

const lease: ResourceKind = {
  group: 'coordination.k8s.io',
  version: 'v1',
  plural: 'leases',
  singular: 'lease',
  kind: 'Lease',
  shortNames: [],
  namespaced: true,
  status: false,
  generation: false,
  unconditionalUpdate: false,
}

/** Everything that can be stored. */
export const resourceKinds: ResourceKind[] = [
  core('configmaps', 'ConfigMap', ['cm'], true),
  core('events', 'Event', ['ev'], true),
  core('limitranges', 'LimitRange', ['limits'], true),
  core('namespaces', 'Namespace', ['ns'], false, true),
  core('nodes', 'Node', ['no'], false, true),
  { ...core('pods', 'Pod', ['po'], true, true), categories: ['all'] },
  core('resourcequotas', 'ResourceQuota', ['quota'], true, true),
  core('secrets', 'Secret', [], true),
  core('serviceaccounts', 'ServiceAccount', ['sa'], true),
  { ...core('services', 'Service', ['svc'], true, true), categories: ['all'] },
  daemonSet,
  lease,
  calico('bgpconfigurations', 'BGPConfiguration'),
  calico('bgpfilters', 'BGPFilter', { since: [3, 26] }),
  calico('bgppeers', 'BGPPeer'),
  calico('blockaffinities', 'BlockAffinity'),
  calico('caliconodestatuses', 'CalicoNodeStatus', { since: [3, 21] }),
  calico('clusterinformations', 'ClusterInformation'),
  calico('felixconfigurations', 'FelixConfiguration'),
  calico('globalnetworkpolicies', 'GlobalNetworkPolicy'),
  calico('globalnetworksets', 'GlobalNetworkSet'),
  calico('hostendpoints', 'HostEndpoint'),
  calico('ipamblocks', 'IPAMBlock'),
  calico('ipamconfigs', 'IPAMConfig'),
  calico('ipamhandles', 'IPAMHandle'),
  calico('ippools', 'IPPool'),
  calico('ipreservations', 'IPReservation', { since: [3, 22] }),
  calico('kubecontrollersconfigurations', 'KubeControllersConfiguration'),
  calico('networkpolicies', 'NetworkPolicy', { namespaced: true }),
  calico('networksets', 'NetworkSet', { namespaced: true }),
]

const byKind = new Map(resourceKinds.map((kind) => [`${groupVersion(kind)}/${kind.kind}`, kind]))
const byPlural = new Map(resourceKinds.map((kind) => [`${kind.group}/${kind.version}/${kind.plural}`, kind]))

/** "v1" or "crd.projectcalico.org/v1". */
export function groupVersion(kind: Pick<ResourceKind, 'group' | 'version'>): string {
  return kind.group ? `${kind.group}/${kind.version}` : kind.version
}

/** The resource of an object's apiVersion and kind. */
export function kindOfObject(apiVersion: unknown, kind: unknown): ResourceKind | undefined {
  return byKind.get(`${apiVersion}/${kind}`)
}

/** The resource of a request path. */
export function kindOfPath(group: string, version: string, plural: string): ResourceKind | undefined {
  return byPlural.get(`${group}/${version}/${plural}`)
}

/** The resource of a name that is known to exist, e.g. `kindNamed('nodes')`. */
export function kindNamed(plural: string): ResourceKind {
  const found = resourceKinds.find((kind) => kind.plural === plural)
  if (!found) throw new Error(`no such resource: ${plural}`)
  return found
}
