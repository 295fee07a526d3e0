// The guide's cluster as kubelet, the API server and calico-node v3.25.0 would have left it before anybody touched BGP.

import { COLLECTIONS } from './kube-client.mjs'
import { VERSIONS } from './versions.mjs'

export const POD_POOL = '10.233.64.0/18'
export const POD_POOL6 = 'fd00:64::/48'
export const SERVICE_CIDR = '10.233.0.0/18'

/** name, address in the rack's subnet, block of pod addresses, kubelet's podCIDR, rack */
export const GUIDE_NODES = Object.freeze(
  [1, 2, 3, 4, 5, 6].map((index) => {
    const rack = index <= 3 ? 1 : 2
    const host = 10 + (index <= 3 ? index : index - 3)
    return Object.freeze({
      name: `node${index}`,
      index,
      rack,
      ip: `17${rack + 1}.20.0.${host}`,
      prefix: 24,
      // Calico's IPAM hands out /26 blocks, one for each node at first; they have nothing to do with kubelet's podCIDR.
      block: `10.233.${64 + index}.0/26`,
      // For the fabrics of IPv6; elsewhere a node has no such address.
      ip6: `fd00:20:${rack}::${host}`,
      block6: `fd00:64::${index}00/122`,
      podIp: `10.233.${64 + index}.10`,
      podCidr: `10.233.${63 + index}.0/24`,
      calicoPod: `calico-node-${'bcdfg'.charAt(index % 5)}${index}xzt`,
    })
  }),
)

export function kubeNode(node) {
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name: node.name,
      labels: {
        'beta.kubernetes.io/arch': 'amd64',
        'beta.kubernetes.io/os': 'linux',
        'kubernetes.io/arch': 'amd64',
        'kubernetes.io/hostname': node.name,
        'kubernetes.io/os': 'linux',
        ...(node.index <= 3 ? { 'node-role.kubernetes.io/control-plane': '' } : {}),
        'node-role.kubernetes.io/worker': '',
      },
      annotations: {
        'node.alpha.kubernetes.io/ttl': '0',
        'projectcalico.org/IPv4Address': `${node.ip}/${node.prefix}`,
        'volumes.kubernetes.io/controller-managed-attach-detach': 'true',
      },
    },
    spec: { podCIDR: node.podCidr, podCIDRs: [node.podCidr] },
  }
}

function kubeNodeStatus(node) {
  return {
    status: {
      addresses: [
        { type: 'InternalIP', address: node.ip },
        { type: 'Hostname', address: node.name },
      ],
      capacity: { cpu: '4', memory: '8Gi', pods: '110' },
      allocatable: { cpu: '4', memory: '8Gi', pods: '110' },
      conditions: [
        {
          type: 'Ready',
          status: 'True',
          reason: 'KubeletReady',
          message: 'kubelet is posting ready status',
          lastHeartbeatTime: '2026-01-01T00:00:00Z',
          lastTransitionTime: '2026-01-01T00:00:00Z',
        },
        {
          type: 'NetworkUnavailable',
          status: 'False',
          reason: 'CalicoIsUp',
          message: 'Calico is running on this node',
        },
      ],
      nodeInfo: {
        architecture: 'amd64',
        bootID: '',
        containerRuntimeVersion: 'containerd://1.7.27',
        kernelVersion: '6.1.0',
        kubeProxyVersion: '',
        kubeletVersion: VERSIONS.kubernetes,
        machineID: '',
        operatingSystem: 'linux',
        osImage: 'Linux',
        systemUUID: '',
      },
    },
  }
}

function calicoNodePod(node) {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: node.calicoPod,
      namespace: 'kube-system',
      labels: { 'k8s-app': 'calico-node', 'controller-revision-hash': '6d8f7d5b4', 'pod-template-generation': '1' },
    },
    spec: {
      nodeName: node.name,
      hostNetwork: true,
      containers: [
        {
          name: 'calico-node',
          image: `docker.io/calico/node:${VERSIONS.calico}`,
          env: [
            { name: 'DATASTORE_TYPE', value: 'kubernetes' },
            { name: 'CALICO_NETWORKING_BACKEND', value: 'bird' },
            { name: 'CLUSTER_TYPE', value: 'k8s,bgp' },
            { name: 'IP', value: 'autodetect' },
          ],
        },
      ],
      terminationGracePeriodSeconds: 0,
      tolerations: [{ operator: 'Exists' }],
    },
  }
}

function podStatus(node) {
  return {
    status: {
      phase: 'Running',
      hostIP: node.ip,
      podIP: node.ip,
      podIPs: [{ ip: node.ip }],
      conditions: [
        { type: 'Ready', status: 'True' },
        { type: 'ContainersReady', status: 'True' },
      ],
      containerStatuses: [
        {
          name: 'calico-node',
          image: `docker.io/calico/node:${VERSIONS.calico}`,
          imageID: '',
          ready: true,
          restartCount: 0,
          state: { running: { startedAt: '2026-01-01T00:00:00Z' } },
        },
      ],
    },
  }
}

/** A pod of somebody's, so that "does this cluster have pods" is answered as on a living cluster. */
function workloadPod(node) {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: `web-${node.index}`, namespace: 'default', labels: { app: 'web' } },
    spec: {
      nodeName: node.name,
      containers: [{ name: 'web', image: 'web:1' }],
      terminationGracePeriodSeconds: 0,
    },
  }
}

const crd = (kind, name, spec) => ({ apiVersion: 'crd.projectcalico.org/v1', kind, metadata: { name }, spec })

export const blockName = (cidr) => cidr.replace(/[./:]+/g, '-')

