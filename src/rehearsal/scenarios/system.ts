import type { KubeObject } from '../store/object.ts'
import { podStatus, running } from './parts.ts'

/** Namespaces, Calico's and kubeadm's configuration, the API server's pod and service. */
export function systemObjects(input: {
  calicoVersion: string
  kubernetesVersion: string
  podCidr: string
  serviceCidr: string
  firstServiceIp: string
  controlPlane: { name: string; address: string }
}): KubeObject[] {
  const namespaces = ['default', 'kube-node-lease', 'kube-public', 'kube-system'].map((name) => ({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name, labels: { 'kubernetes.io/metadata.name': name } },
    spec: { finalizers: ['kubernetes'] },
    status: { phase: 'Active' },
  }))
  const { serviceCidr, podCidr, controlPlane } = input
  const clusterConfiguration = [
    'apiVersion: kubeadm.k8s.io/v1beta2',
    'kind: ClusterConfiguration',
    `kubernetesVersion: ${input.kubernetesVersion}`,
    'networking:',
    '  dnsDomain: cluster.local',
    `  podSubnet: ${podCidr}`,
    `  serviceSubnet: ${serviceCidr}`,
    '',
  ].join('\n')
  const inSystem = (name: string) => ({ name, namespace: 'kube-system' })
  return [
    ...namespaces,
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: inSystem('kubeadm-config'),
      data: { ClusterConfiguration: clusterConfiguration },
    },
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: inSystem('calico-config'),
      data: { calico_backend: 'bird', veth_mtu: '1440' },
    },
    // What answers with passwords may name: an admin has prepared it, as the docs ask for.
    {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: inSystem('bgp-passwords'),
      type: 'Opaque',
      data: { leafs: Buffer.from('rehearsed').toString('base64') },
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: {
        name: 'kubernetes',
        namespace: 'default',
        labels: { component: 'apiserver', provider: 'kubernetes' },
      },
      spec: {
        clusterIP: input.firstServiceIp,
        clusterIPs: [input.firstServiceIp],
        ports: [{ name: 'https', port: 443, protocol: 'TCP', targetPort: 6443 }],
        sessionAffinity: 'None',
        type: 'ClusterIP',
      },
      status: { loadBalancer: {} },
    },
    {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        ...inSystem(`kube-apiserver-${controlPlane.name}`),
        // Made by kubelet from a file: tools leave such pods alone.
        annotations: { 'kubernetes.io/config.mirror': 'made-from-a-file' },
        labels: { component: 'kube-apiserver', tier: 'control-plane' },
      },
      spec: {
        nodeName: controlPlane.name,
        hostNetwork: true,
        containers: [
          {
            name: 'kube-apiserver',
            image: `k8s.gcr.io/kube-apiserver:${input.kubernetesVersion}`,
            command: [
              'kube-apiserver',
              `--advertise-address=${controlPlane.address}`,
              `--service-cluster-ip-range=${serviceCidr}`,
            ],
          },
        ],
      },
      status: podStatus(
        controlPlane.address,
        running('kube-apiserver', `k8s.gcr.io/kube-apiserver:${input.kubernetesVersion}`),
      ),
    },
    {
      apiVersion: 'apps/v1',
      kind: 'DaemonSet',
      metadata: { ...inSystem('calico-node'), labels: { 'k8s-app': 'calico-node' } },
      spec: {
        selector: { matchLabels: { 'k8s-app': 'calico-node' } },
        template: {
          metadata: { labels: { 'k8s-app': 'calico-node' } },
          spec: {
            hostNetwork: true,
            containers: [
              {
                name: 'calico-node',
                image: `calico/node:${input.calicoVersion}`,
                env: [
                  { name: 'DATASTORE_TYPE', value: 'kubernetes' },
                  {
                    name: 'CALICO_NETWORKING_BACKEND',
                    valueFrom: { configMapKeyRef: { name: 'calico-config', key: 'calico_backend' } },
                  },
                  { name: 'CLUSTER_TYPE', value: 'k8s,bgp' },
                  { name: 'CALICO_IPV4POOL_CIDR', value: podCidr },
                  { name: 'CALICO_IPV4POOL_IPIP', value: 'Never' },
                ],
              },
            ],
          },
        },
      },
    },
  ]
}
