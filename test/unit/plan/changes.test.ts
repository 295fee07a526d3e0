import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { guideAnswers } from '../../../src/design/answers/guide.ts'
import { designFromAnswers } from '../../../src/design/answers/merge.ts'
import { proposeDesign } from '../../../src/design/propose.ts'
import type { Change } from '../../../src/model/plan.ts'
import { applyChanges, getField, invert, isHeld, setField } from '../../../src/plan/changes.ts'
import { changesOf, type Move } from '../../../src/plan/moves.ts'
import { guideCluster } from '../design/clusters.ts'

// As a cluster is read: every node has both maps.
const cluster = guideCluster()
for (const node of cluster.kubeNodes) node.metadata.annotations ??= {}
const design = designFromAnswers(guideAnswers(), cluster, proposeDesign(cluster))
const nodes = design.racks.flatMap((rack) => rack.nodes)

const moves: Move[] = [
  { kind: 'labels' },
  { kind: 'default-configuration' },
  { kind: 'temporary-leaf-peers', localAs: false },
  { kind: 'leaf-peers', localAs: false },
  { kind: 'mesh', enabled: false },
  { kind: 'node-bgp', nodes, asn: true, clusterId: true },
  { kind: 'reflector-peers' },
  { kind: 'temporary-node-peers', reflectors: ['node4', 'node5'] },
  { kind: 'drop-temporary-peers' },
  { kind: 'service-cidrs' },
]

/** Resources without uids: the state that moves and their inverses must restore. */
const settings = (state: typeof cluster) => JSON.stringify([state.kubeNodes, state.resources, state.hostRoutes ?? {}])

describe('changes', () => {
  it('every move, once made, has nothing left to do', () => {
    let state = cluster
    for (const move of moves) {
      const changes = changesOf(move, state, design)
      expect(changes.length, move.kind).toBeGreaterThan(0)
      state = applyChanges(state, changes)
      expect(changesOf(move, state, design), move.kind).toEqual([])
    }
  })

  it('are held by a cluster once they are made there, and not before', () => {
    let state = cluster
    for (const move of moves) {
      const inCluster = changesOf(move, state, design).filter(({ ref }) => ref.kind !== 'File')
      expect(
        inCluster.filter((change) => isHeld(state, change)),
        move.kind,
      ).toEqual([])
      const [first, ...rest] = inCluster
      const half = applyChanges(state, [first!])
      expect(isHeld(half, first!), move.kind).toBe(true)
      expect(
        rest.filter((change) => isHeld(half, change)),
        move.kind,
      ).toEqual([])
      state = applyChanges(state, inCluster)
      expect(
        inCluster.every((change) => isHeld(state, change)),
        move.kind,
      ).toBe(true)
    }
  })

  it('inverses in reverse give the state back, from any point', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: moves.length }), (count) => {
        let state = cluster
        const made: Change[] = []
        for (const move of moves.slice(0, count)) {
          const changes = changesOf(move, state, design)
          made.push(...changes)
          state = applyChanges(state, changes)
        }
        for (const change of made.reverse()) state = applyChanges(state, [invert(change)])
        expect(JSON.parse(settings(state))).toEqual(JSON.parse(settings(cluster)))
      }),
    )
  })

  it('inverting twice is the change itself', () => {
    for (const move of moves)
      for (const change of changesOf(move, cluster, design)) expect(invert(invert(change))).toEqual(change)
  })

  it('sets and removes nested fields without touching the rest', () => {
    const start = { spec: { a: 1, b: { c: 2 } } }
    expect(setField(start, ['spec', 'b', 'd'], 3)).toEqual({ spec: { a: 1, b: { c: 2, d: 3 } } })
    expect(setField(start, ['spec', 'b', 'c'], undefined)).toEqual({ spec: { a: 1, b: {} } })
    expect(getField(start, ['spec', 'constructor'])).toBeUndefined()
    expect(start).toEqual({ spec: { a: 1, b: { c: 2 } } })
  })
})

describe('moves', () => {
  it('keep foreign peers and existing fields of the BGPConfiguration', () => {
    const configured = {
      ...cluster,
      resources: {
        ...cluster.resources,
        bgpConfigurations: [
          {
            apiVersion: 'projectcalico.org/v3' as const,
            kind: 'BGPConfiguration' as const,
            metadata: { name: 'default', uid: 'c' },
            spec: { serviceExternalIPs: [{ cidr: '198.51.100.0/24' }], nodeMeshMaxRestartTime: '90s' },
          },
        ],
      },
    }
    const [change] = changesOf({ kind: 'mesh', enabled: false }, configured, design)
    expect(change).toEqual({
      action: 'update',
      ref: { kind: 'BGPConfiguration', name: 'default', uid: 'c' },
      fields: [
        { path: ['spec', 'nodeToNodeMeshEnabled'], after: false },
        { path: ['spec', 'asNumber'], after: 64512 },
        // Calico refuses it beside a mesh that is off.
        { path: ['spec', 'nodeMeshMaxRestartTime'], before: '90s' },
      ],
    })
  })

  it('takes the reflector label from a node that is no reflector', () => {
    const mislabelled = structuredClone(cluster)
    mislabelled.kubeNodes[5]!.metadata.labels = { 'rr-group': 'rr2', 'rr-id': 'rr2' }
    const changes = changesOf({ kind: 'labels' }, mislabelled, design)
    expect(changes.filter((change) => change.ref.name === 'node6')).toEqual([
      {
        action: 'update',
        ref: { kind: 'KubeNode', name: 'node6' },
        fields: [{ path: ['metadata', 'labels', 'rr-id'], before: 'rr2' }],
      },
    ])
  })

  it('finds a peer that says the same under another name', () => {
    const [wanted] = changesOf({ kind: 'reflector-peers' }, cluster, design)
    if (wanted?.action !== 'create') throw new Error('a peer is created')
    const { spec } = wanted.content as { spec: Record<string, string> }
    const twin = {
      apiVersion: 'projectcalico.org/v3' as const,
      kind: 'BGPPeer' as const,
      metadata: { name: 'mine' },
      // The guide writes two blanks before "==".
      spec: { ...spec, peerSelector: "rr-id  == 'rr1'" },
    }
    const known = { ...cluster, resources: { ...cluster.resources, bgpPeers: [twin] } }
    expect(changesOf({ kind: 'reflector-peers' }, known, design).map((change) => change.ref.name)).toEqual([
      'rr2-to-node-peer',
    ])
  })
})
