import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { guideAnswers } from '../../../src/design/answers/guide.ts'
import { designFromAnswers } from '../../../src/design/answers/merge.ts'
import { proposeDesign } from '../../../src/design/propose.ts'
import type { ClusterState } from '../../../src/model/cluster.ts'
import type { Change, FieldChange, Guard, Json, Operation, OrderName, Stage } from '../../../src/model/plan.ts'
import type { ObjectMeta } from '../../../src/model/resources.ts'
import { parseVersion } from '../../../src/model/version.ts'
import { applyChanges } from '../../../src/plan/changes.ts'
import { countOperations, guardsOf, makePlan, number, operationsFor, staleness } from '../../../src/plan/make.ts'
import { guideCluster } from '../design/clusters.ts'

const hash = (text: string) => createHash('sha256').update(text).digest('hex')
const cluster = guideCluster()
const design = designFromAnswers(guideAnswers(), cluster, proposeDesign(cluster))
const plan = (of: ClusterState = cluster, order: OrderName = 'guide', setup?: Stage[]) =>
  makePlan(of, design, { order, madeBy: '1.2.3', hash, ...(setup ? { setup } : {}) })
const changesIn = (stages: Stage[]) => stages.flatMap((stage) => stage.operations.flatMap(({ changes }) => changes))
const operation = (id: string): Operation => ({
  id,
  summary: { key: 'k', params: {} },
  changes: [],
  command: { tool: 'internal', argv: ['write-file', '/f'], effect: 'write' },
})
const stage = (...operations: Operation[]): Stage => ({
  id: 0,
  guideStep: 1,
  title: { key: 'setup', params: {} },
  operations,
})

describe('a plan', () => {
  const made = plan()
  it('says what it was made from', () => {
    expect(made).toMatchObject({
      schema: 1,
      madeBy: '1.2.3',
      cluster: cluster.identity,
      calicoVersion: 'v3.17.2',
      order: 'guide',
      strategy: 'guide',
      design,
      guards: guardsOf(cluster, hash),
    })
    expect(plan(cluster, 'safe')).toMatchObject({ order: 'safe', strategy: expect.not.stringMatching(/^guide$/) })
  })
  it('numbers stages and operations, and has none that is empty', () => {
    expect(made.stages.map(({ id }) => id)).toEqual(made.stages.map((_, n) => n + 1))
    for (const { id, operations } of made.stages) {
      expect(operations.length).toBeGreaterThan(0)
      expect(operations.map((each) => each.id)).toEqual(operations.map((_, n) => `${id}.${n + 1}`))
    }
    expect(countOperations(made)).toBe(made.stages.flatMap(({ operations }) => operations).length)
    expect(countOperations(made)).toBeGreaterThan(5)
  })
  it('makes the default configuration before everything else, where there is none', () => {
    expect(made.stages[0]).toMatchObject({
      guideStep: 3,
      title: { key: 'stage.defaultConfiguration', params: {} },
      operations: [{ changes: [{ action: 'create', ref: { kind: 'BGPConfiguration', name: 'default' } }] }],
    })
    expect(
      changesIn(made.stages.slice(1)).filter(
        ({ ref, action }) => ref.kind === 'BGPConfiguration' && action === 'create',
      ),
    ).toEqual([])
  })
  it('asks gates and shows what people do by hand only where the order says so', () => {
    for (const order of ['guide', 'safe'] as const)
      for (const each of plan(cluster, order).stages) {
        if ('gate' in each) expect(each.gate?.conditions.length).toBeGreaterThan(0)
        if ('manual' in each) expect(each.manual?.length).toBeGreaterThan(0)
      }
    expect(plan(cluster, 'safe').stages.some(({ gate }) => gate !== undefined)).toBe(true)
  })
  it('holds what is still missing when each stage has its turn, and nothing for a cluster as designed', () => {
    const after = applyChanges(cluster, changesIn(made.stages))
    expect(plan(after).stages).toEqual([])
    expect(countOperations(plan(after))).toBe(0)
    const half = plan(applyChanges(cluster, changesIn(made.stages.slice(0, 2))))
    expect(half.stages.map(({ title }) => title.key)).toEqual(made.stages.slice(2).map(({ title }) => title.key))
  })
  it('begins with the setup of the host that is needed, and with no other', () => {
    const { stages } = plan(cluster, 'guide', [stage(operation('a'), operation('b')), stage()])
    expect(stages[0]).toMatchObject({ id: 1, title: { key: 'setup' }, operations: [{ id: '1.1' }, { id: '1.2' }] })
    expect(stages.slice(1).map(({ title }) => title)).toEqual(made.stages.map(({ title }) => title))
    expect(stages[1]?.operations[0]?.id).toBe('2.1')
  })
  it.each([
    ['v3.25.0', true],
    ['v3.17.2', false],
    ['v3.27.0', false],
  ])('with Calico %s keeps the configuration it makes on the way back: %j', (text, kept) => {
    const { stages } = plan({ ...cluster, version: parseVersion(text)! })
    const keep = stages.flatMap(({ operations }) => operations).filter(({ keepOnUndo }) => keepOnUndo !== undefined)
    expect(keep.map(({ changes, keepOnUndo }) => [changes[0]?.ref.kind, changes[0]?.action, keepOnUndo])).toEqual(
      kept ? [['BGPConfiguration', 'create', { key: 'plan.keep.configuration', params: { version: text } }]] : [],
    )
  })
  it('changes nothing of the stages it numbers', () => {
    const given = [stage(operation('x'))]
    expect(number(given)).toEqual([{ ...given[0], id: 1, operations: [operation('1.1')] }])
    expect(given[0]?.id).toBe(0)
  })
})

