// The lab's nodes as the wizard would read them from the API before anybody touched BGP.

import { GUIDE_NODES, POD_POOL, POD_POOL6, SERVICE_CIDR } from '../../../scripts/lab/guide-cluster.mjs'
import { VERSIONS } from '../../../scripts/lab/versions.mjs'
import { emptyResourceSet } from '../../../src/model/resources.ts'
import { parseVersion } from '../../../src/model/version.ts'

const v3 = (kind, name, spec) => ({
  apiVersion: 'projectcalico.org/v3',
  kind,
  metadata: { name, labels: {} },
  spec,
})

/** @param family of the addresses that the nodes have: 4, or 6 */
export function labState(nodes = GUIDE_NODES, family = 4) {
  const six = family === 6
  return {
    identity: { context: 'lab', server: 'https://127.0.0.1', uid: 'lab' },
    version: parseVersion(VERSIONS.calico),
    datastore: 'kubernetes',
    backend: 'bird',
    calicoNamespace: 'kube-system',
    kubeNodes: nodes.map((node) => ({
      metadata: { name: node.name, labels: {} },
      ready: true,
      unschedulable: false,
      taints: [],
      internalIPs: [six ? node.ip6 : node.ip],
      architecture: 'amd64',
      podCIDRs: [],
      podCount: 1,
    })),
    resources: {
      ...emptyResourceSet(),
      nodes: nodes.map((node) =>
        v3('Node', node.name, {
          bgp: six ? { ipv6Address: `${node.ip6}/64` } : { ipv4Address: `${node.ip}/${node.prefix}` },
        }),
      ),
      bgpConfigurations: [v3('BGPConfiguration', 'default', { nodeToNodeMeshEnabled: true, asNumber: 64512 })],
      ipPools: [
        v3('IPPool', `default-ipv${family}-ippool`, {
          cidr: six ? POD_POOL6 : POD_POOL,
          ipipMode: 'Never',
          vxlanMode: 'Never',
        }),
      ],
      blockAffinities: nodes.map((node) =>
        v3('BlockAffinity', node.name, {
          cidr: six ? node.block6 : node.block,
          node: node.name,
          state: 'confirmed',
        }),
      ),
    },
    serviceCidrs: [SERVICE_CIDR],
    foreignManagers: {},
  }
}

/** A state of IPv6 on the same nodes as they are: with their addresses, pool and blocks of IPv4 beside it. */
export function withIpv4({ resources, ...state }) {
  const four = labState(GUIDE_NODES.filter((node) => resources.nodes.some((one) => one.metadata.name === node.name)))
  const bgpOf = (name) => four.resources.nodes.find((one) => one.metadata.name === name).spec.bgp
  return {
    ...state,
    resources: {
      ...resources,
      nodes: resources.nodes.map((node) => ({
        ...node,
        spec: { ...node.spec, bgp: { ...bgpOf(node.metadata.name), ...node.spec.bgp } },
      })),
      ipPools: [...four.resources.ipPools, ...resources.ipPools],
      blockAffinities: [...four.resources.blockAffinities, ...resources.blockAffinities],
    },
  }
}
