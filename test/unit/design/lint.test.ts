import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { guideAnswers } from '../../../src/design/answers/guide.ts'
import { designFromAnswers } from '../../../src/design/answers/merge.ts'
import { lintDocument } from '../../../src/design/lint/document.ts'
import { lint, lintTexts } from '../../../src/design/lint/lint.ts'
import { lintRules } from '../../../src/design/lint/rules.ts'
import { proposeDesign } from '../../../src/design/propose.ts'
import type { ClusterState } from '../../../src/model/cluster.ts'
import type { Design } from '../../../src/model/design.ts'
import type { BgpConfiguration, BgpPeer, ServiceShape } from '../../../src/model/resources.ts'
import type { SecretLook } from '../../../src/model/secret.ts'
import { cluster, guideCluster, type NodeSpec } from './clusters.ts'

interface Case {
  state: ClusterState
  design?: Design
}

const guideDesign = () => designFromAnswers(guideAnswers(), guideCluster(), proposeDesign(guideCluster()))
const withPassword = (design: Design): Design => ({
  ...design,
  racks: design.racks.map((rack) => ({
    ...rack,
    leafs: rack.leafs.map((leaf) => ({ ...leaf, password: { secret: 'bgp-passwords', key: 'leafs' } })),
  })),
})
const peer = (name: string, spec: BgpPeer['spec']): BgpPeer => ({
  apiVersion: 'projectcalico.org/v3',
  kind: 'BGPPeer',
  metadata: { name },
  spec,
})
const config = (spec: BgpConfiguration['spec'], name = 'default'): BgpConfiguration => ({
  apiVersion: 'projectcalico.org/v3',
  kind: 'BGPConfiguration',
  metadata: { name },
  spec,
})
const meshOff = config({ nodeToNodeMeshEnabled: false })
const service = (change: Partial<ServiceShape>): ServiceShape => ({
  namespace: 'default',
  name: 'web',
  type: 'LoadBalancer',
  clusterIPs: [],
  externalIPs: [],
  loadBalancerIPs: [],
  externalTrafficPolicy: 'Cluster',
  endpointNodes: [],
  ...change,
})

/** The guide's cluster with these objects. */
function withObjects(objects: {
  peers?: BgpPeer[]
  configs?: BgpConfiguration[]
  services?: ServiceShape[]
  version?: string
  nodes?: NodeSpec[]
  change?: Partial<ClusterState>
}): ClusterState {
  const state = cluster(objects.nodes ?? guideNodes(), objects.change ?? {}, objects.version ?? 'v3.17.2')
  state.resources.bgpPeers = objects.peers ?? []
  state.resources.bgpConfigurations = objects.configs ?? []
  state.resources.services = objects.services ?? []
  return state
}

/** The guide's nodes; `change` alters the ones it names. */
function guideNodes(change: Record<string, Partial<NodeSpec>> = {}): NodeSpec[] {
  return [1, 2, 3, 4, 5, 6].map((i) => {
    const name = `node${i}`
    const ip = i <= 3 ? `172.20.0.${10 + i}/24` : `173.20.0.${7 + i}/24`
    return { name, ip, ...change[name] }
  })
}

/** Nodes of a finished guide: groups, reflectors, AS numbers, cluster ids. */
const finishedNodes = (change: Record<string, Partial<NodeSpec>> = {}) =>
  guideNodes().map((node, i) => {
    const group = i < 3 ? 'rr1' : 'rr2'
    const reflects = i % 3 < 2
    return {
      ...node,
      labels: { 'rr-group': group, ...(reflects ? { 'rr-id': group } : {}) },
      asNumber: i < 3 ? 64512 : 64513,
      ...(reflects ? { clusterId: node.ip!.split('/')[0]! } : {}),
      ...change[node.name],
    }
  })
const guidePeers = () => [
  peer('rr1-to-leaf1-peer', { nodeSelector: "rr-id == 'rr1'", peerIP: '172.20.0.254', asNumber: 65009 }),
  peer('rr1-to-node-peer', { nodeSelector: "rr-group == 'rr1'", peerSelector: "rr-id == 'rr1'" }),
  peer('rr2-to-leaf2-peer', { nodeSelector: "rr-id == 'rr2'", peerIP: '173.20.0.254', asNumber: 65010 }),
  peer('rr2-to-node-peer', { nodeSelector: "rr-group == 'rr2'", peerSelector: "rr-id == 'rr2'" }),
]
const finished = (objects: Parameters<typeof withObjects>[0] = {}) =>
  withObjects({ nodes: finishedNodes(), peers: guidePeers(), configs: [meshOff], ...objects })