export function blockAffinity(node, cidr) {
  return crd('BlockAffinity', `${node}-${blockName(cidr)}`, { cidr, deleted: 'false', node, state: 'confirmed' })
}

function ipamBlock(node) {
  const size = 64
  const used = 10
  return crd('IPAMBlock', blockName(node.block), {
    affinity: `host:${node.name}`,
    allocations: Array.from({ length: size }, (_, index) => (index === used ? 0 : null)),
    attributes: [
      {
        handle_id: `k8s-pod-network.web-${node.index}`,
        secondary: { namespace: 'default', node: node.name, pod: `web-${node.index}` },
      },
    ],
    cidr: node.block,
    deleted: false,
    sequenceNumber: 1,
    sequenceNumberForAllocation: { [used]: 0 },
    strictAffinity: false,
    unallocated: Array.from({ length: size }, (_, index) => index).filter((index) => index !== used),
  })
}

export function ipPool({ name = 'default-ipv4-ippool', cidr = POD_POOL, ipipMode = 'Never', ...rest } = {}) {
  return crd('IPPool', name, {
    allowedUses: ['Workload', 'Tunnel'],
    blockSize: cidr.includes(':') ? 122 : 26,
    cidr,
    ipipMode,
    natOutgoing: true,
    nodeSelector: 'all()',
    vxlanMode: 'Never',
    ...rest,
  })
}

function calicoDaemonSet() {
  const template = calicoNodePod(GUIDE_NODES[0])
  return {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name: 'calico-node', namespace: 'kube-system', labels: { 'k8s-app': 'calico-node' } },
    spec: {
      selector: { matchLabels: { 'k8s-app': 'calico-node' } },
      template: {
        metadata: { labels: { 'k8s-app': 'calico-node' } },
        spec: { hostNetwork: true, containers: template.spec.containers, tolerations: template.spec.tolerations },
      },
    },
  }
}

/**
 * Seeds the guide's six nodes.
 * @param bgpConfiguration spec of the default BGPConfiguration, or undefined for a cluster that never had one
 */
export async function seedGuideCluster(client, { bgpConfiguration, calicoVersion = VERSIONS.calico } = {}) {
  const post = (kind, body) => client.ok('POST', COLLECTIONS[kind], body)
  for (const node of GUIDE_NODES) {
    await post('Node', kubeNode(node))
    await client.ok(
      'PATCH',
      `${COLLECTIONS.Node}/${node.name}/status`,
      kubeNodeStatus(node),
      'application/merge-patch+json',
    )
    // Admission taints a new node until somebody says it is ready; here nobody else would.
    await client.ok(
      'PATCH',
      `${COLLECTIONS.Node}/${node.name}`,
      { spec: { taints: null } },
      'application/merge-patch+json',
    )
    await post('BlockAffinity', blockAffinity(node.name, node.block))
    await post('IPAMBlock', ipamBlock(node))
    await post('Pod', calicoNodePod(node))
    await client.ok(
      'PATCH',
      `${COLLECTIONS.Pod}/${node.calicoPod}/status`,
      podStatus(node),
      'application/merge-patch+json',
    )
    await client.ok('POST', '/api/v1/namespaces/default/pods', workloadPod(node))
    await client.ok(
      'PATCH',
      `/api/v1/namespaces/default/pods/web-${node.index}/status`,
      { status: { phase: 'Running', hostIP: node.ip, podIP: node.podIp, podIPs: [{ ip: node.podIp }] } },
      'application/merge-patch+json',
    )
  }
  await client.ok('POST', '/apis/apps/v1/namespaces/kube-system/daemonsets', calicoDaemonSet())
  await post('IPPool', ipPool())
  await post(
    'ClusterInformation',
    crd('ClusterInformation', 'default', {
      calicoVersion,
      clusterGUID: '7d4f2f0c1c9a4f1f8f8e0a4c5b6d7e8f',
      clusterType: 'k8s,bgp,kdd',
      datastoreReady: true,
    }),
  )
  await post(
    'FelixConfiguration',
    crd('FelixConfiguration', 'default', { bpfLogLevel: '', logSeverityScreen: 'Info', reportingInterval: '0s' }),
  )
  await post('ConfigMap', {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'calico-config', namespace: 'kube-system' },
    data: { calico_backend: 'bird', cluster_type: 'k8s,bgp', veth_mtu: '0', typha_service_name: 'none' },
  })
  await post('ConfigMap', {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'kubeadm-config', namespace: 'kube-system' },
    data: {
      ClusterConfiguration: `kind: ClusterConfiguration\nnetworking:\n  dnsDomain: cluster.local\n  podSubnet: ${POD_POOL}\n  serviceSubnet: ${SERVICE_CIDR}\n`,
    },
  })
  if (bgpConfiguration) await post('BGPConfiguration', crd('BGPConfiguration', 'default', bgpConfiguration))
}

/** Removes everything that decides BGP, so that the next test starts from `seedGuideCluster` again. */
export async function wipeCluster(client) {
  for (const kind of [
    'BGPPeer',
    'BGPConfiguration',
    'BlockAffinity',
    'IPAMBlock',
    'IPPool',
    'ClusterInformation',
    'FelixConfiguration',
    'Node',
  ]) {
    await client.ok('DELETE', COLLECTIONS[kind])
  }
  for (const namespace of ['kube-system', 'default']) {
    await client.ok('DELETE', `/api/v1/namespaces/${namespace}/pods?gracePeriodSeconds=0`)
  }
  await client.ok('DELETE', COLLECTIONS.ConfigMap)
  await client.ok('DELETE', '/apis/apps/v1/namespaces/kube-system/daemonsets')
}
