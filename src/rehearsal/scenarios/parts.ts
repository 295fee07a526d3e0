import type { KubeObject } from '../store/object.ts'

/** The objects every scenario is made of, as kubelet, kubeadm and calico-node leave them. */

/** A node as kubelet and calico-node left it. */
export interface NodeInput {
  name: string
  /** With mask: "172.20.0.11/24". */
  address: string
  podCidr: string
  roles?: string[]
  labels?: Record<string, string>
  kubeletVersion: string
  createdDaysAgo?: number
}

/** When everything in the cluster settled. */
const since = '2021-02-16T08:00:00Z'

const calicoApi = 'crd.projectcalico.org/v1'

/** A Node with the labels, annotations and status it has in a running cluster. */
export function node(input: NodeInput): KubeObject {
  const roles = Object.fromEntries((input.roles ?? []).map((role) => [`node-role.kubernetes.io/${role}`, '']))
  const internalIp = input.address.split('/')[0] as string
  const condition = (type: string, status: string, reason: string) => ({
    lastHeartbeatTime: since,
    lastTransitionTime: since,
    reason,
    status,
    type,
  })
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name: input.name,
      labels: {
        'beta.kubernetes.io/arch': 'amd64',
        'beta.kubernetes.io/os': 'linux',
        'kubernetes.io/arch': 'amd64',
        'kubernetes.io/hostname': input.name,
        'kubernetes.io/os': 'linux',
        ...roles,
        ...input.labels,
      },
      annotations: {
        'node.alpha.kubernetes.io/ttl': '0',
        'projectcalico.org/IPv4Address': input.address,
        'volumes.kubernetes.io/controller-managed-attach-detach': 'true',
      },
    },
    spec: { podCIDR: input.podCidr, podCIDRs: [input.podCidr] },
    status: {
      addresses: [
        { type: 'InternalIP', address: internalIp },
        { type: 'Hostname', address: input.name },
      ],
      conditions: [
        condition('NetworkUnavailable', 'False', 'CalicoIsUp'),
        condition('MemoryPressure', 'False', 'KubeletHasSufficientMemory'),
        condition('DiskPressure', 'False', 'KubeletHasNoDiskPressure'),
        condition('PIDPressure', 'False', 'KubeletHasSufficientPID'),
        condition('Ready', 'True', 'KubeletReady'),
      ],
      daemonEndpoints: { kubeletEndpoint: { Port: 10250 } },
      nodeInfo: {
        bootID: '',
        machineID: '',
        systemUUID: '',
        architecture: 'amd64',
        operatingSystem: 'linux',
        osImage: 'CentOS Linux 7 (Core)',
        kernelVersion: '3.10.0-1160.el7.x86_64',
        containerRuntimeVersion: 'docker://19.3.15',
        kubeletVersion: input.kubeletVersion,
        kubeProxyVersion: input.kubeletVersion,
      },
    },
  }
}

/** An address block that belongs to a node: the affinity and the block itself. */
export function block(nodeName: string, cidr: string): KubeObject[] {
  const name = cidr.replace(/[./:]/g, '-')
  return [
    {
      apiVersion: calicoApi,
      kind: 'BlockAffinity',
      metadata: { name: `${nodeName}-${name}` },
      spec: { cidr, deleted: 'false', node: nodeName, state: 'confirmed' },
    },
    {
      apiVersion: calicoApi,
      kind: 'IPAMBlock',
      metadata: { name },
      spec: {
        affinity: `host:${nodeName}`,
        allocations: Array.from({ length: blockSize(cidr) }, () => null),
        attributes: [],
        cidr,
        deleted: false,
        strictAffinity: false,
        unallocated: Array.from({ length: blockSize(cidr) }, (_, i) => i),
      },
    },
  ]
}

function blockSize(cidr: string): number {
  const bits = Number(cidr.split('/')[1])
  return cidr.includes(':') ? 64 : 2 ** (32 - bits)
}

/** A pool without encapsulation. */
export function pool(cidr: string): KubeObject {
  return {
    apiVersion: calicoApi,
    kind: 'IPPool',
    metadata: { name: 'default-pool' },
    spec: { blockSize: 26, cidr, ipipMode: 'Never', natOutgoing: true, nodeSelector: 'all()', vxlanMode: 'Never' },
  }
}

/** What says which Calico this is. */
export function clusterInformation(calicoVersion: string, guid: string): KubeObject {
  return {
    apiVersion: calicoApi,
    kind: 'ClusterInformation',
    metadata: { name: 'default' },
    spec: { calicoVersion, clusterGUID: guid, clusterType: 'k8s,bgp,kubeadm,kdd', datastoreReady: true },
  }
}

/** Felix' defaults. */
export function felixConfiguration(): KubeObject {
  return {
    apiVersion: calicoApi,
    kind: 'FelixConfiguration',
    metadata: { name: 'default' },
    spec: { bpfLogLevel: '', ipipEnabled: false, logSeverityScreen: 'Info', reportingInterval: '0s' },
  }
}

/** Fields that the API server fills in. */
const podDefaults = {
  dnsPolicy: 'ClusterFirst',
  enableServiceLinks: true,
  preemptionPolicy: 'PreemptLowerPriority',
  priority: 0,
  restartPolicy: 'Always',
  schedulerName: 'default-scheduler',
  securityContext: {},
  terminationGracePeriodSeconds: 30,
  tolerations: ['not-ready', 'unreachable'].map((state) => ({
    effect: 'NoExecute',
    key: `node.kubernetes.io/${state}`,
    operator: 'Exists',
    tolerationSeconds: 300,
  })),
}
const containerDefaults = {
  imagePullPolicy: 'IfNotPresent',
  resources: {},
  terminationMessagePath: '/dev/termination-log',
  terminationMessagePolicy: 'File',
}

/** The status of a container that runs. */
export function running(name: string, image: string) {
  return {
    name,
    image,
    imageID: '',
    lastState: {},
    ready: true,
    restartCount: 0,
    started: true,
    state: { running: { startedAt: since } },
  }
}

/** What the API server says of a pod with one address whose containers ask for nothing. */
export function podStatus(address: string, containerStatus: object) {
  return {
    phase: 'Running',
    hostIP: address,
    podIP: address,
    podIPs: [{ ip: address }],
    qosClass: 'BestEffort',
    conditions: [{ lastProbeTime: null, lastTransitionTime: since, status: 'True', type: 'Ready' }],
    containerStatuses: [containerStatus],
  }
}

/** The calico-node pod of a node. */
export function calicoNodePod(nodeName: string, hostIp: string, calicoVersion: string, suffix: string): KubeObject {
  const image = `calico/node:${calicoVersion}`
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `calico-node-${suffix}`,
      namespace: 'kube-system',
      labels: { 'k8s-app': 'calico-node', 'pod-template-generation': '1' },
      // The owner's uid is filled in when the cluster is made: see `withOwnerIds`.
      ownerReferences: [
        {
          apiVersion: 'apps/v1',
          blockOwnerDeletion: true,
          controller: true,
          kind: 'DaemonSet',
          name: 'calico-node',
          uid: '',
        },
      ],
    },
    spec: {
      nodeName,
      hostNetwork: true,
      ...podDefaults,
      containers: [
        {
          name: 'calico-node',
          image,
          env: [{ name: 'CALICO_NETWORKING_BACKEND', value: 'bird' }],
          ...containerDefaults,
        },
      ],
    },
    status: podStatus(hostIp, running('calico-node', image)),
  }
}