const rack = (change: Partial<Design['racks'][number]>): Design => {
  const design = guideDesign()
  return { ...design, racks: [{ ...design.racks[0]!, ...change }, design.racks[1]!] }
}
const leaf = (options: Partial<Design['racks'][number]['leafs'][number]['options']>, asn = 65009): Design => {
  const design = guideDesign()
  const racks = design.racks.map((r) => ({
    ...r,
    leafs: r.leafs.map((l) => ({ ...l, asn: asn === 65009 ? l.asn : asn, options: { ...l.options, ...options } })),
  }))
  return { ...design, racks }
}
const many = (count: number) =>
  Array.from({ length: count }, (_, i) => ({ name: `n${i}`, ip: `10.0.${i >> 8}.${i & 255}/16` }))
const openLeafs = leaf({ accepts: 'all-nodes' })
const cp = { labels: { 'node-role.kubernetes.io/control-plane': '' } }

/** By code: where the rule must speak, and where it must not. */
const cases: Record<string, { yes: Case; no: Case }> = {
  LINT_NODE_WITHOUT_SESSION: { yes: { state: withObjects({ configs: [meshOff] }) }, no: { state: finished() } },
  LINT_REFLECTOR_HAS_PODS: {
    yes: { state: withObjects({ nodes: guideNodes({ node1: { kube: { podCount: 3 } } }) }), design: guideDesign() },
    no: { state: withObjects({ nodes: guideNodes({ node3: { kube: { podCount: 3 } } }) }), design: guideDesign() },
  },
  LINT_FOREIGN_LABEL: {
    yes: {
      state: withObjects({
        peers: [peer('p', { peerSelector: 'has(node-role.kubernetes.io/master)', nodeSelector: 'all()' })],
      }),
    },
    no: { state: finished() },
  },
  LINT_SELECTOR_MATCHES_NOBODY: {
    yes: { state: withObjects({ peers: [peer('p', { nodeSelector: 'all()', peerSelector: "rr-id == 'rr1'" })] }) },
    no: { state: finished() },
  },
  LINT_BAD_SELECTOR: {
    yes: { state: withObjects({ peers: [peer('p', { nodeSelector: 'has(', peerSelector: 'all()' })] }) },
    no: { state: finished() },
  },
  LINT_SINGLE_REFLECTOR: {
    yes: { state: guideCluster(), design: rack({ reflectors: ['node1'] }) },
    no: { state: guideCluster(), design: guideDesign() },
  },
  LINT_REFLECTORS_SHARE_FATE: {
    yes: { state: withObjects({ nodes: guideNodes({ node1: cp, node2: cp }) }), design: guideDesign() },
    no: { state: withObjects({ nodes: guideNodes({ node1: cp, node2: cp, node3: cp }) }), design: guideDesign() },
  },
  LINT_STALE_BIRD_CONFIG: {
    yes: { state: withObjects({ version: 'v3.15.0' }) },
    no: { state: withObjects({ version: 'v3.15.1' }) },
  },
  LINT_DISJOINT_CLIENTS: {
    yes: {
      state: withObjects({
        nodes: finishedNodes({ node1: { clusterId: '1.1.1.1' }, node2: { clusterId: '1.1.1.1' } }),
        peers: [
          peer('a', { node: 'node3', peerSelector: "kubernetes == 'x'", nodeSelector: '' }),
          peer('b', { nodeSelector: "rr-group == 'rr1' && !has(rr-id)", peerSelector: "first == 'yes'" }),
          peer('c', { nodeSelector: "rr-group == 'rr2' && !has(rr-id)", peerSelector: "second == 'yes'" }),
        ],
      }),
    },
    no: {
      state: finished({ nodes: finishedNodes({ node1: { clusterId: '1.1.1.1' }, node2: { clusterId: '1.1.1.1' } }) }),
    },
  },
  LINT_PARTIAL_ASN: {
    yes: { state: finished({ nodes: finishedNodes({ node6: { asNumber: undefined } }) as NodeSpec[] }) },
    no: { state: finished() },
  },
  LINT_ASN_ZERO: {
    yes: { state: withObjects({ nodes: guideNodes({ node1: { asNumber: 0 } }) }) },
    no: { state: finished() },
  },
  LINT_PEER_WITHOUT_ASN: {
    yes: { state: withObjects({ peers: [peer('p', { peerIP: '172.20.0.254' })] }) },
    no: { state: finished() },
  },
  LINT_PEER_WITHOUT_TARGET: {
    yes: { state: withObjects({ peers: [peer('p', { nodeSelector: 'all()' })] }) },
    no: { state: finished() },
  },
  LINT_PEER_UNKNOWN_NODE: {
    yes: { state: withObjects({ peers: [peer('p', { node: 'node9', peerIP: '10.0.0.1', asNumber: 1 })] }) },
    no: { state: withObjects({ peers: [peer('p', { node: 'node1', peerIP: '10.0.0.1', asNumber: 1 })] }) },
  },
  LINT_ACCIDENTAL_GLOBAL_PEER: {
    yes: { state: withObjects({ peers: [peer('p', { nodeSelector: '', peerSelector: 'has(rr-id)' })] }) },
    no: { state: withObjects({ peers: [peer('p', { nodeSelector: 'all()', peerSelector: 'has(rr-id)' })] }) },
  },
  LINT_NODE_WITHOUT_GROUP: {
    yes: { state: finished({ nodes: finishedNodes({ node6: { labels: {} } }) }) },
    no: { state: finished() },
  },
  LINT_LABEL_NOT_IN_KUBERNETES: {
    yes: {
      state: (() => {
        const state = guideCluster()
        state.resources.nodes[0]!.metadata.annotations = { 'projectcalico.org/kube-labels': '{"rr-group":"rr1"}' }
        return state
      })(),
    },
    no: { state: finished() },
  },
  LINT_STRAY_ID_LABEL: {
    yes: {
      state: finished({ nodes: finishedNodes({ node6: { labels: { 'rr-group': 'rr2', 'rr-id': 'rr2' } } }) }),
      design: guideDesign(),
    },
    no: { state: finished(), design: guideDesign() },
  },
  LINT_FOREIGN_LABEL_VALUE: {
    yes: {
      state: withObjects({ nodes: guideNodes({ node1: { labels: { 'rr-group': 'blue' } } }) }),
      design: guideDesign(),
    },
    no: { state: finished(), design: guideDesign() },
  },
  LINT_HUB_WITHOUT_CLUSTER_ID: {
    yes: { state: finished({ nodes: finishedNodes({ node1: { clusterId: '' } }) }) },
    no: { state: finished() },
  },
  LINT_ISOLATED_REFLECTOR: {
    yes: { state: withObjects({ version: 'v3.25.0', nodes: guideNodes({ node1: { clusterId: '1.1.1.1' } }) }) },
    no: { state: withObjects({ version: 'v3.17.2', nodes: guideNodes({ node1: { clusterId: '1.1.1.1' } }) }) },
  },
  LINT_LOCAL_SERVICES: {
    yes: {
      state: withObjects({
        configs: [config({ serviceExternalIPs: [{ cidr: '10.9.0.0/24' }] })],
        services: [service({ externalIPs: ['10.9.0.1'], externalTrafficPolicy: 'Local' })],
      }),
      design: guideDesign(),
    },
    no: {
      state: withObjects({
        version: 'v3.33.0',
        configs: [config({ serviceExternalIPs: [{ cidr: '10.9.0.0/24' }] })],
        services: [service({ externalIPs: ['10.9.0.1'], externalTrafficPolicy: 'Local' })],
      }),
      design: guideDesign(),
    },
  },
  LINT_SERVICES_LAND_ON_REFLECTORS: {
    yes: { state: guideCluster(), design: guideDesign() },
    no: { state: guideCluster(), design: { ...guideDesign(), serviceCidrs: [] } },
  },
  LINT_REFLECTORS_IN_DATA_PATH: {
    yes: { state: guideCluster(), design: guideDesign() },
    no: { state: guideCluster(), design: openLeafs },
  },
  LINT_IBGP_SWITCH_AS_CLIENT: {
    yes: {
      state: finished({ peers: [peer('p', { nodeSelector: 'all()', peerIP: '172.20.0.254', asNumber: 64512 })] }),
    },
    no: { state: finished() },
  },
  LINT_IBGP_LEAF_NEXT_HOP: {
    yes: { state: guideCluster(), design: leaf({ reflectsClients: true }, 64512) },
    no: { state: guideCluster(), design: leaf({ reflectsClients: true, nextHopSelf: true }, 64512) },
  },
  LINT_CLIENTS_NEED_DEFAULT_ROUTE: {
    yes: { state: guideCluster(), design: proposeDesign(guideCluster()) },
    no: { state: guideCluster(), design: guideDesign() },
  },
  LINT_PASSWORD_MANY_CLIENTS: {
    yes: {
      state: withObjects({
        nodes: many(160),
        configs: [config({ nodeMeshPassword: { secretKeyRef: { name: 's', key: 'k' } } })],
      }),
    },
    no: {
      state: withObjects({
        nodes: many(20),
        configs: [config({ nodeMeshPassword: { secretKeyRef: { name: 's', key: 'k' } } })],
      }),
    },
  },
  LINT_PASSWORD_ON_RUNNING_SESSION: {
    yes: {
      state: withObjects({ peers: [peer('old', { peerIP: '172.20.0.254', asNumber: 65009 })] }),
      design: withPassword(guideDesign()),
    },
    no: {
      state: withObjects({
        peers: [
          peer('same', {
            peerIP: '172.20.0.254',
            asNumber: 65009,
            password: { secretKeyRef: { name: 'bgp-passwords', key: 'leafs' } },
          }),
        ],
      }),
      design: withPassword(guideDesign()),
    },
  },
  LINT_MESH_TOO_LARGE: {
    yes: { state: withObjects({ nodes: many(101) }) },
    no: { state: withObjects({ nodes: many(100) }) },
  },
  LINT_MANY_PEERS: {
    yes: {
      state: withObjects({
        peers: Array.from({ length: 101 }, (_, i) => peer(`p${i}`, { peerIP: '10.0.0.1', asNumber: 1 })),
      }),
    },
    no: { state: finished() },
  },
  LINT_NODE_NOT_READY: {
    yes: { state: withObjects({ nodes: guideNodes({ node2: { kube: { ready: false } } }) }) },
    no: { state: guideCluster() },
  },
  LINT_NODE_GONE: {
    yes: { state: { ...guideCluster(), kubeNodes: guideCluster().kubeNodes.slice(1) } },
    no: { state: { ...guideCluster(), kubeNodes: [] } },
  },
  LINT_ADDRESS_NOT_INTERNAL: {
    yes: { state: withObjects({ nodes: guideNodes({ node1: { kube: { internalIPs: ['192.168.0.1'] } } }) }) },
    no: { state: guideCluster() },
  },
  LINT_DUPLICATE_ADDRESS: {
    yes: { state: withObjects({ nodes: guideNodes({ node2: { ip: '172.20.0.11/24' } }) }) },
    no: { state: guideCluster() },
  },
  LINT_NODE_WITHOUT_ADDRESS: {
    yes: { state: withObjects({ nodes: [...guideNodes(), { name: 'node7' }] }) },
    no: { state: guideCluster() },
  },
  LINT_LISTEN_PORT: {
    yes: { state: withObjects({ configs: [config({ listenPort: 1790 })] }) },
    no: { state: withObjects({ configs: [config({ listenPort: 179 })] }) },
  },
  LINT_SECOND_SPEAKER: {
    yes: { state: withObjects({ services: [service({ loadBalancerIPs: ['10.8.0.1'] })] }), design: guideDesign() },
    no: {
      state: withObjects({
        services: [service({ loadBalancerIPs: ['10.8.0.1'] })],
        configs: [config({ serviceLoadBalancerIPs: [{ cidr: '10.8.0.0/24' }] })],
      }),
      design: guideDesign(),
    },
  },
  LINT_TAKEN_NAME: {
    yes: {
      state: withObjects({ peers: [peer('rr1-to-leaf1-peer', { peerIP: '9.9.9.9', asNumber: 65009 })] }),
      design: guideDesign(),
    },
    no: { state: finished(), design: guideDesign() },
  },
  LINT_FOREIGN_MANAGER: {
    yes: { state: { ...guideCluster(), foreignManagers: { 'BGPConfiguration/default': ['argocd'] } } },
    no: { state: guideCluster() },
  },
  LINT_MESH_PASSWORD: {
    yes: { state: withObjects({ version: 'v3.25.0', configs: [config({ nodeMeshMaxRestartTime: '60s' })] }) },
    no: { state: withObjects({ version: 'v3.25.0', configs: [config({})] }) },
  },
  LINT_CONFIGURATION_REFUSED: {
    yes: { state: withObjects({ configs: [config({ communities: [{ name: 'c', value: '1:1' }] })] }) },
    no: {
      state: withObjects({
        configs: [
          config({
            communities: [{ name: 'c', value: '1:1' }],
            prefixAdvertisements: [{ cidr: '10.0.0.0/8', communities: ['c'] }],
          }),
        ],
      }),
    },
  },
  LINT_SHORT_TIMERS: {
    yes: { state: withObjects({ peers: [peer('p', { peerIP: '10.0.0.1', asNumber: 1, keepaliveTime: '1s' })] }) },
    no: { state: withObjects({ peers: [peer('p', { peerIP: '10.0.0.1', asNumber: 1, keepaliveTime: '30s' })] }) },
  },
  LINT_ETCD_DATASTORE: { yes: { state: { ...guideCluster(), datastore: 'etcdv3' } }, no: { state: guideCluster() } },
  LINT_BGP_NOT_USED: { yes: { state: { ...guideCluster(), backend: 'vxlan' } }, no: { state: guideCluster() } },
  LINT_MESH_AND_LEAF: {
    yes: { state: withObjects({ peers: [peer('p', { peerIP: '172.20.0.254', asNumber: 65009 })] }) },
    no: { state: finished() },
  },
  LINT_EXCLUDED_REFLECTOR: {
    yes: {
      state: withObjects({
        version: 'v3.25.0',
        nodes: guideNodes({ node1: { labels: { 'node.kubernetes.io/exclude-from-external-load-balancers': 'true' } } }),
      }),
      design: guideDesign(),
    },
    no: {
      state: withObjects({
        version: 'v3.25.0',
        // A reflector with the label as kubeadm sets it, which Calico does not heed, and another node with its value.
        nodes: guideNodes({
          node1: { labels: { 'node.kubernetes.io/exclude-from-external-load-balancers': '' } },
          node3: { labels: { 'node.kubernetes.io/exclude-from-external-load-balancers': 'true' } },
        }),
      }),
      design: guideDesign(),
    },
  },
  LINT_FIELD_TOO_NEW: {
    yes: { state: withObjects({ peers: [peer('p', { peerIP: '10.0.0.1', asNumber: 1, localASNumber: 2 })] }) },
    no: {
      state: withObjects({
        version: 'v3.31.0',
        peers: [peer('p', { peerIP: '10.0.0.1', asNumber: 1, localASNumber: 2 })],
      }),
    },
  },
  LINT_MISSING_SECRET: {
    yes: {
      state: withObjects({
        peers: [peer('p', { peerIP: '10.0.0.1', asNumber: 1, password: { secretKeyRef: { name: 's', key: 'k' } } })],
      }),
    },
    no: {
      state: (() => {
        const password = { secretKeyRef: { name: 's', key: 'k' } }
        const state = withObjects({ peers: [peer('p', { peerIP: '10.0.0.1', asNumber: 1, password })] })
        state.resources.secrets = [{ namespace: 'kube-system', name: 's', keys: ['k'] }]
        return state
      })(),
    },
  },
  LINT_MISSING_FILTER: {
    yes: { state: withObjects({ peers: [peer('p', { peerIP: '10.0.0.1', asNumber: 1, filters: ['f'] })] }) },
    no: { state: finished() },
  },
  LINT_POOL_NOT_EXPORTED: {
    yes: {
      state: (() => {
        const state = withObjects({ version: 'v3.25.0' })
        state.resources.ipPools[0]!.spec.disableBGPExport = true
        return state
      })(),
    },
    no: { state: withObjects({ version: 'v3.25.0' }) },
  },
  LINT_MANY_CLIENTS: {
    yes: { state: withObjects({ nodes: many(600) }), design: proposeDesign(withObjects({ nodes: many(600) })) },
    no: { state: withObjects({ nodes: many(60) }), design: proposeDesign(withObjects({ nodes: many(60) })) },
  },
  LINT_IGNORED_CONFIGURATION: {
    yes: { state: withObjects({ configs: [config({}, 'global')] }) },
    no: { state: withObjects({ configs: [config({}, 'node.node1'), config({})] }) },
  },
  LINT_RESTART_RACE: {
    yes: { state: finished() },
    // Only the mesh, whose one end is passive; and a global peer that names a node, which is left to connect from 3.23 on.
    no: {
      state: withObjects({ peers: [peer('p', { peerIP: '172.20.0.11', asNumber: 64512 })], version: 'v3.25.0' }),
    },
  },
  LINT_MIXED_AS_MESH: {
    yes: { state: withObjects({ nodes: finishedNodes() }) },
    no: { state: finished() },
  },
}
// The reflectors of the disjoint case are chosen one by one.
cases['LINT_DISJOINT_CLIENTS']!.yes.state.resources.nodes[0]!.metadata.labels!['first'] = 'yes'
cases['LINT_DISJOINT_CLIENTS']!.yes.state.resources.nodes[1]!.metadata.labels!['second'] = 'yes'

