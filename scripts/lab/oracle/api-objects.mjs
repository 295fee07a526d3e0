// A generated cluster as kubelet, calico-node and calicoctl would have left it in the API.

export const KINDS = ['BGPPeer', 'BGPConfiguration', 'IPPool', 'Node', 'Secret']

/** The objects of a cluster in the order in which they may be written. */
export function apiObjects({ resources, secrets }) {
  const calico = ['bgpConfigurations', 'bgpPeers', 'ipPools'].flatMap((list) =>
    resources[list].map((object) => ({ ...object, apiVersion: 'crd.projectcalico.org/v1' })),
  )
  return [...resources.nodes.map(kubeNodeOf), ...calico, ...secrets.map(secretOf)]
}

function secretOf({ name, namespace, keys }) {
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name, namespace },
    stringData: Object.fromEntries(keys.map((key) => [key, `very-secret-${key}`])),
  }
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
