import { describe, expect, it } from 'vitest'
import { fabricFromDesign } from '../../../src/design/fabric.ts'
import { podsOnBgp } from '../../../src/design/pods-on-bgp.ts'
import { openReachability } from '../../../src/forecast/reachability.ts'
import { computeTables } from '../../../src/forecast/routes/tables.ts'
import { forecastRoutes } from '../../../src/forecast/routes.ts'
import { forecastSessions } from '../../../src/forecast/sessions.ts'
import type { ClusterState } from '../../../src/model/cluster.ts'
import { type Fabric, noFabric } from '../../../src/model/fabric.ts'
import type { BgpPeer } from '../../../src/model/resources.ts'
import { parseVersion } from '../../../src/model/version.ts'
import { clusterOf } from './clusters.ts'
import { lab } from './lab.ts'

function withPeers(cluster: ClusterState, peers: BgpPeer['spec'][], meshOff = true): ClusterState {
  return {
    ...cluster,
    resources: {
      ...cluster.resources,
      bgpConfigurations: [
        {
          apiVersion: 'projectcalico.org/v3',
          kind: 'BGPConfiguration',
          metadata: { name: 'default' },
          spec: { nodeToNodeMeshEnabled: !meshOff },
        },
      ],
      bgpPeers: peers.map((spec, i) => ({
        apiVersion: 'projectcalico.org/v3',
        kind: 'BGPPeer',
        metadata: { name: `peer-${i}` },
        spec,
      })),
    },
  }
}

function withNodes(
  cluster: ClusterState,
  change: (index: number) => { id?: string; asn?: number; labels?: Record<string, string> },
) {
  const nodes = cluster.resources.nodes.map((node, index) => {
    const { id, asn, labels } = change(index)
    return {
      ...node,
      metadata: { ...node.metadata, labels: { ...node.metadata.labels, ...labels } },
      spec: {
        bgp: { ...node.spec.bgp, ...(id ? { routeReflectorClusterID: id } : {}), ...(asn ? { asNumber: asn } : {}) },
      },
    }
  })
  return { ...cluster, resources: { ...cluster.resources, nodes } }
}

function look(cluster: ClusterState, fabric: Fabric = noFabric) {
  const sessions = forecastSessions(cluster.resources, { version: cluster.version, fabric })
  const routes = forecastRoutes(sessions, cluster.resources, fabric, cluster.version)
  const reach = openReachability(computeTables(sessions, cluster.resources, fabric, cluster.version, 4))
  const names = cluster.resources.nodes.map((node) => node.metadata.name)
  const lost = names.flatMap((a) =>
    names.filter((b) => a !== b && !reach.from(a, reach.blocksOf(b)[0]!).ok).map((b) => `${a}>${b}`),
  )
  return { routes, lost }
}

const star: BgpPeer['spec'][] = [{ nodeSelector: '!has(rr)', peerSelector: 'has(rr)' }]
const one = (size: number) => clusterOf({ version: 'v3.25.0', racks: [size], reflectors: 2, leafs: null }).cluster

