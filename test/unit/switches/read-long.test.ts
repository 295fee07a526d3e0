// Samples in the form of the vendors' documentation, with invented values: each peer at length, tables of IPv6, BGP tables, one
// route at length, and the JSON of the same.
import { readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { WizardError } from '../../../src/model/errors.ts'
import { parsePeers, parseRoutes } from '../../../src/switches/parse.ts'
import { peers, read, routes } from './as-lines.ts'

const v6 = '2001:db8:100:200:300:400:500'
const both = (block: string) => `${block} 172.20.0.11+172.20.0.12`
const linkLocal = 'fe80::42:acff:fe14:b+fe80::42:acff:fe14:c'

const peerSamples: Record<string, string[]> = {
  'comware7-neighbors.txt': ['172.20.0.11 Established 01h02m03s', '172.20.0.12 Idle Admin', '2001:db8::13 OpenSent'],
  'comware7-peers-v6.txt': [
    '2001:db8::11 64512 Established 2998h36m',
    '2001:db8::12 64512 Established 00:51:44',
    `${v6}:601 4259844944 Idle 00:00:00`,
  ],
  'vrp-neighbors.txt': [
    '172.20.0.11 64512 Established 23h51m50s',
    '172.20.0.12 65547 Idle Admin',
    '2001:db8::13 4200000001 Active',
  ],
  'vrp8-peers-v6.txt': [
    `${v6}:600 4260582437 Established 07:59:47`,
    '2001:db8::12 4260582468 Active 00:00:30',
    '2001:db8::13 64512 Idle 00:00:30 Ovlmt',
  ],
  'iosxe-neighbors.txt': [
    '172.20.0.11 64512 Established 1d02h',
    '172.20.0.12 65547 Idle 00:04:10 Admin',
    '172.20.0.13 64512 Established 00:05:10',
    '172.30.0.9 65020 OpenConfirm never',
    '2001:db8::14 64512 Idle 00:00:09 PfxCt',
  ],
  'nxos-neighbors.txt': [
    '172.20.0.11 64512 Established 23:51:50',
    '172.20.0.12 65547 Idle 00:03:00 Admin',
    '2001:db8::13 64512 Active 00:00:41',
  ],
  'nxos-neighbors.json': [
    '172.20.0.11 64512 Established 23:51:50',
    '172.20.0.12 65547 Idle 00:03:00 Admin',
    '2001:db8::13 64512 Active 00:00:41',
  ],
  'nxos-sessions.txt': [
    '172.20.0.11 64512 Established 23:51:50',
    '172.20.0.12 64512 Idle 00:03:00 Admin',
    `${v6}:13 4200000001 Active 00:00:41`,
  ],
  'nxos-peers-wrapped.txt': [
    '172.20.0.11 4200000001 Established 23:51:50',
    '172.20.0.12 64512 Idle 00:03:00 Admin',
    `${v6}:13 4200000002 Established 01:02:03`,
    '10.9.0.200 65009 Established 08:11:00',
  ],
  'nxos-sessions.json': ['172.20.0.11 64512 Established', '172.20.0.12 64512 Idle'],
  'eos-neighbors.txt': [
    '172.20.0.11 64512 Established 23:51:50',
    '172.20.0.12 65547 Idle Admin',
    '2001:db8::13 64512 Active',
  ],
  'eos-neighbors.json': ['172.20.0.11 64512 Established', '172.20.0.12 65547 Idle Admin', '2001:db8::13 64512 Active'],
  'eos-summary.txt': [
    '172.20.0.11 64512 Established',
    '172.20.0.12 65547 Idle Admin',
    'fe80::1801:fff:feff:5 4200000001 Connect',
    '172.30.0.9 65020 Active',
  ],
  'eos-summary.json': ['172.20.0.11 64512 Established', '172.20.0.12 65547 Idle Admin'],
  'eos-described.txt': [
    '100.0.0.1 65008 Established 34d20h',
    '172.20.0.11 64512 Established 23:51:50',
    '172.20.0.12 65546 Idle 118d18h NoIf',
    '2001:db8:c0de:ffff::4 4200000001 OpenConfirm 00:09:42',
  ],
  'junos-neighbors.txt': ['172.20.0.11 64512 Established', '172.20.0.12 65547 Active', '2001:db8::13 64512 OpenSent'],
  'junos-neighbors.json': ['172.20.0.11 64512 Established', '172.20.0.12 65547 Active'],
  'sonic-neighbors.txt': [
    '172.20.0.11 64512 Established 19:31:34',
    '172.20.0.12 64512 Idle Admin',
    'fe80::42:acff:fe14:c 65010 Connect',
  ],
  'sonic-peers-v6.txt': [
    '2001:db8::11 4200000001 Established 1d19h31m',
    '2001:db8::12 64512 Idle never Admin',
    '2001:db8::13 64512 Connect never',
  ],
}

const routeSamples: Record<string, string[]> = {
  'comware7-bgp-routes-vpn.txt': [
    '10.233.64.0/26 172.20.0.11 64512',
    '10.233.65.0/26 172.20.0.12 64512',
    '10.233.72.0/26 10.9.0.201 65020 64513',
  ],
  'comware7-routes-bgp.txt': ['10.233.64.0/26 172.20.0.11', both('10.233.65.0/26')],
  'vrp-routes-bgp.txt': ['10.233.64.0/26 172.20.0.11', both('10.233.65.0/26')],
  'iosxe-bgp-routes-classic.txt': [
    '192.0.2.0/24 10.9.0.200',
    '10.233.64.0/26 172.20.0.11+10.9.0.201 64512',
    '198.51.100.128/25 10.9.0.201 65008 65010',
  ],
  'iosxe-bgp-routes-vpn.txt': [
    '10.233.64.0/26 172.20.0.11 64512',
    '10.233.72.0/26 10.9.0.200 64513',
    '172.30.0.0/24 -',
  ],
  'iosxe-routes-summary.txt': [
    '0.0.0.0/0 100.0.0.1',
    '10.233.0.0/16 - blackhole',
    '10.233.64.0/26 172.20.0.11',
    '10.233.72.0/26 172.30.0.11',
  ],
  'iosxe-routes-v6-alone.txt': [
    'fd00:10:0:1::/64 2001:db8::11+2001:db8::12',
    'fd00:10:0:2::/64 fe80::42:acff:fe14:b',
    'fd00:10:0:3::/64 2001:db8::11',
  ],
  'nxos-routes-ready.txt': [both('10.233.0.0/18'), '10.233.64.0/26 172.20.0.11', '10.250.0.0/16 - blackhole'],
  'nxos-routes-ready.json': ['10.233.64.0/26 172.20.0.11', '10.250.0.0/16 - blackhole'],
  'eos-routes-vtep.txt': ['10.233.64.0/26 172.20.0.11', '10.233.72.0/26 10.9.1.2', '10.250.0.0/16 - blackhole'],
  'comware7-routes-v6.txt': [
    '::1/128 -',
    'fd00:10:0:1::/64 2001:db8::11+2001:db8::12',
    'fd00:10:9::/48 - blackhole',
    '2001:db8::/64 -',
  ],
  'comware7-routes-verbose.txt': ['10.233.64.0/26 172.20.0.11', '172.20.0.0/24 -'],
  'comware7-bgp-routes-v6.txt': ['fd00:10:0:1::/64 2001:db8::11 64512', '2001:db8::/64 -'],
  'vrp-routes-v6.txt': ['::1/128 -', 'fd00:10:0:1::/64 2001:db8::11+2001:db8::12', 'fd00:10:9::/48 - blackhole'],
  'vrp-routes-verbose.txt': ['10.233.64.0/26 172.20.0.11', '172.20.0.0/24 -'],
  'vrp-bgp-routes.txt': [
    '10.233.64.0/26 172.20.0.11 64512',
    '10.233.72.0/26 100.0.0.1 65008 65010 64513',
    '172.20.0.0/24 -',
  ],
  'vrp-bgp-routes-v6.txt': ['fd00:10:0:1::/64 2001:db8::11 64512', 'fd00:10:0:2::/64 ::ffff:a01:109 65008 65010'],
  'iosxe-routes-v6.txt': [
    '2001:db8::/64 -',
    '2001:db8::fe/128 -',
    `fd00:10:0:1::/64 ${linkLocal}`,
    'fd00:10:9::/48 - blackhole',
    'ff00::/8 - blackhole',
  ],
  'iosxe-routes-wrapped.txt': [
    '10.233.0.0/18 172.20.0.12+172.20.0.11',
    '10.233.64.0/26 172.20.0.11',
    '10.250.0.0/16 - blackhole',
  ],
  'iosxe-route-entry.txt': ['10.233.64.0/26 172.20.0.12+172.20.0.11'],
  'nxos-routes-v6.txt': ['2001:db8::/64 2001:db8::fe', `fd00:10:0:1::/64 ${linkLocal}`, 'fd00:10:9::/48 - blackhole'],
  'nxos-bgp-routes-v6.txt': [`${v6}:0/112 2001:db8::11+2001:db8::12 64512`, 'fd00:10:9::/48 -'],
  'nxos-bgp-routes.json': ['10.233.64.0/26 172.20.0.12+172.20.0.11 64512', '172.20.0.0/24 -'],
  'eos-bgp-routes.txt': [
    `${both('10.233.64.0/26')} 64512`,
    '10.233.72.0/26 100.0.0.1 65008 65010 64513',
    '172.20.0.0/24 -',
    `${v6}:0/112 2001:db8:aaaa:bbbb:cccc::11 64512`,
  ],
  'eos-bgp-routes.json': [`${both('10.233.64.0/26')} 64512`, '172.20.0.0/24 -'],
  'eos-routes-new.txt': [
    '0.0.0.0/0 100.0.0.1',
    both('10.233.0.0/18'),
    '10.233.64.0/26 172.20.0.11',
    '10.250.0.0/16 - blackhole',
    '172.20.0.0/24 -',
  ],
  'frr-route-entry.txt': [both('10.233.64.0/26')],
  // What FRR still queues is not in the table that packets follow.
  'frr-routes-v6.txt': ['2001:db8::/64 -', `fd00:10:0:1::/64 ${linkLocal}`, 'fe80::/64 -'],
  'junos-routes-v6.txt': [
    '10.233.64.0/26 172.20.0.11 64512',
    'fd00:10:0:1:1090:1500:5000:0/122 2001:db8::11+2001:db8::12 64512',
    '2001:db8::/64 -',
    '2001:db8::fe/128 -',
    'fd00:10:9::/48 - unreachable',
  ],
}

const sample = (file: string) => read(`long/${file}`)
const all = [
  ...Object.entries(peerSamples).map(([file, wanted]) => ({ file, wanted, reader: peers, other: parseRoutes })),
  ...Object.entries(routeSamples).map(([file, wanted]) => ({ file, wanted, reader: routes, other: parsePeers })),
]

describe.each(all)('$file', ({ file, wanted, reader, other }) => {
  it('is read', () => {
    expect(reader(sample(file))).toEqual(wanted)
  })

  it('is nothing for the other question', () => {
    expect(() => other('leaf01', sample(file))).toThrow(WizardError)
  })

  it('says the same through a pager, with colours and carriage returns', () => {
    const lines = sample(file).split('\n')
    const marks = [
      '  ---- More ----\u001b[16D                \u001b[16D',
      ` --More-- ${'\b'.repeat(10)}${' '.repeat(10)}${'\b'.repeat(10)}`,
      '---(more 45%)---\r                                        \r',
    ]
    const paged = lines.map((line, at) => (at % 4 === 3 ? `${marks[at % 3]}${line}` : `\u001b[0m${line}`))
    expect(reader(paged.join('\r\n'))).toEqual(wanted)
  })

  // Where nothing is counted, a paste that ends between two entries cannot be told from a whole one; half an entry can.
  it('cut anywhere it is an error or begins like the whole, and never nobody', () => {
    const text = sample(file)
    for (let end = 0; end < text.length; end += 3) {
      let seen: string[] | undefined
      try {
        seen = reader(text.slice(0, end))
      } catch (error) {
        expect(error).toMatchObject({ code: 'E_SWITCH_OUTPUT' })
      }
      if (seen === undefined) continue
      if (seen.length === 0) {
        // What IOS and NX-OS print of an empty table, with nothing below it.
        expect(text.slice(0, end).trimEnd()).toMatch(/(Gateway of last resort is not set|denotes VRF <string>)$/)
        continue
      }
      const last = seen.length - 1
      expect([end, ...seen.slice(0, last)]).toEqual([end, ...wanted.slice(0, last)])
      // Of the last entry what stands at its end may be missing: further next hops, digits of a time.
      expect([end, wanted[last]!.split(/[ +]/).slice(0, 2)]).toEqual([end, seen[last]!.split(/[ +]/).slice(0, 2)])
    }
  })
})

it('every sample is named above', () => {
  const files = readdirSync(new URL('../../fixtures/switches/long/', import.meta.url))
  expect(files.sort()).toEqual(all.map(({ file }) => file).sort())
})
