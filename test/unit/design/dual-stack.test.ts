// A cluster of both families whose mesh carries both: the move takes both along, or is refused with its reason.
import { describe, expect, it } from 'vitest'
import { defaultChoices } from '../../../src/design/answers/choices.ts'
import { guideAnswers } from '../../../src/design/answers/guide.ts'
import { designFromAnswers } from '../../../src/design/answers/merge.ts'
import { parseAnswers } from '../../../src/design/answers/parse.ts'
import { answersFromDesign } from '../../../src/design/answers/write.ts'
import { fabricFromDesign } from '../../../src/design/fabric.ts'
import { proposeDesign, proposeOneFamily } from '../../../src/design/propose.ts'
import { proposeTopOfRack } from '../../../src/design/propose-tor.ts'
import { validateDesign } from '../../../src/design/validate.ts'
import { forecastRoutes } from '../../../src/forecast/routes.ts'
import { forecastSessions } from '../../../src/forecast/sessions.ts'
import { forecastPlan } from '../../../src/forecast/stages.ts'
import type { ClusterState } from '../../../src/model/cluster.ts'
import type { Design } from '../../../src/model/design.ts'
import type { WizardError } from '../../../src/model/errors.ts'
import type { ResourceSet } from '../../../src/model/resources.ts'
import { applyChanges } from '../../../src/plan/changes.ts'
import { makePlan } from '../../../src/plan/make.ts'
import { renderSwitch } from '../../../src/switches/render.ts'
import { guideCluster } from './clusters.ts'

const v3 = (kind: string, name: string, spec: object) =>
  ({ apiVersion: 'projectcalico.org/v3', kind, metadata: { name }, spec }) as never

/** The guide's cluster with an IPv6 address, pool and block beside each of IPv4. */
function dualStack(): ClusterState {
  const cluster = guideCluster()
  const { resources } = cluster
  resources.nodes.forEach(({ spec }, i) => {
    spec.bgp = { ...spec.bgp, ipv6Address: `fd00:20:${i < 3 ? 1 : 2}::${11 + (i % 3)}/64` }
  })
  resources.ipPools.push(v3('IPPool', 'six', { cidr: 'fd00:10::/48', ipipMode: 'Never', vxlanMode: 'Never' }))
  resources.blockAffinities = resources.nodes.flatMap(({ metadata: { name } }, i) => [
    v3('BlockAffinity', name, { cidr: `10.233.${65 + i}.0/26`, node: name, state: 'confirmed' }),
    v3('BlockAffinity', `${name}-6`, { cidr: `fd00:10:0:${i + 1}::/122`, node: name, state: 'confirmed' }),
  ])
  return cluster
}

const both = (more = '') =>
  `${more}racks:\n${[1, 2]
    .map(
      (rack) =>
        `  - {name: rr${rack}, subnet: 17${rack + 1}.20.0.0/24, asNumber: ${64511 + rack}, leafs: [{name: leaf0${rack}, address: 17${rack + 1}.20.0.254, asNumber: ${65008 + rack}}, {name: leaf0${rack}, address: "fd00:20:${rack}::fe", asNumber: ${65008 + rack}}]}\n`,
    )
    .join('')}`
const decide = (text: string, cluster = dualStack()) =>
  designFromAnswers(parseAnswers(text, 'answers.yaml'), cluster, proposeDesign(cluster))

/** Blocks that nodes lack in their tables, by family. */
function lacking(resources: ResourceSet, { version }: ClusterState, design: Design): [four: number, six: number] {
  const fabric = fabricFromDesign(design, resources)
  const { nodes } = forecastRoutes(forecastSessions(resources, { version, fabric }), resources, fabric, version)
  const of = (six: boolean) =>
    Object.values(nodes).reduce((sum, { rib }) => {
      const held = new Set(rib.map(({ destination }) => destination))
      const blocks = resources.blockAffinities.map(({ spec }) => spec.cidr).filter((cidr) => cidr.includes(':') === six)
      return sum + blocks.filter((cidr) => !held.has(cidr)).length
    }, 0)
  return [of(false), of(true)]
}

function move(design: Design, order: 'safe' | 'guide' = 'safe') {
  const cluster = dualStack()
  const plan = makePlan(cluster, design, { order, madeBy: 'test', hash: (text) => text })
  const changes = plan.stages.flatMap((stage) => stage.operations.flatMap((operation) => operation.changes))
  const after = applyChanges(cluster, changes)
  return { plan, after, forecast: forecastPlan(plan, cluster), lacks: lacking(after.resources, cluster, design) }
}

const codes = (design: Design, cluster: ClusterState) =>
  validateDesign(design, cluster).flatMap(({ code, severity }) => (severity === 'error' ? [code] : []))