describe('what an operation says of itself', () => {
  const node = (name: string, ...fields: FieldChange[]): Change => ({
    action: 'update',
    ref: { kind: 'KubeNode', name },
    fields: fields.length > 0 ? fields : [{ path: ['metadata', 'labels', 'rr-id'], after: 'rr1' }],
  })
  const said = (...changes: Change[]) => operationsFor(changes).map(({ summary }) => summary)
  it('names up to four objects, and of more the first three and how many there are', () => {
    const names = (count: number) => said(...Array.from({ length: count }, (_, n) => node(`n${n}`)))[0]?.params
    expect(names(1)).toMatchObject({ names: 'n0', count: 1, kind: 'KubeNode' })
    expect(names(4)).toMatchObject({ names: 'n0, n1, n2, n3', count: 4 })
    expect(names(5)).toMatchObject({ names: 'n0, n1, n2, ...', count: 5 })
  })
  it('shows each field with the value it has and the one it gets', () => {
    const fields = [
      {
        path: ['metadata', 'annotations', 'projectcalico.org/RouteReflectorClusterID'],
        before: '1.1.1.1',
        after: '2.2.2.2',
      },
      { path: ['metadata', 'labels', 'old'], before: 'x' },
    ]
    expect(said(node('a', ...fields))).toEqual([
      {
        key: 'plan.update.KubeNode',
        params: {
          names: 'a',
          count: 1,
          kind: 'KubeNode',
          fields: 'RouteReflectorClusterID: 1.1.1.1 -> 2.2.2.2; old: x -> (none)',
        },
      },
    ])
    const mesh: Change = {
      action: 'update',
      ref: { kind: 'BGPConfiguration', name: 'default' },
      fields: [{ path: ['spec', 'nodeToNodeMeshEnabled'], after: false }],
    }
    expect(said(mesh)[0]?.params['fields']).toBe('nodeToNodeMeshEnabled: (none) -> false')
  })
  it('says what is created and removed, and where', () => {
    expect(
      said(
        { action: 'create', ref: { kind: 'BGPPeer', name: 'p' }, content: { spec: {} } },
        { action: 'delete', ref: { kind: 'File', name: '/usr/local/bin/calicoctl', host: 'node2' }, content: {} },
      ),
    ).toEqual([
      { key: 'plan.create.BGPPeer', params: { names: 'p', count: 1, kind: 'BGPPeer', host: '' } },
      { key: 'plan.delete.File', params: { names: '/usr/local/bin/calicoctl', count: 1, kind: 'File', host: 'node2' } },
    ])
  })
})

