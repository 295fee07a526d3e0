// A cluster of many nodes on the lab's API: racks of fifty, as kubelet and calico-node leave them, many requests at a time.

import { blockAffinity, ipPool, kubeNode, seedGuideCluster } from '../scripts/lab/guide-cluster.mjs'
import { COLLECTIONS } from '../scripts/lab/kube-client.mjs'

const RACK = 50
const AT_ONCE = 8
const MERGE = 'application/merge-patch+json'

/** @returns the racks as answers have them, and the service CIDR */
export async function seedMesh(client, count) {
  // What a cluster has besides nodes comes from the guide's; its six nodes go.
  await seedGuideCluster(client, {
    bgpConfiguration: { logSeverityScreen: 'Info', nodeToNodeMeshEnabled: true, asNumber: 64512 },
  })
  for (const kind of ['Node', 'BlockAffinity', 'IPAMBlock', 'IPPool']) await client.ok('DELETE', COLLECTIONS[kind])
  await client.ok('POST', COLLECTIONS.IPPool, ipPool({ cidr: '10.128.0.0/12' }))
  const nodes = Array.from({ length: count }, (_, i) => {
    const rack = Math.floor(i / RACK)
    const name = `node${String(i + 1).padStart(4, '0')}`
    const ip = `172.20.${rack}.${(i % RACK) + 11}`
    const cidr = `10.128.${Math.floor(i / 4)}.${(i % 4) * 64}/26`
    return { name, ip, prefix: 24, rack, index: i + 4, podCidr: cidr, block: cidr }
  })
  const rest = [...nodes]
  const work = async () => {
    for (let node = rest.shift(); node; node = rest.shift()) await seedNode(client, node)
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  const racks = Array.from({ length: Math.ceil(count / RACK) }, (_, rack) => {
    const own = nodes.filter((node) => node.rack === rack).map(({ name }) => name)
    return {
      name: `rr${rack + 1}`,
      subnet: `172.20.${rack}.0/24`,
      nodes: own,
      asNumber: 64512 + rack,
      reflectors: own.slice(0, 2),
      clusterIDs: 'node-ip',
      leafs: [
        {
          name: `leaf${rack + 1}`,
          address: `172.20.${rack}.254`,
          asNumber: 65009 + rack,
          accepts: 'all-nodes',
          remoteAs: 'external',
          multipath: true,
        },
      ],
    }
  })
  return { racks, serviceCidr: '10.233.0.0/18' }
}

async function seedNode(client, node) {
  const path = `${COLLECTIONS.Node}/${node.name}`
  await client.ok('POST', COLLECTIONS.Node, kubeNode(node))
  const status = {
    addresses: [{ type: 'InternalIP', address: node.ip }],
    conditions: [{ type: 'Ready', status: 'True', reason: 'KubeletReady' }],
  }
  await client.ok('PATCH', `${path}/status`, { status }, MERGE)
  await client.ok('PATCH', path, { spec: { taints: null } }, MERGE)
  await client.ok('POST', COLLECTIONS.BlockAffinity, blockAffinity(node.name, node.block))
}
