// Marks, names and resolved next hops in the tables of FRR and EOS.
import { describe, expect, it } from 'vitest'
import { peers, routes } from './as-lines.ts'

const table = (...rows: string[]) =>
  [
    'BGP router identifier 172.20.0.254, local AS number 65009 vrf-id 0',
    'Neighbor        V         AS   MsgRcvd   MsgSent   TblVer  InQ OutQ  Up/Down State/PfxRcd   PfxSnt Desc',
    ...rows,
    '',
    'Total number of neighbors 1',
    '',
  ].join('\n')
const rest = '4      65009        23        26        0    0    0 00:03:12            6        9 N/A'
const legend =
  'Codes: K - kernel route, C - connected, B - BGP,\n       > - selected route, * - FIB route, q - queued, r - rejected\n\n'

describe('a neighbour with its name before its address', () => {
  it.each([
    ['leaf01(100.0.0.2)', '100.0.0.2'],
    ['*leaf01(100.0.0.2)', '100.0.0.2'],
    ['spine-1.dc(fd00:100:1::1)', 'fd00:100:1::1'],
  ])('%s is read by its address', (name, address) => {
    const wanted = [`${address} 65009 Established 00:03:12`]
    expect(peers(table(`${name} ${rest}`))).toEqual(wanted)
    expect(peers(table(name, `                ${rest}`))).toEqual(wanted)
  })

  it.each([
    ['leaf01(100.0.0.', /"leaf01\(100\.0\.0\." is cut off/],
    [`leaf01(100.0.0. ${rest}`, /no row|cut off/],
    [`leaf01(100.0.0.) ${rest}`, /no row|cut off/],
    [`leaf01(fd00:100:) ${rest}`, /no row|cut off/],
    [`100.0.0. ${rest}`, /no row|cut off/],
  ])('%s is no neighbour', (row, why) => {
    expect(() => peers(table(row))).toThrow(why)
  })

  it('that has none is known by its interface', () => {
    expect(peers(table(`leaf01(swp1) ${rest}`))).toEqual(['leaf01(swp1) 65009 Established 00:03:12'])
    expect(peers(table(`swp1.100 ${rest}`))).toEqual(['swp1.100 65009 Established 00:03:12'])
  })
})

describe('a neighbour under maintenance (EOS)', () => {
  const head =
    'BGP summary information for VRF default\nRouter identifier 10.9.0.1, local AS number 65009\nNeighbor Status Codes: m - Under maintenance\n'
  const end = '4 64512            1234      1234    0    0 23:51:50 Estab   6      6\nleaf01#'

  it.each([
    ['  Neighbor    V AS           MsgRcvd   MsgSent  InQ OutQ  Up/Down State   PfxRcd PfxAcc\n', ''],
    ['  Description Neighbor    V AS           MsgRcvd   MsgSent  InQ OutQ  Up/Down State   PfxRcd PfxAcc\n', 'node1 '],
  ])('is read like the others', (columns, description) => {
    for (const flag of ['', 'm ', '  m '])
      expect(peers(`${head}${columns}${flag}${description}172.20.0.11 ${end}`)).toEqual([
        '172.20.0.11 64512 Established 23:51:50',
      ])
  })
})

describe('a route of FRR that packets do not follow', () => {
  it.each(['r', 'q', 'o', 'bq'])('B>%s is not held', (flag) => {
    const row = `B>${flag} 10.233.64.0/26 [20/0] via 172.20.0.11, eth0, weight 1, 00:00:06\n`
    const further = '  r                     via 172.20.0.12, eth0, weight 1, 00:00:06\n'
    const held = 'B>* 10.233.65.0/26 [20/0] via 172.20.0.12, eth0, weight 1, 00:00:06\n'
    expect(routes(`${legend}${row}${further}${held}`)).toEqual(['10.233.65.0/26 172.20.0.12'])
    expect(routes(`${legend}${row}leaf01#`)).toEqual([])
  })

  it.each<[object, boolean]>([
    [{ installed: true }, true],
    [{ installed: true, queued: true }, true],
    [{ failed: true }, false],
    [{ queued: true }, false],
    [{ installed: true, offloaded: false }, false],
    [{ installed: true, offloaded: true }, true],
  ])('as JSON: %j', (flags, held) => {
    const entry = { protocol: 'bgp', selected: true, ...flags, nexthops: [{ ip: '172.20.0.11', active: true }] }
    const text = JSON.stringify({ '10.233.64.0/26': [entry] })
    expect(routes(text)).toEqual(held ? ['10.233.64.0/26 172.20.0.11'] : [])
  })
})

describe('a next hop that is resolved by another', () => {
  const first = 'B>  10.233.64.0/26 [200/0] via 10.9.1.2 (recursive), weight 1, 00:00:06\n'
  const pad = ' '.repeat(first.indexOf(' via '))
  const by = (level: number, text: string) => `  * ${pad.slice(4)}${' '.repeat(2 * level)} via ${text}\n`

  it('is the one of BGP, and one path', () => {
    const one = `${legend}${first}${by(1, '172.20.0.1, eth0, weight 1, 00:00:06')}`
    expect(routes(one)).toEqual(['10.233.64.0/26 10.9.1.2'])
    // By two ways, then a second path with a way of its own, then one that needs none.
    const more = [
      by(1, '172.20.0.2, eth0, weight 1, 00:00:06'),
      by(0, '10.9.1.3 (recursive), weight 1, 00:00:06'),
      by(1, '10.9.9.9 (recursive), weight 1, 00:00:06'),
      by(2, '172.20.0.3, eth0, weight 1, 00:00:06'),
      by(0, '172.20.0.4, eth0, weight 1, 00:00:06'),
      'B>* 10.233.65.0/26 [20/0] via 172.20.0.12, eth0, weight 1, 00:00:06\n',
      `  * ${pad.slice(4).replace(/ $/, '')} via 172.20.0.13, eth0, weight 1, 00:00:06\n`,
    ]
    expect(routes(one + more.join(''))).toEqual([
      '10.233.64.0/26 10.9.1.2+10.9.1.3+172.20.0.4',
      '10.233.65.0/26 172.20.0.12+172.20.0.13',
    ])
  })

  it('by an interface is one path, too', () => {
    const text = `${legend}${first}  * ${pad.slice(4)}   is directly connected, eth0, weight 1, 00:00:06\n`
    expect(routes(text)).toEqual(['10.233.64.0/26 10.9.1.2'])
  })

  it('is so in a single entry and in JSON', () => {
    const entry = [
      'Routing entry for 10.233.64.0/26',
      '  Known via "bgp", distance 200, metric 0, best',
      '  Last update 00:10:00 ago',
      '    10.9.1.2 (recursive), weight 1',
      '  *   172.20.0.1, via eth0, weight 1',
      '  * 172.20.0.4, via eth0, weight 1',
      '',
    ]
    expect(routes(entry.join('\n'))).toEqual(['10.233.64.0/26 10.9.1.2+172.20.0.4'])
    const nexthops = [
      { ip: '10.9.1.2', active: true, recursive: true },
      { ip: '172.20.0.1', active: true, fib: true, resolver: true },
      { ip: '172.20.0.4', active: true, fib: true },
    ]
    const json = { '10.233.64.0/26': [{ protocol: 'bgp', selected: true, installed: true, nexthops }] }
    expect(routes(JSON.stringify(json))).toEqual(['10.233.64.0/26 10.9.1.2+172.20.0.4'])
  })
})