describe('every rule speaks where it must and nowhere else', () => {
  it.each(lintRules.map((rule) => [rule.code, rule] as const))('%s', (code, rule) => {
    const { yes, no } = cases[code]!
    const found = lint(yes.state, yes.design).filter((warning) => warning.code === code)
    expect(found.length).toBeGreaterThan(0)
    for (const warning of found) {
      expect(warning.message).not.toContain('{')
      expect(warning.subject).not.toBe('')
      expect([warning.remedy, warning.source]).toEqual([rule.remedy, rule.source])
    }
    expect(lint(no.state, no.design).filter((warning) => warning.code === code)).toEqual([])
  })

  it('each code is used once, and each has a case', () => {
    expect(Object.keys(cases).sort()).toEqual(lintRules.map((rule) => rule.code).sort())
    expect(Object.keys(lintTexts).sort()).toEqual(Object.keys(cases).sort())
  })
})

describe('lint', () => {
  it('says of the guide itself only what is true of it', () => {
    const inherent = ['LINT_REFLECTORS_IN_DATA_PATH', 'LINT_RESTART_RACE', 'LINT_SERVICES_LAND_ON_REFLECTORS']
    const codes = (warnings: { code: string }[]) => [...new Set(warnings.map((w) => w.code))].sort()
    expect(codes(lint(guideCluster(), guideDesign()))).toEqual(inherent)
    expect(codes(lint(finished(), guideDesign()))).toEqual(inherent)
    expect(lint(guideCluster())).toEqual([])
  })

  it('knows who opens a session between nodes', () => {
    const found = (spec: BgpPeer['spec'], version: string) =>
      lint(withObjects({ peers: [peer('p', spec)], version })).some((one) => one.code === 'LINT_RESTART_RACE')
    const byIp = { peerIP: '172.20.0.11', asNumber: 64512 }
    // Global peers have a passive end from 3.23 on, peers of single nodes never; a switch is another matter.
    expect([found(byIp, 'v3.22.0'), found(byIp, 'v3.23.0')]).toEqual([true, false])
    expect(found({ ...byIp, nodeSelector: 'all()' }, 'v3.23.0')).toBe(true)
    expect(found({ ...byIp, node: 'node1' }, 'v3.23.0')).toBe(false)
    expect(found({ peerIP: '172.20.0.254', asNumber: 65009 }, 'v3.17.2')).toBe(false)
  })

  it('asks for the Secrets of a design, and leaves what could not be looked at to the checks', () => {
    const found = (change: Partial<ClusterState>) =>
      lint({ ...guideCluster(), ...change }, withPassword(guideDesign()))
        .filter((one) => one.code === 'LINT_MISSING_SECRET')
        .map((one) => one.subject)
    expect(found({})).toEqual([
      'leaf leaf01: no key leafs in secret kube-system/bgp-passwords',
      'leaf leaf02: no key leafs in secret kube-system/bgp-passwords',
    ])
    const look: SecretLook = { name: 'bgp-passwords', status: 'unreadable', keys: [], calicoMay: 'unknown' }
    expect(found({ secretLooks: [look] })).toEqual([])
  })

  it('keeps long lists short', () => {
    const peers = Array.from({ length: 50 }, (_, i) => peer(`p${i}`, { peerIP: '10.0.0.1' }))
    const found = lint(withObjects({ peers })).filter((warning) => warning.code === 'LINT_PEER_WITHOUT_ASN')
    expect(found).toHaveLength(11)
    expect(found.at(-1)!.subject).toBe('40 more like these')
  })

  it('reads 5,000 nodes quickly', () => {
    const state = withObjects({ nodes: many(5000), peers: guidePeers() })
    const start = performance.now()
    lint(state, proposeDesign(state))
    expect(performance.now() - start).toBeLessThan(3000)
  })

  it('docs/lint.md is what the rules say', () => {
    expect(readFileSync(new URL('../../../docs/lint.md', import.meta.url), 'utf8')).toBe(lintDocument())
  })
})
