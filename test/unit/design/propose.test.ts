import { describe, expect, it } from 'vitest'
import { guideAnswers } from '../../../src/design/answers/guide.ts'
import { designFromAnswers } from '../../../src/design/answers/merge.ts'
import { fabricFromDesign } from '../../../src/design/fabric.ts'
import { peerNames } from '../../../src/design/names.ts'
import { proposeDesign } from '../../../src/design/propose.ts'
import { proposeTopOfRack } from '../../../src/design/propose-tor.ts'
import { validateDesign } from '../../../src/design/validate.ts'
import { cluster, guideCluster } from './clusters.ts'

const range = (n: number) => Array.from({ length: n }, (_, i) => i)

describe('proposeDesign', () => {
  it('proposes the guide’s own racks, numbers and leafs from its six nodes', () => {
    const state = guideCluster()
    const proposal = proposeDesign(state)
    const guide = designFromAnswers(guideAnswers(), state, proposal)
    expect(proposal.racks).toEqual(guide.racks)
    expect({ ...proposal, spines: [], fabric: {} }).toEqual({ ...guide, spines: [], fabric: {} })
    expect(peerNames(guide)).toEqual(['rr1-to-leaf1-peer', 'rr1-to-node-peer', 'rr2-to-leaf2-peer', 'rr2-to-node-peer'])
    expect(validateDesign(guide, state)).toEqual([])
    expect(validateDesign(proposal, state)).toEqual([])
  })

  it('gives one flat subnet one AS and reflectors that peer among themselves', () => {
    const design = proposeDesign(cluster(range(5).map((i) => ({ name: `n${i}`, ip: `10.0.0.${i + 1}/16` }))))
    expect(design.racks).toHaveLength(1)
    expect(design).toMatchObject({
      interRack: 'reflector-mesh',
      racks: [{ asn: 64512, leafs: [], reflectors: ['n0', 'n1'] }],
    })
  })

  it('does not invent leafs where encapsulation joins the subnets', () => {
    const state = guideCluster()
    state.resources.ipPools[0]!.spec.ipipMode = 'CrossSubnet'
    const design = proposeDesign(state)
    expect(design.interRack).toBe('reflector-mesh')
    expect(design.racks.map((rack) => [rack.asn, rack.leafs.length, rack.reflectors.length])).toEqual([
      [64512, 0, 2],
      [64512, 0, 2],
    ])
    expect(validateDesign(design, state)).toEqual([])
  })

  it('gives IPv6 nodes cluster ids of their own and their leaf the first address', () => {
    const state = cluster([])
    state.resources.nodes = ['a', 'b', 'c', 'd'].map((name, i) => ({
      apiVersion: 'projectcalico.org/v3',
      kind: 'Node',
      metadata: { name },
      spec: { bgp: { ipv6Address: `fd00:${i >> 1}::1${i}/64` } },
    }))
    const design = proposeDesign(state)
    expect(design.racks.map((rack) => [rack.subnet, rack.leafs[0]!.address])).toEqual([
      ['fd00::/64', 'fd00::1'],
      ['fd00:1::/64', 'fd00:1::1'],
    ])
    const ids = design.racks.flatMap((rack) => Object.values(rack.clusterIds))
    expect(ids).toEqual(['244.0.0.1', '244.0.0.2', '244.0.0.3', '244.0.0.4'])
    expect(validateDesign(design, state)).toEqual([])
  })

  it('counts names as people do and takes one reflector where there is one node', () => {
    const design = proposeDesign(
      cluster([
        ...range(12).map((i) => ({ name: `node${i + 1}`, ip: `10.0.0.${i + 1}/24` })),
        { name: 'alone', ip: '10.0.1.1/24' },
      ]),
    )
    expect(design.racks.map((rack) => rack.reflectors)).toEqual([['alone'], ['node1', 'node2']])
    expect(design.racks.map((rack) => rack.asn)).toEqual([64512, 64513])
  })

  it('passes over nodes that are not ready, cordoned or tainted, and prefers those without pods', () => {
    const design = proposeDesign(
      cluster([
        { name: 'a', ip: '10.0.0.1/24', kube: { ready: false } },
        { name: 'b', ip: '10.0.0.2/24', kube: { unschedulable: true } },
        { name: 'c', ip: '10.0.0.3/24', kube: { taints: [{ key: 'gpu', effect: 'NoSchedule' }] } },
        { name: 'd', ip: '10.0.0.4/24', labels: { 'node-role.kubernetes.io/master': '' } },
        { name: 'e', ip: '10.0.0.5/24', kube: { podCount: 7 } },
        { name: 'f', ip: '10.0.0.6/24', kube: { podCount: 0 } },
      ]),
    )
    expect(design.racks[0]!.reflectors).toEqual(['e', 'f'])
  })

  it('takes a node that is set aside for reflectors', () => {
    const taints = [{ key: 'example.com/route-reflector', effect: 'NoExecute' }]
    const state = cluster(
      range(4).map((i) => ({ name: `n${i}`, ip: `10.0.0.${i + 1}/24`, kube: i === 3 ? { taints } : {} })),
    )
    expect(proposeDesign(state).racks[0]!.reflectors).toEqual(['n0', 'n3'])
  })

  it('keeps what is there: labels, AS numbers, cluster ids, leaf peers', () => {
    const rack = (octet: number, group: string, asNumber: number) =>
      range(3).map((i) => ({
        name: `${group}-${i}`,
        ip: `10.0.${octet}.${i + 1}/24`,
        labels: { 'rr-group': group, ...(i === 2 ? { 'rr-id': group } : {}) },
        asNumber,
        ...(i === 2 ? { clusterId: '244.0.0.9' } : {}),
      }))
    const state = cluster([...rack(1, 'east', 65100), ...rack(2, 'west', 65200)])
    state.resources.bgpPeers.push({
      apiVersion: 'projectcalico.org/v3',
      kind: 'BGPPeer',
      metadata: { name: 'tor-east' },
      spec: { peerIP: '10.0.1.250', asNumber: 65001 },
    })
    const design = proposeDesign(state)
    expect(design.racks.map((r) => [r.name, r.asn])).toEqual([
      ['east', 65100],
      ['west', 65200],
    ])
    expect(design.racks[0]).toMatchObject({
      reflectors: ['east-0', 'east-2'],
      clusterIds: { 'east-0': '10.0.1.1', 'east-2': '244.0.0.9' },
      leafs: [{ address: '10.0.1.250', asn: 65001, options: { accepts: 'all-nodes' } }],
    })
    expect(design.racks[1]!.leafs[0]).toMatchObject({ name: 'leaf02', address: '10.0.2.254', asn: 65009 })
  })

  it('finds the racks of a finished move again, even in one subnet', () => {
    const state = cluster(
      range(6).map((i) => {
        const group = i < 3 ? 'rr1' : 'rr2'
        const labels = { 'rr-group': group, ...(i % 3 < 2 ? { 'rr-id': group } : {}) }
        const id = i % 3 < 2 ? { clusterId: `10.0.0.${i + 1}` } : {}
        return { name: `node${i + 1}`, ip: `10.0.0.${i + 1}/24`, labels, asNumber: i < 3 ? 64512 : 64513, ...id }
      }),
    )
    state.resources.bgpPeers = [1, 2].map((i) => ({
      apiVersion: 'projectcalico.org/v3',
      kind: 'BGPPeer',
      metadata: { name: `rr${i}-to-leaf${i}-peer` },
      spec: { nodeSelector: `rr-id == 'rr${i}'`, peerIP: `10.0.0.25${5 - i}`, asNumber: 65008 + i },
    }))
    const design = proposeDesign(state)
    expect(
      design.racks.map((r) => [
        r.name,
        r.asn,
        r.nodes.length,
        r.reflectors,
        r.leafs.map((l) => [l.name, l.address, l.asn]),
      ]),
    ).toEqual([
      ['rr1', 64512, 3, ['node1', 'node2'], [['leaf01', '10.0.0.254', 65009]]],
      ['rr2', 64513, 3, ['node4', 'node5'], [['leaf02', '10.0.0.253', 65010]]],
    ])
    expect(design.interRack).toBe('leafs')
    expect(validateDesign(design, state)).toEqual([])
  })

  it('moves the leaf away from an address that a node has', () => {
    const state = cluster([
      { name: 'a', ip: '10.0.0.254/24' },
      { name: 'b', ip: '10.0.1.1/24' },
    ])
    expect(proposeDesign(state).racks.map((r) => r.leafs[0]!.address)).toEqual(['10.0.0.253', '10.0.1.254'])
  })

  it('puts nodes without a mask into one rack, nodes without an address into none', () => {
    const state = cluster([{ name: 'a', ip: '10.0.0.1' }, { name: 'b', ip: '10.9.0.1/32' }, { name: 'c' }])
    const design = proposeDesign(state)
    expect(design.racks.map((r) => [r.subnet, r.nodes])).toEqual([['', ['a', 'b']]])
  })

  it('handles 5,000 nodes in 20 racks without sweat', () => {
    const state = cluster(range(5000).map((i) => ({ name: `n${i}`, ip: `10.${i % 20}.${i >> 8}.${i & 255}/16` })))
    const start = performance.now()
    const design = proposeDesign(state)
    expect(validateDesign(design, state)).toEqual([])
    expect(performance.now() - start).toBeLessThan(5000)
    expect(design.racks).toHaveLength(20)
    expect(new Set(design.racks.map((r) => r.asn)).size).toBe(20)
  })
})

