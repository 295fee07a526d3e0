import { describe, expect, it } from 'vitest'
import { guideAnswers } from '../../../src/design/answers/guide.ts'
import { designFromAnswers } from '../../../src/design/answers/merge.ts'
import { proposeDesign } from '../../../src/design/propose.ts'
import { proposeTopOfRack } from '../../../src/design/propose-tor.ts'
import { validateDesign } from '../../../src/design/validate.ts'
import type { ClusterState } from '../../../src/model/cluster.ts'
import type { Design, Leaf, Rack } from '../../../src/model/design.ts'
import { cluster, guideCluster } from './clusters.ts'

const state = guideCluster()
const guide = designFromAnswers(guideAnswers(), state, proposeDesign(state))
const tor = proposeTopOfRack(state, 2)

const rack = (change: Partial<Rack>, base = guide): Design => ({
  ...base,
  racks: [{ ...base.racks[0]!, ...change }, base.racks[1]!],
})
const leaf = (change: Partial<Leaf>, base = guide): Design => {
  const first = base.racks[0]!.leafs[0]!
  return rack({ leafs: [{ ...first, ...change }, ...base.racks[0]!.leafs.slice(1)] }, base)
}
const options = (change: Partial<Leaf['options']>, base = guide): Design =>
  leaf({ options: { ...base.racks[0]!.leafs[0]!.options, ...change } }, base)
const joined = (change: Partial<Rack>[]): Design => ({
  ...guide,
  interRack: 'reflector-mesh',
  spines: [],
  racks: guide.racks.map((r, i) => ({ ...r, asn: 64512, leafs: [], ...change[i] })),
})
const nodes = (change: object): ClusterState =>
  cluster(
    [1, 2, 3, 4, 5, 6].map((i) => ({
      name: `node${i}`,
      ip: i <= 3 ? `172.20.0.${10 + i}/24` : `173.20.0.${7 + i}/24`,
      ...(i === 1 ? change : {}),
    })),
  )

