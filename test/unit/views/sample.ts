import type { Design, Leaf } from '../../../src/model/design.ts'
import type { PlanForecast } from '../../../src/model/forecast.ts'
import type { Plan } from '../../../src/model/plan.ts'

/** A leaf as in the guide. */
function leaf(name: string, address: string, asn: number): Leaf {
  return {
    name,
    address,
    asn,
    options: {
      accepts: 'all-nodes',
      remoteAs: 'external',
      allowAsIn: 0,
      asOverride: false,
      nextHopSelf: false,
      reflectsClients: false,
      multipath: true,
    },
  }
}

/** The guide's design with its spine. */
export function guideDesign(): Design {
  return {
    scheme: 'reflectors',
    defaultAsn: 64512,
    racks: [
      {
        name: 'rr1',
        subnet: '172.20.0.0/24',
        nodes: ['node1', 'node2', 'node3'],
        asn: 64512,
        reflectors: ['node1', 'node2'],
        clusterIds: { node1: '172.20.0.11', node2: '172.20.0.12' },
        leafs: [leaf('leaf01', '172.20.0.254', 65009)],
      },
      {
        name: 'rr2',
        subnet: '173.20.0.0/24',
        nodes: ['node4', 'node5', 'node6'],
        asn: 64513,
        reflectors: ['node4', 'node5'],
        clusterIds: { node4: '173.20.0.11', node5: '173.20.0.12' },
        leafs: [leaf('leaf02', '173.20.0.254', 65010)],
      },
    ],
    interRack: 'leafs',
    spines: [{ name: 'spine', asn: 65008, links: {} }],
    serviceCidrs: ['10.233.0.0/18'],
    names: { groupLabel: 'rr-group', idLabel: 'rr-id' },
    fabric: { defaultRouteViaLeaf: true, sshToNodes: false },
  }
}

/** A design of many racks. */
export function largeDesign(racks: number, nodesPerRack: number): Design {
  const base = guideDesign()
  return {
    ...base,
    racks: Array.from({ length: racks }, (_, r) => {
      const nodes = Array.from({ length: nodesPerRack }, (_, n) => `node${r * nodesPerRack + n + 1}`)
      return {
        name: `rr${r + 1}`,
        subnet: `172.20.${r}.0/24`,
        nodes,
        asn: 64512 + r,
        reflectors: nodes.slice(0, 2),
        clusterIds: {},
        leafs: [leaf(`leaf${r + 1}`, `172.20.${r}.254`, 65009 + r)],
      }
    }),
  }
}

/** A plan of three stages, with every kind of gate and work by hand. */
export function samplePlan(): Plan {
  const ref = (kind: 'KubeNode' | 'BGPPeer' | 'BGPConfiguration', name: string) => ({ kind, name })
  return {
    schema: 1,
    madeBy: 'test',
    cluster: { context: 'guide', server: 'https://127.0.0.1:6443', uid: 'u' },
    calicoVersion: 'v3.17.2',
    order: 'safe',
    strategy: 'leaf-path-first',
    design: guideDesign(),
    guards: [],
    stages: [
      {
        id: 1,
        guideStep: 5,
        title: { key: 'order.stage.labels', params: {} },
        operations: [
          {
            id: '1.1',
            summary: {
              key: 'plan.update.KubeNode',
              params: { count: 3, names: 'node1, node2, node3', fields: 'rr-group: (none) -> rr1' },
            },
            changes: ['node1', 'node2', 'node3'].map((name) => ({
              action: 'update' as const,
              ref: ref('KubeNode', name),
              fields: [{ path: ['metadata', 'labels', 'rr-group'], after: 'rr1' }],
            })),
            command: {
              tool: 'kubectl',
              argv: ['label', 'nodes', 'node1', 'node2', 'node3', 'rr-group=rr1'],
              effect: 'write',
            },
          },
        ],
      },
      {
        id: 2,
        guideStep: 3,
        title: { key: 'order.stage.mesh-off', params: {} },
        operations: [
          {
            id: '2.1',
            summary: { key: 'plan.create.BGPConfiguration', params: { names: 'default', count: 1 } },
            changes: [{ action: 'create', ref: ref('BGPConfiguration', 'default'), content: {} }],
            command: {
              tool: 'calicoctl',
              argv: ['create', '-f', '-'],
              stdin: 'apiVersion: projectcalico.org/v3\nkind: BGPConfiguration\nmetadata:\n  name: default\n',
              effect: 'write',
            },
          },
        ],
        gate: {
          conditions: [
            { kind: 'leaf-sessions', nodes: ['node1', 'node2', 'node3', 'node4', 'node5', 'node6'] },
            { kind: 'leaf-blocks', leafs: ['leaf01', 'leaf02'] },
          ],
          timeoutSeconds: 90,
        },
      },
      {
        id: 3,
        guideStep: 8,
        title: { key: 'order.stage.service-cidrs', params: {} },
        operations: [
          {
            id: '3.1',
            summary: {
              key: 'plan.update.BGPConfiguration',
              params: { names: 'default', count: 1, fields: 'serviceClusterIPs: (none) -> 10.233.0.0/18' },
            },
            changes: [{ action: 'update', ref: ref('BGPConfiguration', 'default'), fields: [] }],
            command: {
              tool: 'calicoctl',
              argv: [
                'patch',
                'bgpconfiguration',
                'default',
                '--patch',
                '{"spec":{"serviceClusterIPs":[{"cidr":"10.233.0.0/18"}]}}',
              ],
              effect: 'write',
            },
          },
        ],
        gate: { conditions: [{ kind: 'sessions-as-forecast' }, { kind: 'routes-as-forecast' }], timeoutSeconds: 90 },
        manual: [{ key: 'avoid.leaf-statics', params: { leaf: 'leaf02' } }],
      },
    ],
  }
}

/** A forecast with short, long and endless losses. */
export function sampleForecast(): PlanForecast {
  const sessions = { configured: 15, established: 15 }
  const stage = (id: number) => ({
    stage: id,
    sessionsBefore: sessions,
    sessionsAfter: sessions,
    restarts: [],
    losses: [],
    unreachableAfter: [],
    failures: [],
  })
  const loss = { from: 'rr2 reflectors', to: 'rr2 clients', pairs: 4, source: 'test' }
  return {
    stages: [
      stage(1),
      {
        ...stage(2),
        losses: [
          { ...loss, scope: 'same-rack', seconds: { min: 0, max: 0.24 }, cause: { key: 'loss.leaf-fib', params: {} } },
          {
            ...loss,
            scope: 'across-racks',
            seconds: { min: 1.9, max: 2.3 },
            cause: { key: 'loss.as-change', params: {} },
            avoidedBy: { key: 'avoid.leaf-statics', params: { leaf: 'leaf02' } },
          },
        ],
      },
      {
        ...stage(3),
        unreachableAfter: [
          {
            ...loss,
            scope: 'across-racks',
            seconds: { min: 0, max: null },
            cause: { key: 'loss.mesh-off', params: {} },
          },
        ],
      },
    ],
    worst: {
      'same-rack': { min: 0, max: 0.24 },
      'across-racks': { min: 2, max: 12 },
      'outside-to-pod': { min: 0, max: 0 },
      'outside-to-service': { min: 0, max: null },
    },
    sessionsNow: 15,
    sessionsThen: 10,
    lostPairs: 4,
    warnings: [],
    notModelled: [],
  }
}