describe('proposeTopOfRack', () => {
  it.each([1, 2] as const)('makes a valid design with %i leafs a rack', (count) => {
    const state = guideCluster()
    const design = proposeTopOfRack(state, count)
    expect(validateDesign(design, state)).toEqual([])
    expect(design.racks.every((rack) => rack.leafs.length === count && rack.reflectors.length === 0)).toBe(true)
    expect(new Set(design.racks.flatMap((rack) => rack.leafs.map((leaf) => leaf.name))).size).toBe(2 * count)
  })
})

describe('fabricFromDesign', () => {
  it('speaks with a leaf in the family of its address where nodes have both', () => {
    const state = guideCluster()
    const design = designFromAnswers(guideAnswers(), state, proposeDesign(state))
    for (const [index, node] of state.resources.nodes.entries()) node.spec.bgp!.ipv6Address = `fd00:20::${index + 1}/64`
    const peersOf = (leafAddress: string) => {
      const [first, ...rest] = design.racks
      const leafs = first!.leafs.map((leaf) => ({ ...leaf, address: leafAddress }))
      const fabric = fabricFromDesign({ ...design, racks: [{ ...first!, leafs }, ...rest] }, state.resources)
      return fabric.switches[0]!.neighbors.map(({ address }) => address).slice(0, 2)
    }
    expect(peersOf('172.20.0.254')).toEqual(['172.20.0.11', '172.20.0.12'])
    expect(peersOf('fd00:20::fe')).toEqual(['fd00:20::1', 'fd00:20::2'])
  })

  it('gives the guide’s leafs their two reflectors and the spine', () => {
    const state = guideCluster()
    const fabric = fabricFromDesign(designFromAnswers(guideAnswers(), state, proposeDesign(state)), state.resources)
    expect(fabric.defaultRouteVia).toEqual({ '172.20.0.0/24': 'leaf01', '173.20.0.0/24': 'leaf02' })
    const [leaf01, , spine] = fabric.switches
    expect(leaf01).toMatchObject({
      asn: 65009,
      addresses: ['172.20.0.254/24', '100.0.0.2/30'],
      originates: ['172.20.0.0/24'],
    })
    expect(leaf01!.neighbors.map((n) => [n.address, n.remoteAs])).toEqual([
      ['172.20.0.11', 64512],
      ['172.20.0.12', 64512],
      ['100.0.0.1', 65008],
    ])
    expect(spine!.neighbors.map((n) => n.remoteAs)).toEqual([65009, 65010])
  })

  it('makes one switch of a leaf that two racks share', () => {
    const state = cluster(range(6).map((i) => ({ name: `n${i}`, ip: `10.0.0.${i + 1}/24` })))
    const base = proposeDesign(state).racks[0]!
    const leaf = { ...proposeDesign(guideCluster()).racks[0]!.leafs[0]!, address: '10.0.0.254' }
    const racks = [0, 1].map((i) => ({
      ...base,
      name: `rr${i + 1}`,
      asn: 64512 + i,
      nodes: base.nodes.slice(i * 3, i * 3 + 3),
      reflectors: base.nodes.slice(i * 3, i * 3 + 2),
      clusterIds: Object.fromEntries(base.nodes.slice(i * 3, i * 3 + 2).map((name) => [name, '244.0.0.1'])),
      leafs: [leaf],
    }))
    const design = { ...proposeDesign(state), racks, interRack: 'leafs' as const }
    expect(validateDesign(design, state)).toEqual([])
    const { switches } = fabricFromDesign(design, state.resources)
    expect(switches.map((entry) => entry.neighbors.map((n) => n.remoteAs))).toEqual([[64512, 64512, 64513, 64513]])
  })
})
