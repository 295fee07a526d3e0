import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { guideAnswers } from '../../../src/design/answers/guide.ts'
import { designFromAnswers } from '../../../src/design/answers/merge.ts'
import { fabricFromDesign } from '../../../src/design/fabric.ts'
import { proposeDesign } from '../../../src/design/propose.ts'
import { proposeTopOfRack } from '../../../src/design/propose-tor.ts'
import type { Design, LeafOptions } from '../../../src/model/design.ts'
import type { Fabric } from '../../../src/model/fabric.ts'
import { dialectNames } from '../../../src/switches/dialect.ts'
import type { IntentFacts } from '../../../src/switches/intent.ts'
import { dialects, renderSwitch } from '../../../src/switches/render.ts'
import { guideCluster } from '../design/clusters.ts'
import { refusedBy } from './grammar.ts'

const state = guideCluster()
const guide = designFromAnswers(guideAnswers(), state, proposeDesign(state))
const facts: IntentFacts = {
  podCidrs: ['10.233.64.0/18'],
  serviceCidrs: ['10.233.0.0/18'],
  names: Object.fromEntries(
    state.resources.nodes.map((n) => [n.spec.bgp!.ipv4Address!.split('/')[0]!, n.metadata.name]),
  ),
}
const fabric = (design: Design) => fabricFromDesign(design, state.resources)
const withOptions = (options: Partial<LeafOptions>, rackAsn?: number): Design => ({
  ...guide,
  racks: guide.racks.map((rack) => ({
    ...rack,
    asn: rackAsn ?? rack.asn,
    leafs: rack.leafs.map((leaf) => ({ ...leaf, options: { ...leaf.options, ...options } })),
  })),
})

const withPassword = (design: Design, password = { secret: 'bgp', key: 'leafs' }): Design => ({
  ...design,
  racks: design.racks.map((rack) => ({ ...rack, leafs: rack.leafs.map((leaf) => ({ ...leaf, password })) })),
})

const six = (address: string) => `2001:DB8:${address.replaceAll('.', ':')}::`
/** Neighbours as IPv6 addresses, in place of the IPv4 ones or beside them. */
const inIpv6 =
  (beside: boolean) =>
  (one: Fabric): Fabric => ({
    ...one,
    switches: one.switches.map((device) => ({
      ...device,
      addresses: [...device.addresses, ...device.addresses.map((text) => `${six(text.split('/')[0]!)}/64`)],
      neighbors: device.neighbors.flatMap((n) => [...(beside ? [n] : []), { ...n, address: six(n.address) }]),
    })),
  })
const sixes: IntentFacts = {
  ...facts,
  podCidrs: [...facts.podCidrs, 'FD00:10:0:0::/48'],
  serviceCidrs: ['fd00:10:96::/112'],
}

/** Designs that between them use every option. */
const designs: [
  name: string,
  design: Design,
  switchName: string,
  facts: IntentFacts,
  change?: (fabric: Fabric) => Fabric,
][] = [
  ['the guide’s leaf01', guide, 'leaf01', facts],
  ['the spine', guide, 'spine', facts],
  [
    'all nodes, any AS',
    withOptions({ accepts: 'all-nodes', remoteAs: 'external' }),
    'leaf01',
    { ...facts, rackAsn: 64512 },
  ],
  ['one AS, as-override, allowas-in', withOptions({ asOverride: true, allowAsIn: 2 }, 64512), 'leaf02', facts],
  ['a leaf that reflects', withOptions({ reflectsClients: true, nextHopSelf: true }, 65009), 'leaf01', facts],
  ['no multipath, a password', withPassword(withOptions({ multipath: false })), 'leaf01', facts],
  ['IPv6 ranges too', guide, 'leaf01', { ...facts, podCidrs: ['10.233.64.0/18', 'fd00:10::/48'] }],
  ['no ranges known', guide, 'leaf01', { podCidrs: [], serviceCidrs: [] }],
  ['dual top of rack', proposeTopOfRack(state, 2), 'leaf04', facts],
  ['IPv6 sessions', guide, 'leaf01', sixes, inIpv6(false)],
  ['sessions of both families, a password', withPassword(guide), 'leaf02', sixes, inIpv6(true)],
  [
    'IPv6 sessions with every option',
    withOptions({ asOverride: true, allowAsIn: 2, nextHopSelf: true }, 64512),
    'leaf01',
    sixes,
    inIpv6(true),
  ],
  ['a spine with IPv6 sessions', guide, 'spine', facts, inIpv6(true)],
]

