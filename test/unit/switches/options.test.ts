// What a switch needs beside the plain words of an option, because its system does less than others by itself.
import { describe, expect, it } from 'vitest'
import { guideAnswers } from '../../../src/design/answers/guide.ts'
import { designFromAnswers } from '../../../src/design/answers/merge.ts'
import { fabricFromDesign } from '../../../src/design/fabric.ts'
import { proposeDesign } from '../../../src/design/propose.ts'
import type { Design, LeafOptions } from '../../../src/model/design.ts'
import type { Fabric } from '../../../src/model/fabric.ts'
import { type DialectName, dialectNames } from '../../../src/switches/dialect.ts'
import { dialects, renderSwitch } from '../../../src/switches/render.ts'
import { guideCluster } from '../design/clusters.ts'
import { refusedBy } from './grammar.ts'

const state = guideCluster()
const guide = designFromAnswers(guideAnswers(), state, proposeDesign(state))
const facts = { podCidrs: ['10.233.64.0/18'], serviceCidrs: ['10.233.0.0/18'] }
/** The guide with the same AS in both racks, or on both leafs. */
const withAsns = (asns: { rack?: number; leaf?: number }, options: Partial<LeafOptions> = {}): Design => ({
  ...guide,
  racks: guide.racks.map((rack) => ({
    ...rack,
    asn: asns.rack ?? rack.asn,
    leafs: rack.leafs.map((leaf) => ({
      ...leaf,
      asn: asns.leaf ?? leaf.asn,
      options: { ...leaf.options, ...options },
    })),
  })),
})
const single = (design: Design): Design => ({
  ...design,
  racks: design.racks.map((rack) => ({ ...rack, reflectors: rack.reflectors.slice(0, 1) })),
})
const written = (
  design: Design,
  name: string,
  dialect: DialectName,
  change: (fabric: Fabric) => Fabric = (one) => one,
) => {
  const made = renderSwitch(change(fabricFromDesign(design, state.resources)), name, dialect, facts)!
  const { comment } = dialects[dialect]
  expect(refusedBy(dialect, made.config, comment)).toBeUndefined()
  expect(refusedBy(dialect, made.removal, comment)).toBeUndefined()
  return made
}
/** How many neighbours are told routes of their own AS. */
const told = (design: Design, name: string, dialect: DialectName) =>
  written(design, name, dialect).config.match(/disable-peer-as-check$|advertise-peer-as$/gm)?.length ?? 0

describe('routes with the own AS of who hears them', () => {
  it.each(['nxos', 'junos'] as const)('%s sends them where neighbours share an AS that is not replaced', (dialect) => {
    // Two reflectors of one rack; one a rack, and the other rack has the same AS; no AS twice.
    expect(told(guide, 'leaf01', dialect)).toBe(2)
    expect(told(single(withAsns({ rack: 64512 })), 'leaf01', dialect)).toBe(1)
    expect(told(single(guide), 'leaf01', dialect)).toBe(0)
    // iBGP has no such rule.
    expect(told(withAsns({ rack: 65009, leaf: 65009 }, { reflectsClients: true }), 'leaf01', dialect)).toBe(0)
    const { removal } = written(guide, 'leaf01', dialect)
    expect(removal).toMatch(
      dialect === 'nxos' ? /no neighbor 172\.20\.0\.11/ : /delete protocols bgp group CALICO-NODES/,
    )
  })

  it('an AS that is replaced needs it on NX-OS only', () => {
    const design = withAsns({ rack: 64512 }, { asOverride: true })
    expect(told(design, 'leaf01', 'nxos')).toBe(2)
    expect(told(design, 'leaf01', 'junos')).toBe(0)
  })

  it.each(['nxos', 'junos'] as const)('a spine of %s sends them to leafs of one AS that allow it', (dialect) => {
    expect(told(withAsns({ leaf: 65009 }, { allowAsIn: 1 }), 'spine', dialect)).toBe(2)
    expect(told(withAsns({ leaf: 65009 }), 'spine', dialect)).toBe(0)
    expect(told(withAsns({}, { allowAsIn: 1 }), 'spine', dialect)).toBe(0)
  })

  it('a node with an address of each family is no second one', () => {
    const both = (fabric: Fabric): Fabric => ({
      ...fabric,
      switches: fabric.switches.map((device) => ({
        ...device,
        neighbors: device.neighbors.flatMap((n) =>
          n.waits ? [n, { ...n, address: `fd00::${n.address.replaceAll('.', ':')}` }] : [n],
        ),
      })),
    })
    expect(written(single(guide), 'leaf01', 'nxos', both).config).not.toContain('disable-peer-as-check')
  })

  it.each(dialectNames.filter((name) => name !== 'nxos' && name !== 'junos'))('%s sends them by itself', (dialect) => {
    expect(told(withAsns({ rack: 64512 }), 'leaf01', dialect)).toBe(0)
  })
})

