// The way a changed cluster state gets into the lab's API.

import { COLLECTIONS } from '../kube-client.mjs'

const EXCLUDE = 'node.kubernetes.io/exclude-from-external-load-balancers'

/** Gives the API the labels, AS numbers, cluster ids, peers and settings of a state; objects that confd watches stay. */
export async function writeState(client, { resources }) {
  const merge = (path, body) => client.ok('PATCH', path, body, 'application/merge-patch+json')
  await client.ok('DELETE', COLLECTIONS.BGPPeer)
  for (const node of resources.nodes) {
    const bgp = node.spec.bgp
    const was = (await client.ok('GET', `${COLLECTIONS.Node}/${node.metadata.name}`)).metadata
    const ours = (key) => key.startsWith('rr-') || key === EXCLUDE
    const gone = Object.fromEntries(
      Object.keys(was.labels)
        .filter(ours)
        .map((key) => [key, null]),
    )
    await merge(`${COLLECTIONS.Node}/${node.metadata.name}`, {
      metadata: {
        labels: { ...gone, ...node.metadata.labels },
        annotations: {
          'projectcalico.org/ASNumber': bgp.asNumber === undefined ? null : String(bgp.asNumber),
          'projectcalico.org/RouteReflectorClusterID': bgp.routeReflectorClusterID ?? null,
        },
      },
    })
  }
  const [configuration] = resources.bgpConfigurations
  await merge(`${COLLECTIONS.BGPConfiguration}/default`, { spec: { serviceClusterIPs: null, ...configuration.spec } })
  for (const peer of resources.bgpPeers)
    await client.ok('POST', COLLECTIONS.BGPPeer, {
      apiVersion: 'crd.projectcalico.org/v1',
      kind: 'BGPPeer',
      metadata: { name: peer.metadata.name },
      spec: peer.spec,
    })
}
