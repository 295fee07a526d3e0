// Taken in the lab (test/lab/fabrics) from FRR 8.4 leafs and a spine that were loaded with the wizard's configuration.
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
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
  const names = readdirSync(folder).filter((name) => name.endsWith('.txt'))

  it.each(names)('%s says the same as text and as JSON', (name) => {
    const of = /-(peers|neighbors)\.txt$/.test(name) ? peers : routes
    const text = of(read(name))
    expect(text.length).toBeGreaterThan(0)
    expect(of(read(name.replace(/txt$/, 'json')))).toEqual(text)
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