describe('what a plan was built on (G6)', () => {
  const full = guideCluster()
  const spec: Record<string, Json> = { a: 1 }
  const object = <K extends string>(kind: K) => ({
    apiVersion: 'projectcalico.org/v3' as const,
    kind,
    metadata: { name: 'x' } as ObjectMeta,
    spec: { ...spec },
  })
  full.resources.bgpConfigurations = [object('BGPConfiguration')]
  full.resources.bgpPeers = [object('BGPPeer')]
  full.resources.bgpFilters = [object('BGPFilter')]
  const edited = (edit: (state: ClusterState) => void) => {
    const copy = structuredClone(full)
    edit(copy)
    return staleness(guardsOf(full, hash), guardsOf(copy, hash)).map(({ subject, what }) => `${subject} ${what}`)
  }
  it('is the same for the same cluster, in whatever order its fields come', () => {
    expect(edited(() => {})).toEqual([])
    expect(
      edited((state) => {
        const { ipv4Address, ...rest } = state.resources.nodes[0]!.spec.bgp!
        state.resources.nodes[0]!.spec.bgp = { ...rest, ...(ipv4Address ? { ipv4Address } : {}) }
      }),
    ).toEqual([])
  })
  it.each([
    ['another cluster', (s: ClusterState) => void Object.assign(s.identity, { uid: 'other' }), ['cluster changed']],
    [
      'another version',
      (s: ClusterState) => void Object.assign(s, { version: parseVersion('v3.18.0') }),
      ['calico changed'],
    ],
    ['another datastore', (s: ClusterState) => void Object.assign(s, { datastore: 'etcd' }), ['calico changed']],
    ['another backend', (s: ClusterState) => void Object.assign(s, { backend: 'vxlan' }), ['calico changed']],
    [
      'a node made anew',
      (s: ClusterState) => void Object.assign(s.resources.nodes[0]!.metadata, { uid: 'n' }),
      ['Node/node1 changed'],
    ],
    [
      'a label',
      (s: ClusterState) => void Object.assign(s.resources.nodes[1]!.metadata, { labels: { a: 'b' } }),
      ['Node/node2 changed'],
    ],
    [
      'an AS number',
      (s: ClusterState) => void Object.assign(s.resources.nodes[2]!.spec.bgp!, { asNumber: 1 }),
      ['Node/node3 changed'],
    ],
    ['a node without BGP', (s: ClusterState) => void delete s.resources.nodes[2]!.spec.bgp, ['Node/node3 changed']],
    ['a node that left', (s: ClusterState) => void s.resources.nodes.pop(), ['Node/node6 gone']],
    [
      'a configuration',
      (s: ClusterState) => void Object.assign(s.resources.bgpConfigurations[0]!, { spec: {} }),
      ['BGPConfiguration/x changed'],
    ],
    ['a peer', (s: ClusterState) => void Object.assign(s.resources.bgpPeers[0]!, { spec: {} }), ['BGPPeer/x changed']],
    [
      'a filter',
      (s: ClusterState) => void Object.assign(s.resources.bgpFilters[0]!, { spec: {} }),
      ['BGPFilter/x changed'],
    ],
    [
      'a pool',
      (s: ClusterState) => void Object.assign(s.resources.ipPools[0]!.spec, { ipipMode: 'Always' }),
      ['IPPool/default-pool changed'],
    ],
    [
      'a pool under another name',
      (s: ClusterState) => void Object.assign(s.resources.ipPools[0]!.metadata, { name: 'y' }),
      ['IPPool/default-pool gone', 'IPPool/y new'],
    ],
    [
      'an address',
      (s: ClusterState) => void Object.assign(s.resources.nodes[3]!.spec.bgp!, { ipv4Address: '172.20.0.99/24' }),
      ['Node/node4 changed'],
    ],
    [
      'a cluster id',
      (s: ClusterState) => void Object.assign(s.resources.nodes[4]!.spec.bgp!, { routeReflectorClusterID: '1.1.1.1' }),
      ['Node/node5 changed'],
    ],
    [
      'a node that joined',
      (s: ClusterState) => {
        const node = structuredClone(s.resources.nodes[0]!)
        s.resources.nodes.push({ ...node, metadata: { ...node.metadata, name: 'node7' } })
      },
      ['Node/node7 new'],
    ],
    ...(['bgpConfigurations', 'bgpPeers', 'bgpFilters'] as const).flatMap((list) => {
      const kind = { bgpConfigurations: 'BGPConfiguration', bgpPeers: 'BGPPeer', bgpFilters: 'BGPFilter' }[list]
      return [
        [`no ${kind} any more`, (s: ClusterState) => void s.resources[list].pop(), [`${kind}/x gone`]],
        [
          `one ${kind} more`,
          (s: ClusterState) => void s.resources[list].push({ ...object(kind), metadata: { name: 'y' } } as never),
          [`${kind}/y new`],
        ],
      ] as [string, (state: ClusterState) => void, string[]][]
    }),
    ['a heartbeat', (s: ClusterState) => void Object.assign(s.kubeNodes[0]!, { ready: false }), []],
  ] as [string, (state: ClusterState) => void, string[]][])('%s', (_, edit, stale) => {
    expect(edited(edit)).toEqual(stale)
  })
  it('has a fingerprint of the canonical text, so that any process makes the same', () => {
    const guards: Guard[] = guardsOf(full, hash)
    expect(guards[0]).toEqual({ subject: 'cluster', sha256: hash('["u"]') })
    expect(guards[1]).toEqual({ subject: 'calico', sha256: hash('["v3.17.2","kubernetes","bird"]') })
    expect(guards.find(({ subject }) => subject === 'BGPPeer/x')?.sha256).toBe(hash('{"a":1}'))
    const bare = structuredClone(full)
    delete bare.resources.nodes[0]!.spec.bgp
    expect(guardsOf(bare, hash)[2]).toEqual({ subject: 'Node/node1', sha256: hash('[null,{},{}]') })
  })
})
