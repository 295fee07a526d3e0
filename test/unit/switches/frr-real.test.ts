// Taken in the lab (test/lab/fabrics) from FRR 8.4 leafs and a spine that were loaded with the wizard's configuration.
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { compareSwitch } from '../../../src/switches/compare.ts'
import { parsePeers, parseRoutes } from '../../../src/switches/parse.ts'

const folder = new URL('../../fixtures/switches/frr-8.4/', import.meta.url)
const read = (name: string) => readFileSync(new URL(name, folder), 'utf8')
const peers = (text: string) =>
  parsePeers('x', text)
    .map((s) => `${s.peer} ${s.localAs} ${s.remoteAs} ${s.state}${s.detail ? ` ${s.detail}` : ''}`)
    .sort()
const routes = (text: string) =>
  parseRoutes('x', text)
    .map((r) => [r.destination, [...r.nextHops].sort().join('+') || 'itself', r.kind, ...(r.asPath ?? [])].join(' '))
    .sort()

describe('real FRR 8.4', () => {
  const names = readdirSync(folder).filter((name) => name.endsWith('.txt') && !name.includes('-both-'))

  it.each(names)('%s says the same as text and as JSON', (name) => {
    const of = /-(peers|neighbors)\.txt$/.test(name) ? peers : routes
    const text = of(read(name))
    expect(text.length).toBeGreaterThan(0)
    // Of a next hop with two addresses the text has the link-local one, the JSON both: there the one that has a name is taken.
    const spine = (line: string) => line.replace('fe80::7848:c6ff:fed9:ecbb', 'fd00:100:1::1')
    const same = name.includes('ipv6-leaf01-bgp-routes') ? text.map(spine) : text
    expect(of(read(name.replace(/txt$/, 'json')))).toEqual(same)
  })

  it('the guide’s leaf01 in IPv6, where a long next hop pushes its entry to the next line', () => {
    expect(peers(read('guide-ipv6-leaf01-peers.txt'))).toEqual([
      'fd00:100:1::1 65009 65008 Established',
      'fd00:20:1::11 65009 64512 Established',
      'fd00:20:1::12 65009 64512 Established',
    ])
    const reflected = (block: string) => `${block} fd00:20:1::11+fd00:20:1::12 unicast 64512`
    const far = (block: string) => `${block} fd00:100:1::1 unicast 65008 65010 64513`
    expect(routes(read('guide-ipv6-leaf01-bgp-routes.json'))).toEqual(
      [
        'fd00:20:1::/64 itself unicast',
        'fd00:20:2::/64 fd00:100:1::1 unicast 65008 65010',
        ...[1, 2, 3].map((node) => reflected(`fd00:64::${node}00/122`)),
        ...[4, 5, 6].map((node) => far(`fd00:64::${node}00/122`)),
        reflected('fd00:96::/112'),
      ].sort(),
    )
  })

  it('the guide’s leaf01', () => {
    const three = ['100.0.0.1 65009 65008', '172.20.0.11 65009 64512', '172.20.0.12 65009 64512']
    const wanted = three.map((peer) => `${peer} Established`)
    for (const name of ['peers', 'neighbors']) expect(peers(read(`guide-leaf01-${name}.txt`))).toEqual(wanted)
    const reflected = (block: string) => `${block} 172.20.0.11+172.20.0.12 unicast 64512`
    const far = (block: string) => `${block} 100.0.0.1 unicast 65008 65010 64513`
    expect(routes(read('guide-leaf01-bgp-routes.txt'))).toEqual(
      [
        reflected('10.233.0.0/18'),
        ...[65, 66, 67].map((third) => reflected(`10.233.${third}.0/26`)),
        ...[68, 69, 70].map((third) => far(`10.233.${third}.0/26`)),
        '172.20.0.0/24 itself unicast',
        '173.20.0.0/24 100.0.0.1 unicast 65008 65010',
      ].sort(),
    )
  })

  it.each(['txt', 'json'])(
    'a peer that is listed for a family it does not speak is up by the other one (%s)',
    (form) => {
      const sessions = parsePeers('leaf01', read(`guide-ipv6-leaf01-both-peers.${form}`))
      const listed = sessions.filter((session) => session.peer === 'fd00:100:1::1')
      // The text calls the family not negotiated, the JSON a session without filters.
      expect(listed.map(({ state, detail }) => [state, detail])).toEqual([
        form === 'txt' ? ['NoNeg', undefined] : ['Established', 'Policy'],
        ['Established', undefined],
      ])
      const wanted = { name: 'leaf01', addresses: ['fd00:100:1::2'], peers: [{ address: 'fd00:100:1::1', asn: 65008 }] }
      expect(compareSwitch({ sessions }, wanted, [])).toEqual([])
    },
  )

  it('a listing cut anywhere is an error or the whole, never a shorter list or none', () => {
    for (const name of ['guide-leaf01-peers.txt', 'guide-leaf01-peers.json', 'guide-spine-bgp-routes.txt']) {
      const text = read(name)
      const parse = name.includes('peers') ? parsePeers : parseRoutes
      const whole = parse('x', text).length
      for (let end = 0; end < text.length; end += 3) {
        let seen: number | undefined
        try {
          seen = parse('x', text.slice(0, end)).length
        } catch (error) {
          expect(error).toMatchObject({ code: 'E_SWITCH_OUTPUT' })
        }
        if (seen !== undefined) expect([name, end, seen]).toEqual([name, end, whole])
      }
    }
  })
})
