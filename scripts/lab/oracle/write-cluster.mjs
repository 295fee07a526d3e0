// Puts a generated cluster into the lab's API as kubelet, calico-node and calicoctl would have left it.

import { COLLECTIONS } from '../kube-client.mjs'

const OWNED = ['BGPPeer', 'BGPConfiguration', 'IPPool', 'Node', 'Secret']

export async function writeCluster(client, cluster) {
  await Promise.all(OWNED.map((kind) => client.ok('DELETE', COLLECTIONS[kind])))
  const { resources, secrets } = cluster
  const writes = []
  for (const node of resources.nodes) writes.push(['Node', kubeNodeOf(node)])
  for (const kind of ['bgpConfigurations', 'bgpPeers', 'ipPools']) {
    for (const object of resources[kind])
      writes.push([object.kind, { ...object, apiVersion: 'crd.projectcalico.org/v1' }])
  }
  for (const secret of secrets) {
    writes.push([
      'Secret',
      {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name: secret.name, namespace: secret.namespace },
        stringData: Object.fromEntries(secret.keys.map((key) => [key, `very-secret-${key}`])),
      },
    ])
  }
  await Promise.all(writes.map(([kind, body]) => client.ok('POST', COLLECTIONS[kind], body)))
}

function kubeNodeOf(node) {
  const bgp = node.spec.bgp ?? {}
  const annotations = {}
  if (bgp.ipv4Address) annotations['projectcalico.org/IPv4Address'] = bgp.ipv4Address
  if (bgp.ipv6Address) annotations['projectcalico.org/IPv6Address'] = bgp.ipv6Address
  if (bgp.asNumber !== undefined) annotations['projectcalico.org/ASNumber'] = String(bgp.asNumber)
  if (bgp.routeReflectorClusterID)
    annotations['projectcalico.org/RouteReflectorClusterID'] = bgp.routeReflectorClusterID
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name: node.metadata.name, labels: node.metadata.labels, annotations },
    spec: {},
  }
}