describe.each(dialectNames)('%s', (dialect) => {
  const { comment } = dialects[dialect]

  it.each(designs)(
    '%s is written in lines that the system takes, and taken away again',
    (title, design, name, given, change = (one) => one) => {
      const written = renderSwitch(change(fabric(design)), name, dialect, given)!
      expect(refusedBy(dialect, written.config, comment)).toBeUndefined()
      expect(refusedBy(dialect, written.removal, comment)).toBeUndefined()
      // A question mark asks for help on most systems, in comments too; anything but ASCII confuses many.
      expect(written.config + written.removal).toMatch(/^[\x20-\x3e\x40-\x7e\n]*$/)

      const commands = (text: string) => text.split('\n').filter((line) => !line.startsWith(comment))
      const addresses = new Set(
        commands(written.config)
          .join(' ')
          .match(/(?<=(?:neighbor|peer) )(?:\d+\.[\d.]+|[\da-f]+:[\da-f:]+)/g),
      )
      expect(addresses.size).toBeGreaterThan(0)
      if (title.includes('IPv6 sessions')) expect([...addresses].some((address) => address.includes(':'))).toBe(true)
      const removal = commands(written.removal).join('\n')
      if (dialect !== 'junos') for (const address of addresses) expect(removal).toContain(` ${address}`)
      // Everything that got a name of ours goes, neighbours before the filters they use.
      for (const name of new Set(
        commands(written.config)
          .join('\n')
          .match(/CALICO-[A-Z0-9-]+/g) ?? [],
      )) {
        expect(removal).toContain(name)
      }
      const lines = commands(written.removal)
      const lastNeighbor = lines.findLastIndex((line) => /neighbor|peer|protocols bgp group/.test(line))
      const firstFilter = lines.findIndex((line) => /(prefix-list|ip-prefix|route-map|policy-statement)/.test(line))
      if (firstFilter !== -1) expect(lastNeighbor).toBeLessThan(firstFilter)
    },
  )

  it('says for the guide exactly what templates/switches shows', () => {
    const written = renderSwitch(fabric(guide), 'leaf01', dialect, facts)!
    const path = new URL(`../../../templates/switches/${dialect}.txt`, import.meta.url)
    expect(`${written.config}\n${written.removal}`).toBe(readFileSync(path, 'utf8'))
  })

  it('uses allowas-in, as-override and reflection only when asked', () => {
    const plain = renderSwitch(fabric(guide), 'leaf01', dialect, facts)!.config
    expect(plain).not.toMatch(
      /allow-?as|loops|override|substitute|replace out|reflect|cluster|next-hop|password|authentication/,
    )
    const asked = renderSwitch(
      fabric(withOptions({ asOverride: true, allowAsIn: 2 }, 64512)),
      'leaf01',
      dialect,
      facts,
    )!.config
    expect(asked).toMatch(/allowas-in 2|allow-as-loop 2|loops 3/)
    expect(asked).toMatch(/as-override|substitute-as|replace out/)
  })

  it('gives every neighbour its timers, its limit and its filter, and the family its equal paths', () => {
    const both = inIpv6(true)(fabric(guide))
    const { config } = renderSwitch(both, 'leaf01', dialect, { ...sixes, keepaliveSeconds: 20, holdSeconds: 60 })!
    const lines = config.split('\n').map((line) => line.trim())
    const times = (pattern: RegExp) => lines.filter((line) => pattern.test(line)).length
    // Two reflectors, each with a session of either family.
    expect(times(/timers? .*20.*60|^timers 20 60|hold-time 60/)).toBe(4)
    expect(times(/(maximum-prefix|maximum-routes|route-limit|prefix-limit maximum) 10000/)).toBe(4)
    const inbound = /(prefix-list|ip-prefix|ipv6-prefix|import) (CALICO-IN6?)( in| import)?$/
    const filters = lines.flatMap((line) => inbound.exec(line)?.[2] ?? [])
    expect(filters.sort()).toEqual(['CALICO-IN', 'CALICO-IN', 'CALICO-IN6', 'CALICO-IN6'])
    for (const [address, length] of [
      ['10.233.64.0', 18],
      ['fd00:10::', 48],
      ['fd00:10:96::', 112],
    ] as const)
      expect(config).toMatch(new RegExp(`${address.replaceAll('.', '\\.')}[/ ]${length}\\b`))
    // FRR and what is made of it use equal paths by themselves; EOS has one setting for the whole router, that is checked first.
    const paths = times(/^(maximum-paths|balance|maximum load-balancing) 8$|multipath$/)
    const expected = { frr: 0, sonic: 0, eos: 0, junos: 1 } as Partial<Record<typeof dialect, number>>
    expect(paths).toBe(expected[dialect] ?? 2)
  })

  it('keeps a session of IPv6 to its own family', () => {
    const { config } = renderSwitch(inIpv6(true)(fabric(guide)), 'leaf01', dialect, sixes)!
    const address = '2001:db8:172:20:0:11::'
    const lines = config.split('\n').map((line) => line.trim())
    const off = lines.filter((line) => line === `no neighbor ${address} activate`).length
    expect(off).toBe(['iosxe', 'eos', 'frr', 'sonic'].includes(dialect) ? 1 : 0)
    const on = lines.filter((line) => line === `neighbor ${address} activate` || line === `peer ${address} enable`)
    expect(on).toHaveLength(['nxos', 'junos'].includes(dialect) ? 0 : 1)
  })

  it('lets the nodes open the sessions, where the system has a word for it and unless told otherwise', () => {
    const word =
      /^(neighbor|peer) \S+ (passive|listen-only|transport connection-mode passive)$|^transport connection-mode passive$|neighbor \S+ passive$/
    const count = (design: Design, name: string) =>
      renderSwitch(fabric(design), name, dialect, facts)!
        .config.split('\n')
        .filter((line) => word.test(line.trim())).length
    expect(count(guide, 'leaf01')).toBe(dialect === 'comware7' ? 0 : 2)
    expect(count(guide, 'spine')).toBe(0)
    expect(count(withOptions({ waitsForNodes: false }), 'leaf01')).toBe(0)
    const note = (design: Design) => renderSwitch(fabric(design), 'leaf01', dialect, facts)!.notes.join('\n')
    expect(note(guide)).toMatch(dialect === 'comware7' ? /no word here to wait/ : /nodes open the sessions/)
    expect(note(withOptions({ waitsForNodes: false }))).not.toMatch(/collide/)
  })

  it('never writes a password, only a mark to replace', () => {
    const written = renderSwitch(fabric(withPassword(guide)), 'leaf01', dialect, facts)!
    const lines = written.config.split('\n').filter((line) => !line.startsWith(comment))
    // One line a neighbour, and a word in the head for whoever has to put the password in.
    expect(lines.filter((line) => line.includes('PASSWORD-FROM-bgp-leafs'))).toHaveLength(2)
    expect(written.notes.join('\n')).toContain(
      'REPLACE PASSWORD-FROM-bgp-leafs by the value of key leafs in Secret bgp',
    )
    expect(written.removal).not.toContain('PASSWORD')
    const spine = renderSwitch(fabric(withPassword(guide)), 'spine', dialect, facts)!
    expect(spine.config).not.toContain('PASSWORD')
    const longest = withPassword(guide, { secret: 'a'.repeat(253), key: '.'.repeat(253) })
    expect(renderSwitch(fabric(longest), 'leaf01', dialect, facts)!.config).toContain(
      `PASSWORD-FROM-${'a'.repeat(253)}-.`,
    )
  })

  it('names the two reflectors of the guide and nobody else', () => {
    const { config } = renderSwitch(fabric(guide), 'leaf01', dialect, facts)!
    expect(new Set(config.match(/172\.20\.0\.\d+/g))).toEqual(new Set(['172.20.0.11', '172.20.0.12']))
    expect(config).not.toContain('100.0.0.')
    expect(config).toContain('64512')
    expect(config).toContain('10.233.64.0')
  })
})