describe('routes at rest', () => {
  it('reach everybody in a full mesh, and nobody is a relay', () => {
    const { routes, lost } = look(one(4))
    expect(lost).toEqual([])
    expect(routes.converged).toBe(true)
    const kernel = routes.nodes['r1n1']!.kernel
    expect(kernel.filter((route) => route.kind === 'unicast').map((route) => route.nextHops)).toEqual([
      ['172.20.0.2'],
      ['172.20.0.3'],
      ['172.20.0.4'],
    ])
    expect(kernel.find((route) => route.kind === 'blackhole')?.destination).toBe('10.128.0.0/26')
  })

  it('are reflected between clients, with the next hop of the owner', () => {
    const cluster = withNodes(withPeers(one(3), star), (i) => (i === 0 ? { id: '1.1.1.1', labels: { rr: '' } } : {}))
    const { routes, lost } = look(cluster)
    expect(lost).toEqual([])
    expect(routes.nodes['r1n3']!.kernel.find((route) => route.destination === '10.128.0.64/26')?.nextHops).toEqual([
      '172.20.0.2',
    ])
  })

  it('are not reflected by a hub without a cluster id: established, and no route beyond one hop', () => {
    const { lost } = look(withNodes(withPeers(one(3), star), (i) => (i === 0 ? { labels: { rr: '' } } : {})))
    expect(lost).toEqual(['r1n2>r1n3', 'r1n3>r1n2'])
  })

  it.each([
    ['one id: a client of one reflector misses clients of the other', '1.1.1.1', '1.1.1.1', ['r1n3>r1n4', 'r1n4>r1n3']],
    ['two ids: everybody has everybody', '1.1.1.1', '2.2.2.2', []],
  ])('with two reflectors and %s (Calico issue 2735)', (_, first, second, expected) => {
    const peers: BgpPeer['spec'][] = [
      { node: 'r1n3', peerSelector: "rr == 'a'" },
      { node: 'r1n4', peerSelector: "rr == 'b'" },
      { nodeSelector: 'has(rr)', peerSelector: 'has(rr)' },
    ]
    const cluster = withNodes(withPeers(one(4), peers), (i) =>
      i === 0 ? { id: first, labels: { rr: 'a' } } : i === 1 ? { id: second, labels: { rr: 'b' } } : {},
    )
    expect(look(cluster).lost).toEqual(expected)
  })

  it('turn unreachable behind a subnet that a leaf announces, and hide the default route', () => {
    const { cluster, design, fabric } = lab('v3.25.0', 'guide', 'ext')
    const peers = design.racks.map((rack) => ({
      node: rack.nodes[0]!,
      peerIP: rack.leafs[0]!.address,
      asNumber: rack.leafs[0]!.asn,
    }))
    const { routes } = look(withPeers(cluster, peers, false), fabric)
    expect(routes.nodes['node1']!.kernel.find((route) => route.destination === '10.244.4.0/26')?.kind).toBe(
      'unreachable',
    )
    // A node that is not on the leaf still resolves the next hop through its default route.
    expect(routes.nodes['node3']!.kernel.find((route) => route.destination === '10.244.4.0/26')?.nextHops).toEqual([
      '172.20.0.254',
    ])
  })

  it('of one AS behind several leafs need allowas-in or as-override (scenario of section 4.4)', () => {
    const shape = { version: 'v3.25.0', racks: [2, 2], reflectors: 1, oneAs: true }
    const blocksOfOther = (leafs: object, spec: object) => {
      const { cluster, design } = clusterOf({ ...shape, leafs })
      const peers = design.racks.map((rack) => ({
        nodeSelector: `kubernetes.io/hostname in { ${rack.nodes.map((node) => `'${node}'`).join(', ')} }`,
        peerIP: rack.leafs[0]!.address,
        asNumber: rack.leafs[0]!.asn,
        ...spec,
      }))
      const { routes } = look(withPeers(cluster, peers), fabricFromDesign(design, cluster.resources))
      return routes.nodes['r1n1']!.rib.filter((route) => route.destination.startsWith('10.128.0.128')).length
    }
    expect(blocksOfOther({}, {})).toBe(0)
    expect(blocksOfOther({}, { numAllowedLocalASNumbers: 1 })).toBe(1)
    expect(blocksOfOther({ asOverride: true }, {})).toBe(1)
  })

  it('do not leave pools with disableBGPExport from 3.22 on', () => {
    const lostAt = (version: string) =>
      look(clusterOf({ version, racks: [3], reflectors: 1, leafs: null, pool: { disableBGPExport: true } }).cluster)
        .lost.length
    expect(lostAt('v3.21.0')).toBe(0)
    expect(lostAt('v3.22.0')).toBe(6)
  })

  it('of services stay where a pool keeps them out of BGP (3.22), whatever the node announces', () => {
    const { cluster, design, fabric } = lab('v3.25.0', 'guide', 'strict')
    const peers = [{ nodeSelector: 'all()', peerIP: '172.20.0.254', asNumber: 65009 }]
    const onLeaf = (version: string, disableBGPExport: boolean) => {
      const state = withPeers({ ...cluster, version: parseVersion(version)! }, peers)
      state.resources.bgpConfigurations[0]!.spec.serviceClusterIPs = [{ cidr: design.serviceCidrs[0]! }]
      const pool = { ...state.resources.ipPools[0]!, metadata: { name: 'services' } }
      state.resources.ipPools = [
        ...state.resources.ipPools,
        { ...pool, spec: { cidr: design.serviceCidrs[0]!, disableBGPExport } },
      ]
      return look(state, fabric).routes.switches['leaf01']!.some((one) => one.destination === design.serviceCidrs[0])
    }
    expect([onLeaf('v3.21.6', true), onLeaf('v3.22.0', true), onLeaf('v3.22.0', false)]).toEqual([true, false, true])
  })

  it.each<[string, string | undefined, 'Always' | 'Never', boolean]>([
    ['v3.30.0', 'Disabled', 'Always', true],
    ['v3.31.0', 'Disabled', 'Always', false],
    ['v3.31.0', 'Disabled', 'Never', false],
    ['v3.31.0', undefined, 'Never', true],
    ['v3.32.0', undefined, 'Always', true],
    ['v3.33.0', undefined, 'Always', false],
    ['v3.33.0', undefined, 'Never', true],
    ['v3.33.0', 'Enabled', 'Always', true],
    ['v3.33.0', 'EnabledIPIPOnly', 'Always', true],
    ['v3.33.0', 'EnabledIPIPOnly', 'Never', false],
    ['v3.33.0', 'EnabledNoEncapOnly', 'Never', true],
    ['v3.33.0', 'no such value', 'Never', true],
  ])('in %s with programClusterRoutes %s and IPIP %s: BIRD programs them: %s', (version, value, ipipMode, byBird) => {
    const { cluster } = clusterOf({ version, racks: [2], reflectors: 1, leafs: null, pool: { ipipMode } })
    const state = withPeers(cluster, [], false)
    if (value !== undefined) state.resources.bgpConfigurations[0]!.spec['programClusterRoutes'] = value
    const { routes, lost } = look(state)
    // Whoever programs them, the block is announced and pods reach each other.
    expect(routes.nodes['r1n1']!.rib.map((route) => route.kind).sort()).toEqual(['blackhole', 'unicast'])
    expect(routes.nodes['r1n1']!.kernel.some((route) => route.kind === 'unicast')).toBe(byBird)
    expect(lost).toEqual([])
    expect(podsOnBgp(state).verdict).toBe(byBird ? 'yes' : 'no')
  })

  it.each([
    ['v3.16.5', 1],
    ['v3.17.0', 2],
  ])('that are equally good are used side by side from 3.17 on: %s', (version, hops) => {
    const { cluster } = clusterOf({ version, racks: [3], reflectors: 1, leafs: null })
    const state = withPeers(cluster, [], false)
    state.resources.bgpConfigurations[0]!.spec.serviceExternalIPs = [{ cidr: '10.7.0.0/24' }]
    // A service with endpoints on two nodes, both of which announce its address.
    state.resources.services = [
      {
        namespace: 'shop',
        name: 'front',
        type: 'LoadBalancer',
        clusterIPs: [],
        externalIPs: ['10.7.0.9'],
        loadBalancerIPs: [],
        externalTrafficPolicy: 'Local',
        endpointNodes: ['r1n1', 'r1n2'],
      },
    ]
    const { rib } = look(state).routes.nodes['r1n3']!
    expect(rib.find((route) => route.destination === '10.7.0.9/32')?.nextHops).toHaveLength(hops)
  })

  it('ride on tunnels straight to the owner with IPIP, whatever lies between', () => {
    const { cluster } = clusterOf({
      version: 'v3.25.0',
      racks: [2, 2],
      reflectors: 1,
      leafs: null,
      pool: { ipipMode: 'Always' },
    })
    const { routes, lost } = look(cluster)
    expect(lost).toEqual([])
    expect(routes.nodes['r1n1']!.kernel.find((route) => route.destination === '10.128.0.128/26')).toMatchObject({
      tunnel: true,
      nextHops: ['172.21.0.1'],
    })
  })

  it('of services come from every node, but not from one that is excluded from load balancers', () => {
    const { cluster, design, fabric } = lab('v3.25.0', 'guide', 'strict')
    const peers = [{ nodeSelector: 'all()', peerIP: '172.20.0.254', asNumber: 65009 }]
    const excluded = withNodes(withPeers(cluster, peers), (i) =>
      i === 0 ? { labels: { 'node.kubernetes.io/exclude-from-external-load-balancers': 'true' } } : {},
    )
    excluded.resources.bgpConfigurations[0]!.spec.serviceClusterIPs = [{ cidr: design.serviceCidrs[0]! }]
    const route = look(excluded, fabric).routes.switches['leaf01']!.find((one) => one.destination === '10.96.0.0/12')
    expect(route?.nextHops).toEqual(['172.20.0.12'])
  })

  it('of a mesh across AS numbers come to rest: detours through other racks are not multiplied', () => {
    const { cluster } = clusterOf({ version: 'v3.25.0', racks: [2, 2, 2, 2, 2], reflectors: 1, leafs: null })
    const perRack = withNodes(withPeers(cluster, [], false), (index) => ({ asn: 64512 + Math.floor(index / 2) }))
    const { routes } = look(perRack)
    expect(routes.converged).toBe(true)
    const address = new Map(
      perRack.resources.nodes.map(({ metadata, spec }) => [metadata.name, spec.bgp!.ipv4Address!.split('/')[0]!]),
    )
    for (const { spec } of perRack.resources.blockAffinities)
      for (const [name, { kernel }] of Object.entries(routes.nodes)) {
        if (name === spec.node) continue
        const owner = address.get(spec.node)!
        const found = kernel.find((route) => route.destination === spec.cidr)
        // The owner's rack mates hand its block on with a path of the same length, so they may stand beside it.
        expect(found?.nextHops, `${spec.cidr} on ${name}`).toContain(owner)
        const rack = owner.split('.').slice(0, 2).join('.')
        expect(found!.nextHops.every((hop) => hop.startsWith(`${rack}.`))).toBe(true)
      }
  })

  it('are empty, and never a crash, without nodes, addresses or blocks', () => {
    const { cluster } = clusterOf({ version: 'v3.25.0', racks: [2], reflectors: 1, leafs: null })
    const bare = { ...cluster.resources, nodes: [], blockAffinities: [] }
    expect(look({ ...cluster, resources: bare }).lost).toEqual([])
    const nameless = cluster.resources.nodes.map((node) => ({ ...node, spec: {} }))
    const { routes } = look({ ...cluster, resources: { ...cluster.resources, nodes: nameless, blockAffinities: [] } })
    expect(Object.keys(routes.nodes)).toHaveLength(2)
  })
})

describe("a mesh whose nodes have their racks' AS numbers already", () => {
  it.each([
    [3, 5],
    [4, 4],
    [5, 4],
  ])('of %i racks with %i nodes tells each block by few paths, in spite of add paths', (racks, size) => {
    const { cluster } = clusterOf({
      version: 'v3.33.0',
      racks: new Array(racks).fill(size),
      reflectors: 2,
      leafs: null,
    })
    const mixed = withNodes(cluster, (index) => ({ asn: 64512 + Math.floor(index / size) }))
    const sessions = forecastSessions(mixed.resources, { version: mixed.version, fabric: noFabric })
    const { converged, messages, solutions } = computeTables(sessions, mixed.resources, noFabric, mixed.version, 4)
    expect(converged).toBe(true)
    // Every detour through every node of another rack, taken as a path of its own, would be hundreds in a message.
    const paths = solutions.reduce((sum, solution) => sum + solution.paths, 0)
    expect(paths / messages).toBeLessThan(racks * 2)
  })
})
