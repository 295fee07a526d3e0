// The way a changed cluster state gets into the lab's API.

import { blockAffinity, ipPool } from '../guide-cluster.mjs'
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
          'projectcalico.org/IPv6Address': bgp.ipv6Address ?? null,
        },
      },
    })
  }
  await addIpv6(client, resources)
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

/** Secrets of passwords by name and key, where calico-node looks for them. */
export async function writeSecrets(client, secrets = {}) {
  for (const [name, stringData] of Object.entries(secrets)) {
    const body = { apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace: 'kube-system' }, stringData }
    const { status } = await client.call('POST', COLLECTIONS.Secret, body)
    if (status !== 201 && status !== 409) throw new Error(`Secret ${name}: ${status}`)
  }
}

/** Pools and blocks of IPv6, which the guide's cluster has not; nobody minds them afterwards without addresses of IPv6. */
async function addIpv6(client, { ipPools, blockAffinities }) {
  const create = async (kind, body) => {
    const { status } = await client.call('POST', COLLECTIONS[kind], body)
    if (status !== 201 && status !== 409) throw new Error(`${kind} ${body.metadata.name}: ${status}`)
  }
  for (const { metadata, spec } of ipPools)
    if (spec.cidr.includes(':')) await create('IPPool', ipPool({ name: metadata.name, cidr: spec.cidr }))
  for (const { spec } of blockAffinities)
    if (spec.cidr.includes(':')) await create('BlockAffinity', blockAffinity(spec.node, spec.cidr))
}
