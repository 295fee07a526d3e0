// allowas-in, as-override and reflection stand in a leaf's configuration exactly where the forecast needs them.
import { describe, expect, it } from 'vitest'
import { guideAnswers } from '../../../src/design/answers/guide.ts'
import { designFromAnswers } from '../../../src/design/answers/merge.ts'
import { parseAnswers } from '../../../src/design/answers/parse.ts'
import { fabricFromDesign } from '../../../src/design/fabric.ts'
import { proposeDesign } from '../../../src/design/propose.ts'
import { proposeTopOfRack } from '../../../src/design/propose-tor.ts'
import { validateDesign } from '../../../src/design/validate.ts'
import { forecastRoutes } from '../../../src/forecast/routes.ts'
import { forecastSessions } from '../../../src/forecast/sessions.ts'
import type { Design, LeafOptions } from '../../../src/model/design.ts'
import { applyChanges } from '../../../src/plan/changes.ts'
import { makePlan } from '../../../src/plan/make.ts'
import { dialectNames } from '../../../src/switches/dialect.ts'
import { renderSwitch } from '../../../src/switches/render.ts'
import { guideClusterWithBlocks } from '../design/clusters.ts'

const state = guideClusterWithBlocks()
const guide = designFromAnswers(guideAnswers(), state, proposeDesign(state))
const tor = (asns: [number, number], leafAsns: [number, number]) =>
  designFromAnswers(
    parseAnswers(
      `scheme: top-of-rack\nracks:\n${[1, 2]
        .map(
          (rack) =>
            `  - {name: rr${rack}, subnet: 17${rack + 1}.20.0.0/24, nodes: "node[${rack * 3 - 2}-${rack * 3}]", asNumber: ${asns[rack - 1]}, leafs: [{name: leaf0${rack}, address: 17${rack + 1}.20.0.254, asNumber: ${leafAsns[rack - 1]}}]}`,
        )
        .join('\n')}\n`,
      'answers',
    ),
    state,
    proposeDesign(state),
  )

/** The guide with other numbers: every leaf of one AS, or of the spine's own. */
const withLeafAsns = (asn: number, spineAsn: number, options: Partial<LeafOptions>): Design => ({
  ...guide,
  racks: guide.racks.map((rack) => ({
    ...rack,
    leafs: rack.leafs.map((leaf) => ({ ...leaf, asn, options: { ...leaf.options, ...options } })),
  })),
  spines: guide.spines.map((spine) => ({ ...spine, asn: spineAsn })),
})

const designs: [string, Design, Partial<LeafOptions>][] = [
  ['the guide', guide, {}],
  ['top of rack, proposed', proposeTopOfRack(state), { asOverride: true }],
  ['dual top of rack, proposed', proposeTopOfRack(state, 2), { asOverride: true }],
  ['top of rack, an AS for each rack and leaf', tor([64512, 64513], [65009, 65010]), { asOverride: true }],
  ['one AS for all leafs', withLeafAsns(65009, 65008, { allowAsIn: 1 }), { allowAsIn: 1 }],
  ['top of rack of the nodes’ own AS', tor([65009, 65010], [65009, 65010]), { reflectsClients: true }],
]

/** Blocks that nodes lack in their tables after the move; a default route via the leaf does not count. */
function lacking(design: Design): number {
  const plan = makePlan(state, design, { order: 'guide', madeBy: 'test', hash: (text) => text })
  const changes = plan.stages.flatMap((stage) => stage.operations.flatMap((operation) => operation.changes))
  const { resources, version } = applyChanges(state, changes)
  const fabric = fabricFromDesign(design, resources)
  const routes = forecastRoutes(forecastSessions(resources, { version, fabric }), resources, fabric, version)
  const blocks = resources.blockAffinities.map(({ spec }) => spec.cidr)
  const held = Object.values(routes.nodes).map(({ rib }) => new Set(rib.map(({ destination }) => destination)))
  return held.reduce((sum, own) => sum + blocks.filter((block) => !own.has(block)).length, 0)
}

const without = (design: Design, key: keyof LeafOptions): Design => ({
  ...design,
  racks: design.racks.map((rack) => ({
    ...rack,
    leafs: rack.leafs.map((leaf) => ({
      ...leaf,
      options: { ...leaf.options, [key]: key === 'allowAsIn' ? 0 : false },
    })),
  })),
})

describe.each(designs)('%s', (_name, design, wanted) => {
  it('asks for what is needed and nothing else', () => {
    for (const { leafs } of design.racks)
      for (const { options } of leafs)
        expect(options).toMatchObject({ allowAsIn: 0, asOverride: false, reflectsClients: false, ...wanted })
    const rest = lacking(design)
    expect(rest).toBe(0)
    for (const key of Object.keys(wanted) as (keyof LeafOptions)[])
      expect([key, lacking(without(design, key)) > rest]).toEqual([key, true])
  })

  it.each(dialectNames)('%s says it in its words', (dialect) => {
    const fabric = fabricFromDesign(design, state.resources)
    const { config } = renderSwitch(fabric, 'leaf01', dialect, { podCidrs: ['10.233.64.0/18'], serviceCidrs: [] })!
    expect(/allowas-in|allow-as-loop|loops/.test(config)).toBe((wanted.allowAsIn ?? 0) > 0)
    expect(/as-override$|substitute-as$|replace out$/m.test(config)).toBe(wanted.asOverride === true)
    expect(/route-reflector-client|reflect-client|cluster 0/.test(config)).toBe(wanted.reflectsClients === true)
  })
})

describe('leafs and spine of one AS', () => {
  it('pass nothing on between racks, whatever they allow: iBGP is told no further, and the design says so', () => {
    const rest = [0, 1].map((allowAsIn) => lacking(withLeafAsns(65008, 65008, { allowAsIn })))
    expect(rest[0]).toBeGreaterThan(0)
    expect(rest[1]).toBe(rest[0])
    const findings = validateDesign(withLeafAsns(65008, 65008, {}), state)
    expect(findings.map(({ code }) => code)).toContain('W_DESIGN_SPINE_ASN')
  })
})