describe('values that could be more than values', () => {
  const poison = ['a\nno router bgp 65009', 'x; reload', 'x "y', 'ü', '', 'a'.repeat(64), '!x', '$(reboot)']

  it.each(poison)('a node’s name %j is left out of descriptions', (name) => {
    const written = renderSwitch(fabric(guide), 'leaf01', 'frr', { ...facts, names: { '172.20.0.11': name } })!
    expect(written.config).toContain('description calico-172-20-0-11')
    expect(refusedBy('frr', written.config, '!')).toBeUndefined()
  })

  it.each(poison)('a switch or secret called %j is refused', (name) => {
    const renamed = {
      ...fabric(guide),
      switches: fabric(guide).switches.map((s) => (s.name === 'leaf01' ? { ...s, name } : s)),
    }
    expect(() => renderSwitch(renamed, name, 'frr', facts)).toThrow(/cannot be the switch name/)
    if (name.length === 64) return
    const secret = withPassword(guide, { secret: name, key: 'leafs' })
    expect(() => renderSwitch(fabric(secret), 'leaf01', 'frr', facts)).toThrow(/password reference/)
  })

  it('addresses, ranges and numbers are checked', () => {
    const one = fabric(guide)
    const withNeighbor = (change: object) => ({
      ...one,
      switches: one.switches.map((s) => ({ ...s, neighbors: s.neighbors.map((n) => ({ ...n, ...change })) })),
    })
    expect(() => renderSwitch(withNeighbor({ address: '1.2.3.4 shutdown' }), 'leaf01', 'frr', facts)).toThrow(/address/)
    expect(() => renderSwitch(withNeighbor({ remoteAs: 0 }), 'leaf01', 'frr', facts)).toThrow(/AS of/)
    expect(() => renderSwitch(one, 'leaf01', 'frr', { ...facts, podCidrs: ['10.0.0.0/8\nx'] })).toThrow(/range/)
    expect(renderSwitch(one, 'leaf99', 'frr', facts)).toBeUndefined()
  })
})
