import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { translatePhrase } from '../../../src/i18n/phrases.ts'
import { WizardError } from '../../../src/model/errors.ts'
import { parsePeers, parseRoutes } from '../../../src/switches/parse.ts'
import { peers, read, routes } from './as-lines.ts'

describe('parsePeers', () => {
  const v6 = '2001:db8:100:200:300:400:500:600'
  it.each<[file: string, localAs: number | undefined, wanted: string[]]>([
    [
      'guide-leaf01-peers.txt',
      65009,
      [
        '100.0.0.1 65008 Established 23:52:28',
        '172.20.0.11 64512 Established 23:51:50',
        '172.20.0.12 64512 Established 23:51:44',
      ],
    ],
    [
      'guide-leaf02-peers.txt',
      65010,
      [
        '100.0.0.5 65008 Established 24:01:03',
        '173.20.0.11 64513 Established 23:59:44',
        '173.20.0.12 64513 Established 23:59:56',
      ],
    ],
    ['frr-leaf01.txt', 65101, ['10.0.1.1 65100 Established 00:03:12', '172.20.0.11 65001 Established 00:01:00']],
    [
      'comware7-peers.txt',
      65546,
      [
        '172.20.0.11 4200000001 Established 01:02:03',
        '172.20.0.12 65547 Established 0012h08m',
        '172.20.0.13 64512 Active 00:00:41',
        '172.20.0.14 64512 Idle never Admin',
        `${v6} 64512 OpenSent 00:00:05`,
      ],
    ],
    ['comware7-no-peers.txt', undefined, []],
    [
      'vrp-peers.txt',
      65009,
      [
        '172.20.0.11 64512 Established 04:05:22',
        '172.20.0.12 64512 Connect 00:00:12',
        '172.20.0.13 4294967295 NoNeg 0021h30m',
        '172.20.0.14 64512 Idle 00:01:12 Admin',
      ],
    ],
    [
      'iosxe-peers.txt',
      65009,
      [
        '172.20.0.13 64512 Established 00:05:10',
        '100.0.0.1 65008 Established 1d02h',
        '172.20.0.11 64512 Established 23:51:50',
        '172.20.0.12 65547 Idle never Admin',
        '172.20.0.14 64512 Idle 00:00:09 PfxCt',
        `${v6} 64512 Active never`,
      ],
    ],
    [
      'nxos-peers.txt',
      65009,
      [
        '100.0.0.1 65008 Established 1d03h',
        '172.20.0.11 64512 Established 23:51:50',
        '172.20.0.12 64512 Idle 00:03:00 Admin',
      ],
    ],
    ['nxos-peers.json', 65009, ['172.20.0.11 64512 Established PT23H51M50S', '172.20.0.12 65547 Idle never']],
    ['nxos-one-peer.json', 65009, ['172.20.0.11 64512 Established 00:10:00']],
    [
      'eos-peers.txt',
      65009,
      [
        '100.0.0.1 65008 Established 1d03h',
        '172.20.0.11 64512 Established 23:51:50',
        '172.20.0.12 64512 Active 3d02h',
        '172.20.0.13 65547 Idle 00:09:42 Admin',
      ],
    ],
    ['eos-peers.json', 65009, ['172.20.0.11 64512 Established', '172.20.0.12 64512 Active']],
    ['frr-peers.json', 65009, ['100.0.0.1 65008 Established 00:03:12', '172.20.0.11 64512 Active never']],
    [
      'frr-two-families.json',
      65009,
      ['172.20.0.11 64512 Established 00:01:00', '2001:db8::11 4200000001 Idle never Admin'],
    ],
    [
      'frr-policy.txt',
      65009,
      [
        '172.20.0.11 64512 Established 00:03:12 Policy',
        '172.20.0.12 64512 Established 00:01:00',
        'leaf02(swp1) 65010 Idle never',
      ],
    ],
    // Taken from FRR 8.4.4 with the configuration that the wizard writes, nobody answering.
    [
      'frr-8.4.4-idle.txt',
      65009,
      ['100.0.0.1 65008 Active never', '172.20.0.11 64512 Idle never', '172.20.0.12 64512 Idle never'],
    ],
    [
      'frr-8.4.4-idle.json',
      65009,
      ['100.0.0.1 65008 Active never', '172.20.0.11 64512 Idle never', '172.20.0.12 64512 Idle never'],
    ],
    ['frr-none.txt', undefined, []],
    ['sonic-peers.txt', 65009, ['172.20.0.11 64512 Established 19:31:34', '172.20.0.12 64512 Active never']],
    [
      'junos-peers.txt',
      undefined,
      [
        '100.0.0.1 65008 Established 1d 2:04:05',
        '172.20.0.11 64512 Established 23:51:50',
        '172.20.0.12 65547 Active 2w3d 4:05',
        '172.20.0.13 4200000001 Connect 12',
        `${v6} 64512 Established 1:02:03`,
      ],
    ],
    ['junos-peers.json', undefined, ['172.20.0.11 64512 Established 23:51:50', '172.20.0.12 64512 Active 12']],
  ])('%s', (file, localAs, wanted) => {
    expect(peers(read(file))).toEqual(wanted)
    for (const session of parsePeers('leaf01', read(file))) {
      expect(session).toMatchObject({ node: 'leaf01', type: 'unknown' })
      expect(session.localAs).toBe(localAs)
    }
  })

  it.each(['guide-leaf01-peers.txt', 'iosxe-peers.txt', 'nxos-peers.txt', 'junos-peers.txt'])(
    'an indented listing, as in a note, is read like one at the margin: %s',
    (file) => {
      const indented = read(file).replace(/^(?=.)/gm, '      ')
      expect(peers(indented)).toEqual(peers(read(file)))
    },
  )

  it('NX-OS names a neighbour that was shut down otherwise in JSON', () => {
    const row = '{"neighborid": "172.20.0.11", "neighboras": "64512", "time": "P17DT7H", "state": "Admin (Shut)"}'
    const text = `{"TABLE_vrf": {"ROW_vrf": {"TABLE_af": {"ROW_af": {"TABLE_saf": {"ROW_saf": {"TABLE_neighbor": {"ROW_neighbor": ${row}}}}}}}}}`
    expect(peers(text)).toEqual(['172.20.0.11 64512 Idle P17DT7H Admin'])
  })

  it('does not mind colours, carriage returns and pagers', () => {
    const text = read('guide-leaf01-peers.txt')
      .replace(/\n/g, '\r\n')
      .replace('172.20.0.11 ', '---- More ----\u001b[42D  172.20.0.11 ')
    expect(peers(text)).toEqual(peers(read('guide-leaf01-peers.txt')))
  })

  it.each([
    [
      'IOS: its heading, then the prompt',
      'R1#show ip bgp summary\nBGP router identifier 10.9.0.1, local AS number 65009\nBGP table version is 1, main routing table version 1\nR1#',
    ],
    [
      'NX-OS: none configured',
      'BGP summary information for VRF default, address family IPv4 Unicast\nBGP router identifier 10.9.0.1, local AS number 65009\nBGP table version is 3, IPv4 Unicast config peers 0, capable peers 0\n0 network entries and 0 paths using 0 bytes of memory\n',
    ],
    [
      'EOS: a table without rows, then the prompt',
      'BGP summary information for VRF default\nRouter identifier 10.9.0.1, local AS number 65009\n  Neighbor V AS MsgRcvd MsgSent InQ OutQ Up/Down State PfxRcd PfxAcc\nleaf01>',
    ],
    [
      'VRP',
      ' BGP local router ID : 10.9.0.1\n Local AS number : 65009\n Total number of peers : 0\t Peers in established state : 0\n',
    ],
    [
      'SONiC',
      'IPv4 Unicast Summary:\nBGP router identifier 10.9.0.1, local AS number 65009 vrf-id 0\n\nNeighbhor  V  AS  MsgRcvd  MsgSent  TblVer  InQ  OutQ  Up/Down  State/PfxRcd  NeighborName\n---------\n\nTotal number of neighbors 0\n',
    ],
    ['Junos', 'ops@leaf01> show bgp summary\nGroups: 0 Peers: 0 Down peers: 0\n'],
    ['FRR', '% No BGP neighbors found in VRF default'],
    ['EOS JSON', '{"vrfs": {"default": {"routerId": "10.9.0.1", "peers": {}, "vrf": "default", "asn": "65009"}}}'],
    [
      'NX-OS JSON',
      '{"TABLE_vrf": {"ROW_vrf": {"vrf-name-out": "default", "vrf-local-as": "65009", "TABLE_af": {"ROW_af": {"TABLE_saf": {"ROW_saf": {"configuredpeers": "0"}}}}}}}',
    ],
    ['Junos JSON', '{"bgp-information": [{"group-count": [{"data": "0"}], "peer-count": [{"data": "0"}]}]}'],
  ])('nobody is an answer when the switch says so: %s', (_name, text) => {
    expect(peers(text)).toEqual([])
  })

  it.each([
    ['IOS', '% BGP not active'],
    ['EOS', '! BGP inactive'],
    ['NX-OS', 'Note:  process currently not running'],
    ['Junos', 'error: BGP is not running'],
    ['Junos without configuration', 'warning: bgp subsystem not running - not needed by configuration.'],
    ['SONiC', 'bgpd is not running'],
    ['FRR', '% BGP instance not found'],
  ])('BGP that does not run is no empty list: %s', (_name, text) => {
    expect(() => parsePeers('leaf01', text)).toThrow(/BGP does not run/)
  })

  it.each([
    ['IOS', "% Invalid input detected at '^' marker."],
    ['NX-OS', "% Invalid command at '^' marker."],
    ['Comware', " % Unrecognized command found at '^' position."],
    ['VRP', "Error: Unrecognized command found at '^' position."],
    ['Junos', 'unknown command.'],
    ['SONiC', 'Error: No such command "bgp".'],
    ['vtysh', 'Exiting: failed to connect to any daemons.'],
    ['ssh', 'ssh: connect to host leaf01 port 22: Connection refused'],
    ['rights', '% Authorization failed.'],
  ])('a command that did not run is no empty list: %s', (_name, text) => {
    for (const parse of [parsePeers, parseRoutes]) expect(() => parse('leaf01', text)).toThrow(/did not run/)
  })

  it('an empty JSON list of peers is an answer', () => {
    expect(peers('{"ipv4Unicast":{"as":65009,"peers":{},"totalPeers":0}}')).toEqual([])
    expect(peers('{"vrfs":{"default":{"peers":{},"asn":"65009"}}}')).toEqual([])
  })

  it.each([
    ['nothing', '', /no text/],
    ['blank lines', '\n\n  \n', /no text/],
    ['another command', read('not-peers-version.txt'), /no list of BGP peers/],
    ['another listing with addresses', read('not-peers-interfaces.txt'), /no list of BGP peers/],
    ['a route table', read('comware7-routes.txt'), /no list of BGP peers/],
    ['routes as JSON', read('frr-routes.json'), /no list of BGP peers/],
    ['a command not understood', read('not-understood.txt'), /did not run/],
    ['BGP not running', read('bgp-off.txt'), /BGP does not run/],
    ['cut JSON', read('frr-peers.json').slice(0, 300), /cut off/],
    ['an empty JSON object', '{}', /no list of BGP peers/],
    [
      'counts more than it lists (Comware)',
      read('guide-leaf01-peers.txt').split('\n').slice(0, -2).join('\n'),
      /counts 3 peers but lists 2/,
    ],
    [
      'counts more than it lists (FRR)',
      read('frr-leaf01.txt').split('\n').slice(0, 7).join('\n'),
      /counts 2 peers but lists 1/,
    ],
    [
      'counts more than it lists (Junos)',
      read('junos-peers.txt').replace(/2001[\s\S]*/, ''),
      /counts 5 peers but lists 4/,
    ],
    [
      'fewer than configured (NX-OS)',
      read('nxos-peers.txt').replace(/172\.20\.0\.12[^\n]*\n/, ''),
      /counts 3 peers but lists 2/,
    ],
    ['header only', read('guide-leaf01-peers.txt').split('\n').slice(0, 8).join('\n'), /counts 3 peers but lists 0/],
    ['a row cut behind the address', read('nxos-peers.txt').replace(/172\.20\.0\.12 .*/, '172.20.0.12'), /cut off/],
    ['a row cut in the middle', read('nxos-peers.txt').replace(/(172\.20\.0\.12 .*)\d\d:.*/, '$1'), /cut off/],
    [
      'a row cut before the next row',
      read('iosxe-peers.txt').replace(/(172\.20\.0\.11 +4 +)64512 .*/, '$1'),
      /no row|cut off/,
    ],
    ['a state cut in its reason', read('iosxe-peers.txt').replace(/Idle \(Admin\)[\s\S]*/, 'Idle (Adm'), /cut off/],
    [
      'some of the peers as JSON (FRR: summary failed)',
      '{"ipv4Unicast":{"as":65009,"peers":{"172.20.0.11":{"remoteAs":64512,"state":"Active"}},"totalPeers":3}}',
      /counts 3 peers but lists 1/,
    ],
    [
      'fewer sessions than counted (NX-OS)',
      read('long/nxos-sessions.txt').replace(/172\.20\.0\.12.*\n/, ''),
      /counts 3 peers but lists 2/,
    ],
    ['nonsense in the table', read('nxos-peers.txt').replace(/172\.20\.0\.12 .*/, 'what is this'), /no row|cut off/],
  ])('refuses %s', (_name, text, message) => {
    let error: unknown
    try {
      parsePeers('leaf01', text)
    } catch (caught) {
      error = caught
    }
    expect(error).toBeInstanceOf(WizardError)
    expect(error).toMatchObject({ code: 'E_SWITCH_OUTPUT', exitCode: 2, where: 'leaf01' })
    expect((error as WizardError).message).toMatch(message)
    expect((error as WizardError).remedies).toHaveLength(1)
  })

  it('a paste cut anywhere is never taken for a shorter list where the system counts', () => {
    for (const file of [
      'guide-leaf01-peers.txt',
      'comware7-peers.txt',
      'vrp-peers.txt',
      'nxos-peers.txt',
      'frr-policy.txt',
      'sonic-peers.txt',
      'junos-peers.txt',
    ]) {
      const text = read(file)
      const whole = parsePeers('leaf01', text).length
      for (let end = 0; end < text.length; end++) {
        let count = whole
        try {
          count = parsePeers('leaf01', text.slice(0, end)).length
        } catch (error) {
          expect(error).toBeInstanceOf(WizardError)
        }
        expect([file, end, count]).toEqual([file, end, whole])
      }
    }
  })

  it('any text is sessions or a WizardError', () => {
    const lines = read('iosxe-peers.txt').split('\n')
    const edit = fc.tuple(fc.nat(lines.length - 1), fc.string({ unit: 'binary' }))
    fc.assert(
      fc.property(fc.array(edit, { maxLength: 3 }), (edits) => {
        const copy = [...lines]
        for (const [at, text] of edits) copy[at] = text
        for (const parse of [parsePeers, parseRoutes]) {
          try {
            parse('x', copy.join('\n'))
          } catch (error) {
            if (!(error instanceof WizardError)) throw error
          }
        }
      }),
      { numRuns: 60 },
    )
  })

  it('reads 5,000 rows quickly', () => {
    const row = (i: number) => `10.${i >> 16}.${(i >> 8) & 255}.${i & 255}  4  64512  1  1  0  0  0 00:01:00  4`
    const text = `Neighbor V AS MsgRcvd MsgSent TblVer InQ OutQ Up/Down State/PfxRcd\n${Array.from({ length: 5000 }, (_, i) => row(i)).join('\n')}`
    const start = performance.now()
    expect(parsePeers('leaf01', text)).toHaveLength(5000)
    expect(performance.now() - start).toBeLessThan(3000)
  })
})