describe('equal paths', () => {
  const reflecting = withAsns({ rack: 65009, leaf: 65009 }, { reflectsClients: true })
  const paths = (design: Design, name: string, dialect: DialectName) =>
    written(design, name, dialect).config.match(
      /(?<=^ *|CALICO-[A-Z]+ )(maximum-paths|balance|maximum load|multipath).*$/gm,
    )

  it.each([
    ['iosxe', ['maximum-paths 8', 'maximum-paths ibgp 8']],
    ['nxos', ['maximum-paths 8', 'maximum-paths ibgp 8']],
    ['comware7', ['balance 8']],
    ['vrp', ['maximum load-balancing 8']],
    ['eos', null],
    ['frr', null],
    ['sonic', null],
    ['junos', ['multipath']],
  ] as const)('%s uses those of neighbours of the own AS, too', (dialect, wanted) => {
    expect(paths(reflecting, 'leaf01', dialect)).toEqual(wanted)
    expect(paths(guide, 'leaf01', dialect)).toEqual(wanted && [wanted[0]])
  })

  it('of different AS are said so in the groups of Junos that have them', () => {
    expect(paths(guide, 'spine', 'junos')).toEqual(['multipath multiple-as'])
    expect(paths(withAsns({ leaf: 65009 }), 'spine', 'junos')).toEqual(['multipath'])
    expect(paths(guide, 'leaf01', 'junos')).toEqual(['multipath'])
    // One leaf for racks of two AS.
    const shared: Design = {
      ...guide,
      racks: guide.racks.map((rack) => ({ ...rack, leafs: [guide.racks[0]!.leafs[0]!] })),
    }
    expect(paths(shared, 'leaf01', 'junos')).toEqual(['multipath multiple-as'])
    expect(paths(withAsns({}, { multipath: false }), 'leaf01', 'junos')).toBeNull()
  })
})

describe('an export policy of Junos', () => {
  const policy = (lines: string[]) => ['configure exclusive', ...lines, 'commit'].join('\n')
  const use = 'set protocols bgp group A neighbor 10.0.0.1 export P'
  const accept = 'set policy-options policy-statement P term all then accept'

  it('is refused when it lets everything out', () => {
    expect(refusedBy('junos', policy([accept, use]), '#')).toBe('P accepts everything in term all')
    const from = 'set policy-options policy-statement P term all from protocol bgp'
    expect(refusedBy('junos', policy([from, accept, use]), '#')).toBeUndefined()
    expect(refusedBy('junos', policy([from.replace('term all', 'term other'), accept, use]), '#')).toBeDefined()
  })

  it('sets the next hop of routes of BGP and leaves the others to the default', () => {
    const { config, removal } = written(withAsns({}, { nextHopSelf: true }), 'leaf01', 'junos')
    expect(config).toContain('CALICO-NEXT-HOP-SELF term bgp from protocol bgp')
    expect(removal).toContain('delete policy-options policy-statement CALICO-NEXT-HOP-SELF')
  })
})

describe.each(dialectNames)('a spine of %s', (dialect) => {
  it('is checked for what a spine needs, and names its leafs', () => {
    const { config, removal, checks } = written(guide, 'spine', dialect)
    expect(checks.join('\n')).not.toMatch(/node|rack|CALICO-IN\b/)
    expect(checks.join('\n')).toMatch(/address on each link to a leaf[\s\S]*each neighbour below answers/)
    expect(config).toMatch(/description leaf01$[\s\S]*description leaf02$/m)
    expect(config).not.toMatch(/description calico-/)
    expect(config + removal).not.toMatch(/CALICO-(NODES|IN)\b/)
    if (dialect === 'junos')
      for (const text of [config, removal]) expect(text).toMatch(/protocols bgp group CALICO-LEAFS/)
    const leaf = written(guide, 'leaf01', dialect)
    expect(leaf.checks.join('\n')).not.toMatch(/spine|each neighbour/)
  })
})
