import { describe, expect, it } from 'vitest'
import { guideAnswers } from '../../../src/design/answers/guide.ts'
import { designFromAnswers } from '../../../src/design/answers/merge.ts'
import { fabricFromDesign } from '../../../src/design/fabric.ts'
import { proposeDesign } from '../../../src/design/propose.ts'
import { proposeTopOfRack } from '../../../src/design/propose-tor.ts'
import { serviceCarriers } from '../../../src/forecast/service-carriers.ts'
import type { ClusterState } from '../../../src/model/cluster.ts'
import type { Design } from '../../../src/model/design.ts'
import type { ServiceShape } from '../../../src/model/resources.ts'
import { parseVersion } from '../../../src/model/version.ts'
import { applyChanges } from '../../../src/plan/changes.ts'
import { makePlan } from '../../../src/plan/make.ts'
import { makeLook } from '../../../src/views/look.ts'
import { renderServices } from '../../../src/views/render-services.ts'
import { guideCluster } from '../design/clusters.ts'

const carriersAfter = (state: ClusterState, design: Design, services: ServiceShape[] = []) => {
  const plan = makePlan(state, design, { order: 'guide', madeBy: 'test', hash: (text) => text })
  const changes = plan.stages.flatMap((stage) => stage.operations.flatMap((operation) => operation.changes))
  const moved = applyChanges(state, changes)
  return serviceCarriers(moved, fabricFromDesign(design, moved.resources), services)
}
const guide = (state: ClusterState) => designFromAnswers(guideAnswers(), state, proposeDesign(state))
const exclude = (state: ClusterState, ...names: string[]) => {
  for (const node of state.resources.nodes)
    if (names.includes(node.metadata.name))
      node.metadata.labels = { 'node.kubernetes.io/exclude-from-external-load-balancers': 'true' }
  return state
}

describe('serviceCarriers', () => {
  it('the guide: all six announce, a leaf sends everything to its two reflectors', () => {
    const [row] = carriersAfter(guideCluster(), guide(guideCluster()))
    expect(row!.range).toBe('10.233.0.0/18')
    expect(row!.announcedBy).toEqual(['node1', 'node2', 'node3', 'node4', 'node5', 'node6'])
    expect(row!.excluded).toEqual([])
    expect(row!.switches).toEqual([
      { name: 'leaf01', hops: ['node1', 'node2'] },
      { name: 'leaf02', hops: ['node4', 'node5'] },
      { name: 'spine', hops: ['leaf01', 'leaf02'] },
    ])
  })

  it('top of rack: every node carries', () => {
    const state = guideCluster()
    const [row] = carriersAfter(state, proposeTopOfRack(state))
    expect(row!.switches[0]).toEqual({ name: 'leaf01', hops: ['node1', 'node2', 'node3'] })
  })

  it('a node with the exclude label neither announces nor carries (3.18)', () => {
    const state = exclude({ ...guideCluster(), version: parseVersion('v3.25.0')! }, 'node1', 'node3')
    const [row] = carriersAfter(state, guide(state))
    expect(row!.announcedBy).toEqual(['node2', 'node4', 'node5', 'node6'])
    expect(row!.excluded).toEqual(['node1', 'node3'])
    expect(row!.switches[0]).toEqual({ name: 'leaf01', hops: ['node2'] })
    const old = exclude(guideCluster(), 'node1')
    expect(carriersAfter(old, guide(old))[0]!.excluded).toEqual([])
  })

  it('both reflectors excluded: the leaf gets it from the other rack only', () => {
    const state = exclude({ ...guideCluster(), version: parseVersion('v3.25.0')! }, 'node1', 'node2')
    const [row] = carriersAfter(state, guide(state))
    expect(row!.announcedBy).toEqual(['node3', 'node4', 'node5', 'node6'])
    expect(row!.switches[0]).toEqual({ name: 'leaf01', hops: ['spine'] })
  })

  it('the label without the value "true" keeps nobody away, and that is said', () => {
    const state = { ...guideCluster(), version: parseVersion('v3.25.0')! }
    // As kubeadm labels its control planes.
    state.resources.nodes[0]!.metadata.labels = { 'node.kubernetes.io/exclude-from-external-load-balancers': '' }
    const [row] = carriersAfter(state, guide(state))
    expect(row).toMatchObject({ excluded: [], unheeded: ['node1'] })
    expect(row!.announcedBy).toContain('node1')
    const text = renderServices([row!], makeLook({ columns: 400, lang: 'en', color: 0, unicode: true })).join(' ')
    expect(text).toContain('node1: the label')
  })

  const local = (change: Partial<ServiceShape>): ServiceShape => ({
    namespace: 'web',
    name: 'shop',
    type: 'NodePort',
    clusterIPs: ['10.233.5.7'],
    externalIPs: [],
    loadBalancerIPs: [],
    externalTrafficPolicy: 'Local',
    endpointNodes: ['node2', 'node6'],
    ...change,
  })

  it('a service with externalTrafficPolicy Local: its nodes announce its address, and who carries it is shown', () => {
    const state = guideCluster()
    const rows = carriersAfter(state, proposeTopOfRack(state), [local({})])
    expect(rows[1]).toMatchObject({
      range: '10.233.5.7/32',
      service: 'web/shop',
      announcedBy: ['node2', 'node6'],
    })
    // The leaf of a rack sends it to the node with the endpoint, the other rack's to its own.
    expect(rows[1]!.switches.slice(0, 2)).toEqual([
      { name: 'leaf01', hops: ['node2'] },
      { name: 'leaf02', hops: ['node6'] },
    ])
    const text = renderServices(rows, makeLook({ columns: 400, lang: 'en', color: 0, unicode: true })).join(' ')
    expect(text).toContain('10.233.5.7/32 (web/shop, externalTrafficPolicy Local): announced by node2, node6.')
  })

  it('an endpoint on an excluded node is not announced; addresses outside the ranges are nobody’s', () => {
    const state = exclude({ ...guideCluster(), version: parseVersion('v3.25.0')! }, 'node2')
    const services = [local({ endpointNodes: ['node2'] }), local({ name: 'far', clusterIPs: ['10.99.0.1'] })]
    const rows = carriersAfter(state, guide(state), services).slice(1)
    expect(rows).toEqual([expect.objectContaining({ service: 'web/shop', announcedBy: [], excluded: ['node2'] })])
  })

  it('nothing without ranges', () => {
    const state = guideCluster()
    expect(carriersAfter(state, { ...guide(state), serviceCidrs: [] })).toEqual([])
  })

  it.each(['en', 'zh-CN'] as const)('is said in %s', (lang) => {
    const state = exclude({ ...guideCluster(), version: parseVersion('v3.25.0')! }, 'node1')
    const rows = carriersAfter(state, guide(state)).map((row) => ({
      ...row,
      seen: [{ name: 'leaf01', hops: ['node2'] }],
    }))
    const text = renderServices(rows, makeLook({ columns: 400, lang, color: 0, unicode: true })).join(' ')
    for (const word of ['10.233.0.0/18', 'node[2-6]', 'node1', 'leaf01', 'node2', 'leaf02', 'exclude-from'])
      expect(text).toContain(word)
    expect(text).not.toMatch(/[{}]|service\./)
  })
})