describe('parseRoutes', () => {
  const service = '10.233.0.0/18 172.20.0.11+172.20.0.12'

  it.each<[string, string[]]>([
    [
      'comware7-routes.txt',
      [
        '0.0.0.0/0 100.0.0.1',
        service,
        '10.233.64.0/26 172.20.0.11',
        '10.233.65.0/26 172.20.0.12',
        '10.233.72.0/26 100.0.0.1',
        '10.250.0.0/16 - blackhole',
        '172.20.0.0/24 -',
        '172.20.0.254/32 -',
      ],
    ],
    [
      'vrp-routes.txt',
      ['10.233.64.0/26 172.20.0.11', '10.233.65.0/26 172.20.0.11+172.20.0.12', '172.20.0.0/24 -', '172.20.0.254/32 -'],
    ],
    [
      'comware7-bgp-routes.txt',
      [
        '10.233.64.0/26 172.20.0.11 64512',
        '10.233.72.0/26 100.0.0.1 65008 65010 64513',
        '10.233.73.0/26 100.0.0.1 65008 65010 64513',
      ],
    ],
    [
      'iosxe-routes.txt',
      [
        '0.0.0.0/0 100.0.0.1',
        '10.233.0.0/18 172.20.0.12+172.20.0.11',
        '10.233.64.0/26 172.20.0.11',
        '10.233.72.0/26 100.0.0.1',
        '10.250.0.0/16 - blackhole',
        '172.20.0.0/24 -',
        '172.20.0.254/32 -',
        '192.168.7.64/26 172.20.0.12',
      ],
    ],
    ['nxos-routes.txt', [service, '10.233.64.0/26 172.20.0.11', '172.20.0.0/24 172.20.0.254']],
    [
      'nxos-bgp-routes.txt',
      ['10.233.0.0/18 172.20.0.12+172.20.0.11 64512', '10.233.64.0/26 172.20.0.11 64512', '172.20.0.0/24 -'],
    ],
    ['nxos-routes.json', [service, '10.233.64.0/26 172.20.0.11']],
    ['eos-routes.txt', ['0.0.0.0/0 100.0.0.1', service, '10.233.64.0/26 172.20.0.11', '172.20.0.0/24 -']],
    ['eos-routes.json', [service, '10.250.0.0/16 - blackhole', '172.20.0.0/24 -']],
    [
      'frr-routes.txt',
      ['0.0.0.0/0 100.0.0.1', service, '10.233.64.0/26 172.20.0.11', '10.250.0.0/16 - blackhole', '172.20.0.0/24 -'],
    ],
    ['frr-routes.json', [service, '10.250.0.0/16 - blackhole']],
    [
      'frr-bgp-routes.json',
      ['10.233.64.0/26 172.20.0.11+172.20.0.12 64512', '10.233.72.0/26 100.0.0.1 65008 65010 64513'],
    ],
    [
      'junos-routes.txt',
      [`${service} 64512`, '10.233.72.0/26 100.0.0.1 65008 65010 64513', '10.250.0.0/16 - blackhole'],
    ],
    ['junos-routes.json', [`${service} 64512`]],
    [
      'iosxe-bgp-routes.txt',
      [
        '10.233.64.0/26 172.20.0.11+172.20.0.12 64512',
        '10.233.72.0/26 100.0.0.1 65008 65010 64513',
        '10.0.0.0/8 -',
        '2001:db8:100:200:300:400:500:0/112 2001:db8::11 64512',
      ],
    ],
    [
      'frr-leaf01.txt',
      [
        '10.96.0.0/12 172.20.0.11 65001',
        '10.244.1.0/26 172.20.0.11 65001',
        '10.244.2.0/26 172.20.0.11 65001',
        '10.244.3.0/26 172.20.0.11 65001',
        '10.244.4.0/26 10.0.1.1 65100 65102 65002',
        '10.244.5.0/26 10.0.1.1 65100 65102 65002',
        '10.244.6.0/26 10.0.1.1 65100 65102 65002',
        '172.20.0.0/24 -',
        '173.20.0.0/24 10.0.1.1 65100 65102',
      ],
    ],
  ])('%s', (file, wanted) => {
    expect(routes(read(file))).toEqual(wanted)
  })

  it.each([
    ['nothing', '', /no text/],
    ['peers', read('guide-leaf01-peers.txt'), /no table of routes/],
    ['another command', read('not-peers-version.txt'), /no table of routes/],
    ['a command not understood', read('not-understood.txt'), /did not run/],
    [
      'fewer than counted (Comware)',
      read('comware7-routes.txt').replace(/172\.20\.0\.254\/32.*\n/, ''),
      /counts 8 destinations but lists 7/,
    ],
    [
      'fewer than counted (FRR)',
      read('frr-leaf01.txt').replace(/\*> 10\.244\.2.*\n/, ''),
      /counts 9 routes but lists 8/,
    ],
    [
      'fewer than counted (Comware, of one protocol)',
      read('long/comware7-routes-bgp.txt').replace(/10\.233\.64\.0.*\n/, ''),
      /counts 3 routes but lists 2/,
    ],
    [
      'a next hop cut (VRP)',
      read('vrp-routes.txt').replace(/172\.20\.0\.254\/32[\s\S]*/, '172.20.0.254/32 Direct 0 0 D 127.0.0'),
      /cut off/,
    ],
    [
      'a next hop without its interface (Comware)',
      read('comware7-routes.txt').replace(/(10\.233\.64\.0\/26.*172\.20\.0\.11).*/, '$1'),
      /cut off/,
    ],
    [
      'fewer than counted below the second distinguisher (Comware)',
      read('long/comware7-bgp-routes-vpn.txt').replace(/\* >i.*\n/, ''),
      /counts 4 routes but lists 3/,
    ],
    ['an AS path cut (VRP)', read('long/vrp-bgp-routes-v6.txt').replace(/65008 65010[\s\S]*/, '65008'), /cut off/],
    [
      'one prefix of the BGP table (IOS, FRR)',
      'BGP routing table entry for 10.233.64.0/26, version 7\nPaths: (1 available, best #1, table default)\n  64512\n    172.20.0.11 from 172.20.0.11 (172.20.0.11)\n      Origin IGP, valid, external, best\n',
      /no table of routes/,
    ],
    ['half of "Null0" (EOS)', read('long/eos-routes-vtep.txt').replace(/Null0[\s\S]*/, 'Null'), /cut off/],
    [
      'a prefix of IPv6 against its flags that is none',
      read('iosxe-bgp-routes.txt').replace('10.0.0.0   ', 'x2001:DB8:/33'),
      /no entry/,
    ],
    ['cut JSON', read('frr-routes.json').slice(0, 200), /cut off/],
    ['counts without a table', 'Destinations : 8        Routes : 9', /missing/],
    [
      'a legend and nothing below',
      'Codes: K - kernel route, C - connected\n       > - selected route\n',
      /ends before/,
    ],
  ])('refuses %s', (_name, text, message) => {
    expect(() => parseRoutes('leaf01', text)).toThrow(message)
  })

  it('the heading of a mask may have lost its indent (IOS); without it the mask is not made up', () => {
    const row = 'B        10.233.64.64 [20/0] via 172.20.0.11, 00:10:00\n'
    expect(routes(`10.0.0.0/26 is subnetted, 1 subnets\n${row}`)).toEqual(['10.233.64.64/26 172.20.0.11'])
    expect(() => parseRoutes('leaf01', row)).toThrow(/no row/)
  })

  it('a next hop that FRR cannot reach is not in use, though its route is', () => {
    const text =
      'B>* 10.233.0.0/18 [20/0] via 172.20.0.11, eth1, weight 1, 00:10:00\n' +
      '                         via 172.20.0.12 inactive, weight 1, 00:10:00\n'
    expect(routes(text)).toEqual(['10.233.0.0/18 172.20.0.11'])
  })

  it('an empty table is an answer', () => {
    expect(routes('Codes: C - connected, B - BGP\n\nGateway of last resort is not set\n')).toEqual([])
    expect(routes('Codes: K - kernel route, C - connected\n       > - selected route\n\nleaf01#')).toEqual([])
    expect(routes('Destinations : 0        Routes : 0')).toEqual([])
    expect(routes('IP Route Table for VRF "default"\n\'*\' denotes best ucast next-hop\n\nRoute not found\n')).toEqual(
      [],
    )
  })
})

describe('an unreadable paste is told in Chinese, too', () => {
  it.each([
    ['counts', read('guide-leaf01-peers.txt').split('\n').slice(0, -2).join('\n'), '它统计了 3 个邻居，却列出 2 个'],
    ['another command', read('not-peers-version.txt'), '其中没有 BGP 邻居列表'],
    ['cut', read('nxos-peers.txt').replace(/172\.20\.0\.12 .*/, '172.20.0.12'), '不完整'],
  ])('%s', (_name, text, wanted) => {
    try {
      parsePeers('leaf01', text)
      expect.unreachable()
    } catch (error) {
      expect(error).toBeInstanceOf(WizardError)
      const said = translatePhrase('zh-CN', (error as WizardError).message)
      expect(said).toContain('无法读取 leaf01 的输出')
      expect(said).toContain(wanted)
      expect(translatePhrase('zh-CN', (error as WizardError).remedies[0]!)).toMatch(/请/)
    }
  })
})