/** What is found, where; everything not named must stay silent. */
const cases: [name: string, design: Design, wanted: string[], state?: ClusterState][] = [
  ['the guide', guide, []],
  ['dual top of rack', tor, []],
  ['reflectors of one AS among themselves', joined([{}, {}]), []],
  [
    'full mesh of anything',
    { ...guide, scheme: 'full-mesh', racks: guide.racks.map((r) => ({ ...r, reflectors: [], clusterIds: {} })) },
    [],
  ],
  ['no rack', { ...guide, racks: [], spines: [] }, ['E_DESIGN_NO_RACK racks', 'E_DESIGN_NODE_WITHOUT_RACK racks']],
  ['a rack name with a space', rack({ name: 'r r' }), ['E_DESIGN_RACK_NAME racks[0].name']],
  ['two racks of one name', rack({ name: 'rr2' }), ['E_DESIGN_RACK_NAME racks[1].name']],
  ['no subnet after all', rack({ subnet: 'here' }), ['E_DESIGN_SUBNET racks[0].subnet']],
  ['subnets that overlap', rack({ subnet: '172.0.0.0/7' }), ['W_DESIGN_OVERLAP racks[1].subnet']],
  [
    'a node outside the subnet',
    rack({ subnet: '172.20.0.0/29', leafs: [] }),
    ['E_DESIGN_NODE_SUBNET racks[0].nodes', 'E_DESIGN_RACK_ALONE racks[0].leafs', 'E_DESIGN_SPINE'],
  ],
  ['a node without address', guide, ['W_DESIGN_NO_ADDRESS racks[0].nodes'], nodes({ ip: undefined })],
  [
    'a reflector that is NotReady',
    guide,
    ['W_DESIGN_REFLECTOR_NOT_READY racks[0].reflectors'],
    nodes({ kube: { ready: false } }),
  ],
  [
    'a reflector that is cordoned',
    guide,
    ['W_DESIGN_REFLECTOR_CORDONED racks[0].reflectors'],
    nodes({ kube: { unschedulable: true } }),
  ],
  [
    'one reflector',
    rack({ reflectors: ['node1'], clusterIds: { node1: '1.1.1.1' } }),
    ['W_DESIGN_ONE_REFLECTOR racks[0].reflectors'],
  ],
  [
    'a reflector named twice',
    rack({ reflectors: ['node1', 'node1', 'node2'] }),
    ['E_DESIGN_DUPLICATE_NODE racks[0].reflectors'],
  ],
  [
    'reflectors where the scheme has none',
    { ...guide, scheme: 'top-of-rack' },
    ['E_DESIGN_SCHEME', 'E_DESIGN_TOR_ACCEPTS', 'W_DESIGN_TOR_LOOP'],
  ],
  ['an AS number too large', rack({ asn: 4294967296 }), ['E_DESIGN_ASN racks[0].asNumber']],
  ['a reserved AS number', rack({ asn: 23456 }), ['W_DESIGN_ASN_RESERVED racks[0].asNumber']],
  ['a public AS number', rack({ asn: 3320 }), ['W_DESIGN_ASN_PUBLIC racks[0].asNumber']],
  ['one AS behind leafs', rack({ asn: 64513 }), ['W_DESIGN_SHARED_ASN racks[1].asNumber']],
  ['no cluster id', rack({ clusterIds: { node1: '1.1.1.1' } }), ['E_DESIGN_CLUSTER_ID racks[0].clusterIDs']],
  [
    'one cluster id for racks joined by reflectors',
    joined([
      { clusterIds: { node1: '1.1.1.1', node2: '1.1.1.1' } },
      { clusterIds: { node4: '1.1.1.1', node5: '1.1.1.1' } },
    ]),
    ['E_DESIGN_CLUSTER_ID_SHARED racks[1].clusterIDs'],
  ],
  [
    'one cluster id in racks of different AS is harmless',
    {
      ...guide,
      racks: guide.racks.map((r) => ({
        ...r,
        clusterIds: Object.fromEntries(r.reflectors.map((name) => [name, '244.0.0.1'])),
      })),
    },
    [],
  ],
  [
    'a leaf name with a newline',
    leaf({ name: 'a\nb' }),
    ['E_DESIGN_LEAF_NAME racks[0].leafs[0].name', 'E_DESIGN_SPINE'],
  ],
  ['two leafs of one name', leaf({ name: 'leaf02' }), ['E_DESIGN_LEAF_NAME racks[1].leafs[0].name', 'E_DESIGN_SPINE']],
  [
    'BGPPeers that would share a name',
    rack({
      leafs: ['leaf1', 'leaf01'].map((name, i) => ({ ...guide.racks[0]!.leafs[0]!, name, address: `172.20.0.25${i}` })),
    }),
    ['E_DESIGN_PEER_NAME racks[0].leafs[1].name'],
  ],
  [
    'an address given twice',
    rack({ leafs: ['leaf01', 'leaf03'].map((name) => ({ ...guide.racks[0]!.leafs[0]!, name })) }),
    ['E_DESIGN_LEAF_ADDRESS racks[0].leafs[1].address'],
  ],
  ['no address', leaf({ address: 'x' }), ['E_DESIGN_LEAF_ADDRESS racks[0].leafs[0].address']],
  [
    'a leaf that reflects to another AS',
    options({ reflectsClients: true }),
    ['E_DESIGN_LEAF_REFLECTS racks[0].leafs[0].asNumber'],
  ],
  [
    'leaf and nodes both reflect',
    leaf({ asn: 64512, options: { ...guide.racks[0]!.leafs[0]!.options, reflectsClients: true } }),
    ['W_DESIGN_TWO_REFLECTORS racks[0].leafs[0].asNumber'],
  ],
  ['a rack without leaf', rack({ leafs: [] }), ['E_DESIGN_RACK_ALONE racks[0].leafs', 'E_DESIGN_SPINE']],
  [
    'reflectors of different AS among themselves',
    { ...guide, interRack: 'reflector-mesh' },
    ['W_DESIGN_EBGP_MESH interRack'],
  ],
  [
    'a ToR that accepts reflectors only',
    options({ accepts: 'reflectors' }, tor),
    ['E_DESIGN_TOR_ACCEPTS racks[0].leafs[0].accepts'],
  ],
  [
    'a ToR whose nodes drop each other',
    options({ asOverride: false }, tor),
    ['W_DESIGN_TOR_LOOP racks[0].leafs[0].asOverride'],
  ],
  ['a pair of ToRs of different AS', leaf({ asn: 65020 }, tor), ['W_DESIGN_DUAL_TOR_ASN racks[0].leafs']],
  ['no leaf at all in ToR', rack({ leafs: [] }, tor), ['E_DESIGN_RACK_ALONE racks[0].leafs']],
  [
    'a spine with the AS of a leaf',
    { ...guide, spines: [{ ...guide.spines[0]!, asn: 65009 }] },
    ['W_DESIGN_SPINE_ASN spines[0].asNumber'],
  ],
  [
    'a link with one address',
    {
      ...guide,
      spines: [{ ...guide.spines[0]!, links: { leaf01: { spineAddress: '1.1.1.1', leafAddress: '1.1.1.1' } } }],
    },
    ['E_DESIGN_SPINE spines[0].links.leaf01'],
  ],
  [
    'service range over nodes',
    { ...guide, serviceCidrs: ['172.16.0.0/12'] },
    ['E_DESIGN_SERVICE_OVERLAP serviceCIDRs[0]', 'W_DESIGN_SERVICE_CIDR serviceCIDRs[0]'],
  ],
  [
    'service range with host bits',
    { ...guide, serviceCidrs: ['10.233.0.1/18'] },
    ['E_DESIGN_SERVICE_CIDR serviceCIDRs[0]'],
  ],
  [
    'another service range than the API server has',
    { ...guide, serviceCidrs: ['10.96.0.0/16'] },
    ['W_DESIGN_SERVICE_CIDR serviceCIDRs[0]'],
  ],
  [
    'a label that is none',
    { ...guide, names: { groupLabel: 'a b', idLabel: 'rr-id' } },
    ['E_DESIGN_LABEL labels.group'],
  ],
  [
    'a label of Kubernetes',
    { ...guide, names: { groupLabel: 'node-role.kubernetes.io/x', idLabel: 'rr-id' } },
    ['E_DESIGN_LABEL_FOREIGN labels.group'],
  ],
]

describe('validateDesign', () => {
  it.each(cases)('%s', (_name, design, wanted, other) => {
    const found = validateDesign(design, other ?? state)
    const seen = new Set(found.map((f) => (wanted.some((w) => w === f.code) ? f.code : `${f.code} ${f.path}`)))
    expect([...seen].sort()).toEqual([...wanted].sort())
    for (const finding of found) {
      expect(finding.severity).toBe(finding.code.startsWith('E_') ? 'error' : 'warning')
      expect(finding.remedy.length).toBeGreaterThan(5)
    }
  })
})
