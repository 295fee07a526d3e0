// The lab's nodes as the wizard would read them from the API before anybody touched BGP.

import { GUIDE_NODES, POD_POOL, SERVICE_CIDR } from '../../../scripts/lab/guide-cluster.mjs'
import { VERSIONS } from '../../../scripts/lab/versions.mjs'
import { emptyResourceSet } from '../../../src/model/resources.ts'
import { parseVersion } from '../../../src/model/version.ts'

const v3 = (kind, name, spec) => ({
  apiVersion: 'projectcalico.org/v3',
  kind,
  metadata: { name, labels: {} },
  spec,
})

export function labState(nodes = GUIDE_NODES) {
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
      internalIPs: [node.ip],
      architecture: 'amd64',
      podCIDRs: [],
      podCount: 1,
    })),
    resources: {
      ...emptyResourceSet(),
      nodes: nodes.map((node) => v3('Node', node.name, { bgp: { ipv4Address: `${node.ip}/${node.prefix}` } })),
      bgpConfigurations: [v3('BGPConfiguration', 'default', { nodeToNodeMeshEnabled: true, asNumber: 64512 })],
      ipPools: [v3('IPPool', 'default-ipv4-ippool', { cidr: POD_POOL, ipipMode: 'Never', vxlanMode: 'Never' })],
      blockAffinities: nodes.map((node) =>
        v3('BlockAffinity', node.name, { cidr: node.block, node: node.name, state: 'confirmed' }),
      ),
    },
    serviceCidrs: [SERVICE_CIDR],
    foreignManagers: {},
  }
}
