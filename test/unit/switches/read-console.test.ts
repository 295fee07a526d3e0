// What a console adds to a listing: messages between its lines, and pager marks whose escape bytes a saved log has lost.
import { describe, expect, it } from 'vitest'
import { translatePhrase } from '../../../src/i18n/phrases.ts'
import { parsePeers, parseRoutes } from '../../../src/switches/parse.ts'
import { peers, read, routes } from './as-lines.ts'

const messages: [system: string, line: string][] = [
  ['IOS', '*Nov 28 12:00:00.123: %BGP-5-ADJCHANGE: neighbor 172.20.0.11 Up'],
  ['IOS, numbered', '000123: *Nov 28 12:00:00.123 UTC: %BGP-3-NOTIFICATION: sent to neighbor 172.20.0.11 4/0'],
  ['IOS without a clock', '1d02h: %LINEPROTO-5-UPDOWN: Line protocol on Interface Vlan100, changed state to up'],
  ['IOS without times', '%SYS-5-CONFIG_I: Configured from console by ops on vty0 (172.20.0.9)'],
  ['NX-OS', '2026 Nov 28 12:00:00 sw %BGP-5-ADJCHANGE:  bgp-65009 [4242] (default) neighbor 172.20.0.11 Up'],
  ['EOS', 'Nov 28 12:00:00 leaf01 Bgp: %BGP-5-ADJCHANGE: peer 172.20.0.11 (AS 64512) old state OpenConfirm'],
  ['Comware', '%Nov 28 12:00:00:123 2026 leaf01 BGP/5/BGP_STATE_CHANGED: BGP.: 172.20.0.11 state has changed'],
  ['Comware, a trap', '#Nov 28 12:00:00:123 2026 leaf01 BGP/4/ESTABLISHED: Trap 1.3.6.1: 172.20.0.11 is up'],
  ['VRP', 'Nov 28 2026 12:00:00 leaf01 %%01BGP/3/STATE_CHG_UPDOWN(l)[12]:The status of the peer 172.20.0.11 changed'],
  ['VRP with a zone', 'Nov 28 2026 12:00:00+08:00 leaf01 %%01BGP/3/STATE_CHG_UPDOWN(l):CID=0x80;The status changed'],
  [
    'FRR',
    '2026/11/28 12:00:00 BGP: [M59KS-A3ZXZ] bgp_update_receive: rcvd End-of-RIB for IPv4 Unicast from 172.20.0.11',
  ],
  [
    'Junos',
    'Nov 28 12:00:00  leaf01 rpd[1234]: RPD_BGP_NEIGHBOR_STATE_CHANGED: BGP peer 172.20.0.11 (External AS 64512)',
  ],
]
const listings = ['comware7', 'eos', 'iosxe', 'nxos', 'sonic', 'vrp', 'junos'].flatMap((name) => [
  [`${name}-peers.txt`, (text: string) => peers(text)] as const,
  ...(name === 'sonic' ? [] : [[`${name}-routes.txt`, (text: string) => routes(text)] as const]),
])

describe.each(messages)('a message of %s', (_system, message) => {
  it.each(listings)('between any two lines of %s is left out', (file, of) => {
    const text = read(file)
    const wanted = of(text)
    const lines = text.split('\n')
    for (let at = 0; at <= lines.length; at++)
      expect(of([...lines.slice(0, at), message, ...lines.slice(at)].join('\n'))).toEqual(wanted)
  })

  it('in the middle of a row is said, in both languages', () => {
    const text = read('iosxe-peers.txt')
    const at = text.indexOf('64512', text.indexOf('172.20.0.11'))
    let said = ''
    try {
      parsePeers('leaf01', `${text.slice(0, at)}${message}\n${text.slice(at)}`)
    } catch (error) {
      said = error instanceof Error ? error.message : ''
    }
    expect(said).toMatch(/a log message of the switch stands in the line "172\.20\.0\.11 /)
    expect(translatePhrase('zh-CN', said)).toContain('日志消息')
  })

  it('behind a prompt leaves the prompt, and alone it is no listing', () => {
    const text = read('iosxe-peers.txt').trimEnd()
    const wanted = peers(text)
    expect(peers(`${text}\nleaf01#${message}\nleaf01#`)).toEqual(wanted)
    expect(() => parsePeers('leaf01', message)).toThrow(/no list of BGP peers/)
    expect(() => parseRoutes('leaf01', message)).toThrow(/no table of routes/)
  })
})

describe('a pager whose escape bytes were lost', () => {
  it.each([
    ['VRP', `  ---- More ----[42D${' '.repeat(42)}[42D`],
    ['Comware', `---- More ----[14D${' '.repeat(14)}[14D`],
    ['another', '--More--[8D[K'],
  ])('is undone as if they were there: %s', (_name, mark) => {
    for (const [file, of] of listings) {
      const text = read(file)
      const paged = text.replace(/^( *)(?=172\.20\.0\.12|10\.233\.65)/gm, `${mark}$1`)
      expect(of(paged)).toEqual(of(text))
    }
    expect(read('vrp-peers.txt').replace(/^( *)(?=172\.20\.0\.12)/m, `${mark}$1`)).toContain(mark)
  })
})
