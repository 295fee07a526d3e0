import { describe, expect, it } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { guideAnswers } from '../../../src/design/answers/guide.ts'
import { designFromAnswers } from '../../../src/design/answers/merge.ts'
import { proposeDesign } from '../../../src/design/propose.ts'
import type { Change } from '../../../src/model/plan.ts'
import { applyChanges, invert } from '../../../src/plan/changes.ts'
import { commandsFor } from '../../../src/plan/commands.ts'
import { changesOf } from '../../../src/plan/moves.ts'
import { guideCluster } from '../design/clusters.ts'

const cluster = guideCluster()
const design = designFromAnswers(guideAnswers(), cluster, proposeDesign(cluster))
const nodes = design.racks.flatMap((rack) => rack.nodes)

describe('commandsFor', () => {
  it('labels many nodes with one command a label and value', () => {
    const commands = commandsFor(changesOf({ kind: 'labels' }, cluster, design)).map(({ command }) =>
      command.argv.join(' '),
    )
    expect(commands).toEqual([
      'label nodes node1 node2 node3 rr-group=rr1',
      'label nodes node1 node2 rr-id=rr1',
      'label nodes node4 node5 node6 rr-group=rr2',
      'label nodes node4 node5 rr-id=rr2',
    ])
  })

  it('tests what a node holds before it writes', () => {
    const changes = changesOf(
      { kind: 'node-bgp', nodes: ['node3', 'node6'], asn: true, clusterId: true },
      cluster,
      design,
    )
    const [first] = commandsFor(changes)
    expect(first!.command.argv.slice(0, 5)).toEqual(['patch', 'nodes', 'node3', '--type=json', '-p'])
    expect(JSON.parse(first!.command.argv[5]!)).toEqual([
      { op: 'test', path: '/metadata/annotations/projectcalico.org~1ASNumber', value: null },
      { op: 'add', path: '/metadata/annotations/projectcalico.org~1ASNumber', value: '64512' },
    ])
  })

  it('changes the AS number of a rack with one command, whatever else its nodes get', () => {
    const changes = changesOf({ kind: 'node-bgp', nodes, asn: true, clusterId: true }, cluster, design)
    const commands = commandsFor(changes).map(({ command: { argv } }) => ({
      nodes: argv.slice(2, argv.indexOf('--type=json')),
      sets: (JSON.parse(argv.at(-1)!) as { op: string; path: string; value: string }[])
        .filter(({ op }) => op !== 'test')
        .map(({ path, value }) => `${path.split('~1').at(-1)} ${value}`),
    }))
    expect(commands).toEqual([
      { nodes: ['node1', 'node2', 'node3'], sets: ['ASNumber 64512'] },
      { nodes: ['node1'], sets: ['RouteReflectorClusterID 172.20.0.11'] },
      { nodes: ['node2'], sets: ['RouteReflectorClusterID 172.20.0.12'] },
      { nodes: ['node4', 'node5', 'node6'], sets: ['ASNumber 64513'] },
      { nodes: ['node4'], sets: ['RouteReflectorClusterID 173.20.0.11'] },
      { nodes: ['node5'], sets: ['RouteReflectorClusterID 173.20.0.12'] },
    ])
  })

  it('undoes a label by removing it only while it holds our value', () => {
    const change: Change = {
      action: 'update',
      ref: { kind: 'KubeNode', name: 'node1' },
      fields: [{ path: ['metadata', 'labels', 'rr-id'], after: 'rr1' }],
    }
    const [undo] = commandsFor([invert(change)])
    expect(JSON.parse(undo!.command.argv.at(-1)!)).toEqual([
      { op: 'test', path: '/metadata/labels/rr-id', value: 'rr1' },
      { op: 'remove', path: '/metadata/labels/rr-id' },
    ])
  })

  it('creates all peers of a stage with one command that fails on those that exist', () => {
    const [create, ...rest] = commandsFor(changesOf({ kind: 'reflector-peers' }, cluster, design))
    expect(rest).toEqual([])
    expect(create!.command.argv).toEqual(['create', '-f', '-'])
    const documents = parseAllDocuments(create!.command.stdin!).map((document) => document.toJS())
    expect(documents).toEqual([
      {
        apiVersion: 'projectcalico.org/v3',
        kind: 'BGPPeer',
        metadata: { name: 'rr1-to-node-peer' },
        spec: { nodeSelector: "rr-group == 'rr1'", peerSelector: "rr-id == 'rr1'" },
      },
      {
        apiVersion: 'projectcalico.org/v3',
        kind: 'BGPPeer',
        metadata: { name: 'rr2-to-node-peer' },
        spec: { nodeSelector: "rr-group == 'rr2'", peerSelector: "rr-id == 'rr2'" },
      },
    ])
  })

  it('patches with the resourceVersion that was read, so that an edit in between is refused', () => {
    const made = applyChanges(cluster, changesOf({ kind: 'default-configuration' }, cluster, design))
    const changes = changesOf({ kind: 'mesh', enabled: false }, made, design)
    const patch = (live: Record<string, string>) => JSON.parse(commandsFor(changes, live)[0]!.command.argv.at(-1)!)
    expect(patch({})).toEqual({ spec: { nodeToNodeMeshEnabled: false, asNumber: 64512 } })
    expect(patch({ 'BGPConfiguration/default': '17' })).toEqual({
      metadata: { resourceVersion: '17' },
      spec: { nodeToNodeMeshEnabled: false, asNumber: 64512 },
    })
  })

  it('grows with racks, not with nodes, and never beyond what kubectl writes within its time', () => {
    const change = (name: string): Change => ({
      action: 'update',
      ref: { kind: 'KubeNode', name },
      fields: [{ path: ['metadata', 'labels', 'rr-group'], after: 'rr1' }],
    })
    const names = Array.from({ length: 1000 }, (_, i) => `node-${i}`)
    const commands = commandsFor(names.map(change))
    expect(commands.length).toBe(10)
    expect(commands.flatMap(({ changes }) => changes.map((entry) => entry.ref.name))).toEqual(names)
  })

  it('keeps every value one argument, whatever it holds', () => {
    const hostile = "rr1'; $(touch x) `y`\n--kubeconfig=/evil"
    const change: Change = {
      action: 'update',
      ref: { kind: 'KubeNode', name: 'node1' },
      fields: [{ path: ['metadata', 'annotations', 'a/b~c'], before: 'x', after: hostile }],
    }
    const { argv } = commandsFor([change])[0]!.command
    expect(argv.length).toBe(6)
    expect(JSON.parse(argv[5]!)[1]).toEqual({ op: 'replace', path: '/metadata/annotations/a~1b~0c', value: hostile })
  })

  it('never makes a command that creates or deletes a node', () => {
    expect(nodes.length).toBe(6)
    for (const action of ['create', 'delete'] as const)
      expect(() => commandsFor([{ action, ref: { kind: 'KubeNode', name: 'n' }, content: {} }])).toThrow(
        `a node is never ${action}d`,
      )
  })
})