describe('leafs of one family only', () => {
  const guide = (cluster: ClusterState) => proposeOneFamily(cluster)

  it('would lose the other across racks, and are refused with place and remedy', () => {
    const cluster = dualStack()
    expect(lacking(cluster.resources, cluster, guide(cluster))).toEqual([0, 0])
    const { lacks, forecast } = move(guide(cluster))
    expect(lacks).toEqual([0, 18])
    expect(forecast.lostPairs).toBeGreaterThan(0)
    let error: WizardError | undefined
    try {
      designFromAnswers(guideAnswers(), cluster, guide(cluster))
    } catch (caught) {
      error = caught as WizardError
    }
    expect(error).toMatchObject({ code: 'E_DESIGN_FAMILY', exitCode: 2 })
    expect(error!.message).toContain('rack rr1 names its leafs by no address of IPv6')
    expect(error!.remedies.join()).toContain('name the leaf once more')
  })

  it('are fine where nothing rides on the mesh in the other family', () => {
    const cluster = dualStack()
    const without = (change: (one: ClusterState) => void) => {
      const one = dualStack()
      change(one)
      return codes(guide(cluster), one)
    }
    expect(codes(guide(cluster), cluster)).toEqual(['E_DESIGN_FAMILY', 'E_DESIGN_FAMILY'])
    expect(without(({ resources }) => resources.ipPools.pop())).toEqual([])
    expect(
      without(({ resources }) => {
        resources.ipPools.at(-1)!.spec.vxlanMode = 'Always'
      }),
    ).toEqual([])
    expect(
      without(({ resources }) => {
        resources.bgpConfigurations = [v3('BGPConfiguration', 'default', { nodeToNodeMeshEnabled: false })]
      }),
    ).toEqual([])
    // Nobody but reflectors carries routes there.
    expect(codes({ ...guide(cluster), interRack: 'reflector-mesh' }, cluster)).toEqual([])
    const rack = { scheme: 'top-of-rack', interRack: 'leafs' } as const
    expect(codes({ ...guide(cluster), ...rack }, cluster)).toContain('E_DESIGN_FAMILY')
  })
})

describe('a proposal for both families', () => {
  it.each([
    ['reflectors', proposeDesign],
    ['top of rack', (cluster: ClusterState) => proposeTopOfRack(cluster)],
    ['dual top of rack', (cluster: ClusterState) => proposeTopOfRack(cluster, 2)],
  ])('names each leaf by an address of both: %s', (_name, propose) => {
    const cluster = dualStack()
    const design = propose(cluster)
    expect(codes(design, cluster)).toEqual([])
    for (const { leafs } of design.racks) {
      const names = new Set(leafs.map((leaf) => leaf.name))
      for (const name of names)
        expect(leafs.filter((leaf) => leaf.name === name).map((leaf) => leaf.address.includes(':'))).toEqual([
          false,
          true,
        ])
    }
    expect(move(design).lacks).toEqual([0, 0])
  })

  it('keeps the switch that a BGPPeer points at already', () => {
    const cluster = dualStack()
    cluster.resources.bgpPeers.push(
      v3('BGPPeer', 'six', { peerIP: 'fd00:20:1::1', asNumber: 65009, nodeSelector: 'all()' }),
    )
    expect(proposeDesign(cluster).racks[0]!.leafs.map((leaf) => leaf.address)).toContain('fd00:20:1::1')
  })
})

describe.each([
  ['reflectors', both()],
  ['top of rack', both('scheme: top-of-rack\n')],
  ['reflectors, guide order', both('order: guide\n')],
])('a leaf named by an address of each family: %s', (name, text) => {
  const order = name.includes('guide') ? 'guide' : 'safe'

  it('moves both families', () => {
    const design = decide(text)
    const { lacks, forecast, plan, after } = move(design, order)
    expect(lacks).toEqual([0, 0])
    expect(forecast.lostPairs).toBe(0)
    const peers = after.resources.bgpPeers.map((peer) => [peer.metadata.name, peer.spec.peerIP])
    expect(peers).toContainEqual(['rr1-to-leaf1-peer', '172.20.0.254'])
    expect(peers).toContainEqual(['rr1-to-leaf1-v6-peer', 'fd00:20:1::fe'])
    const leafs = plan.stages.flatMap((stage) =>
      (stage.gate?.conditions ?? []).flatMap((condition) =>
        condition.kind === 'leaf-blocks' ? [condition.leafs] : [],
      ),
    )
    for (const list of leafs) expect(new Set(list).size).toBe(list.length)
  })

  it('is one switch with the neighbours of both', () => {
    const design = decide(text)
    const fabric = fabricFromDesign(design, dualStack().resources)
    expect(fabric.switches.map(({ name: known }) => known)).toEqual(['leaf01', 'leaf02', 'fabric-above-the-leafs'])
    const { config, removal } = renderSwitch(fabric, 'leaf01', 'frr', {
      podCidrs: ['10.233.64.0/18', 'fd00:10::/48'],
      serviceCidrs: [],
    })!
    for (const address of ['172.20.0.11', 'fd00:20:1::11']) {
      expect(config).toContain(`neighbor ${address} remote-as 64512`)
      expect(removal).toContain(`no neighbor ${address}`)
    }
  })

  it('is saved and read again', () => {
    const design = decide(text)
    expect(decide(answersFromDesign(design, defaultChoices))).toEqual(design)
  })
})

describe('a second entry of a leaf', () => {
  it.each([
    ['of the same family', 'address: 172.20.0.253, asNumber: 65009', 'E_DESIGN_LEAF_NAME'],
    ['of another AS', 'address: "fd00:20:1::fe", asNumber: 65011', 'E_DESIGN_LEAF_ASN'],
    ['where no node is', 'address: "fd00:20:9::fe", asNumber: 65009', 'E_DESIGN_LEAF_SUBNET'],
  ])('%s is refused', (_name, words, code) => {
    const text = both().replace('address: "fd00:20:1::fe", asNumber: 65009', words)
    expect(() => decide(text)).toThrow()
    try {
      decide(text)
    } catch (error) {
      expect((error as WizardError).code).toBe(code)
    }
  })
})
