import type { DialectName } from '../../src/switches/dialect.ts'

/** A session as a test makes it up. */
export interface Peer {
  address: string
  asn: number
  state: 'Established' | 'Idle' | 'Connect' | 'Active' | 'OpenSent' | 'OpenConfirm'
  /** Shut down by the admin: only when Idle. */
  admin: boolean
  dynamic: boolean
  up: string
  received: number
  name: string
}

/** A route as a test makes it up: of BGP when it has next hops, else the switch's own. */
export interface Route {
  destination: string
  hops: string[]
  path: number[]
}

type Notation = (asn: number) => string

const left = (text: string | number, width: number) => String(text).padEnd(width)
const right = (text: string | number, width: number) => String(text).padStart(width)
/** An address that fills its column pushes the rest of its row to the next line. */
const wrapped = (address: string, width: number, before = 0) =>
  address.length < width ? left(address, width) : `${address}\n${' '.repeat(before + width)}`

/** The summary of sessions as a system prints it. @param as how AS numbers are written */
export type PeerPrinter = (peers: Peer[], as: Notation) => string[]

const cisco = (peers: Peer[], as: Notation, head: string[], state: (peer: Peer) => string, tail: string[] = []) => [
  ...head,
  ...peers.flatMap((p) =>
    `${wrapped(`${p.dynamic ? '*' : ''}${p.address}`, 16)}4 ${right(as(p.asn), 12)} ${right(12, 7)} ${right(14, 7)} ${right(9, 8)} ${right(0, 4)} ${right(0, 4)} ${left(p.up, 8)} ${state(p)}`.split(
      '\n',
    ),
  ),
  ...tail,
]

const count = (p: Peer) => (p.state === 'Established' ? String(p.received) : p.state)
const spaced = (p: Peer) => (p.admin ? 'Idle (Admin)' : count(p))
const glued = (p: Peer) => (p.admin ? 'Idle(Admin)' : p.state)

/** How each of the eight lists its sessions; some in more than one form. */
export const peerPrinters: [dialect: DialectName, form: string, counts: boolean, print: PeerPrinter][] = [
  [
    'comware7',
    'display bgp peer',
    true,
    (peers, as) => [
      ' BGP local router ID: 10.9.0.1',
      ' Local AS number: 65009',
      ` Total number of peers: ${peers.length}                  Peers in established state: 1`,
      '',
      '  * - Dynamically created peer',
      '  Peer                    AS  MsgRcvd  MsgSent OutQ PrefRcv Up/Down  State',
      '',
      ...peers.flatMap((p) =>
        `${p.dynamic ? '*' : ' '} ${wrapped(p.address, 17)}${right(as(p.asn), 9)} ${right(164, 8)} ${right(15, 8)} ${right(0, 4)} ${right(p.received, 7)} ${p.up} ${glued(p)}`.split(
          '\n',
        ),
      ),
    ],
  ],
  [
    'vrp',
    'display bgp peer',
    true,
    (peers, as) => [
      ' Status codes: * - Dynamic',
      ' BGP local router ID        : 10.9.0.1',
      ' Local AS number            : 65009',
      ` Total number of peers      : ${peers.length}`,
      ' Peers in established state : 1',
      ' Total number of dynamic peers : 0',
      '',
      '  Peer                             V          AS  MsgRcvd  MsgSent  OutQ  Up/Down       State  PrefRcv',
      ...peers.map(
        (p) =>
          ` ${p.dynamic ? '*' : ' '}${left(p.address, 32)} 4 ${right(as(p.asn), 11)} ${right(591, 8)} ${right(568, 8)} ${right(0, 5)} ${right(p.up, 8)} ${right(glued(p), 11)} ${right(p.received, 8)}`,
      ),
    ],
  ],
  [
    'iosxe',
    'show bgp summary',
    false,
    (peers, as) =>
      cisco(
        peers,
        as,
        [
          'BGP router identifier 10.9.0.1, local AS number 65009',
          'BGP table version is 9, main routing table version 9',
          '12 network entries using 2976 bytes of memory',
          '',
          'Neighbor        V           AS MsgRcvd MsgSent   TblVer  InQ OutQ Up/Down  State/PfxRcd',
        ],
        spaced,
        ['* Dynamically created based on a listen range command', 'Dynamically created neighbors: 1, Subnet ranges: 1'],
      ),
  ],
  [
    'nxos',
    'show bgp summary',
    true,
    (peers, as) =>
      cisco(
        peers,
        as,
        [
          'BGP summary information for VRF default, address family IPv4 Unicast',
          'BGP router identifier 10.9.0.1, local AS number 65009',
          `BGP table version is 9, IPv4 Unicast config peers ${peers.length}, capable peers 1`,
          '9 network entries and 11 paths using 2420 bytes of memory',
          '',
          'Neighbor        V    AS    MsgRcvd    MsgSent   TblVer  InQ OutQ Up/Down  State/PfxRcd',
        ],
        (p) => (p.admin ? 'Shut (Admin)' : count(p)),
      ),
  ],
  [
    'eos',
    'show ip bgp summary',
    false,
    (peers, as) => [
      'BGP summary information for VRF default',
      'Router identifier 10.9.0.1, local AS number 65009',
      'Neighbor Status Codes: m - Under maintenance',
      '  Description              Neighbor                                V AS           MsgRcvd   MsgSent  InQ OutQ  Up/Down State   PfxRcd PfxAcc',
      ...peers.map(
        (p) =>
          `  ${left(p.name, 24)} ${left(p.address, 39)} 4 ${left(as(p.asn), 12)} ${right(164, 7)} ${right(150, 9)} ${right(0, 4)} ${right(0, 4)} ${right(p.up, 8)} ${p.state === 'Established' ? `Estab   ${left(p.received, 6)} ${p.received}` : glued(p)}`,
      ),
    ],
  ],
  [
    'eos',
    'show bgp summary',
    false,
    (peers, as) => [
      'BGP summary information for VRF default',
      'Router identifier 10.9.0.1, local AS number 65009',
      'Neighbor                                         AS Session State AFI/SAFI                AFI/SAFI State   NLRI Rcd   NLRI Acc',
      '--------------------------------------- ----------- ------------- ----------------------- -------------- ---------- ----------',
      ...peers.map(
        (p) =>
          `${left(p.address, 39)} ${right(as(p.asn), 11)} ${left(glued(p), 13)} ${left('IPv4 Unicast', 23)} ${left('Negotiated', 14)} ${right(p.received, 10)} ${right(p.received, 10)}`,
      ),
    ],
  ],
  [
    'frr',
    'show bgp summary',
    true,
    (peers, as) => [
      'IPv4 Unicast Summary (VRF default):',
      'BGP router identifier 10.9.0.1, local AS number 65009 vrf-id 0',
      'BGP table version 3',
      'RIB entries 5, using 960 bytes of memory',
      `Peers ${peers.length}, using 2172 KiB of memory`,
      '',
      `Neighbor${' '.repeat(32)}V         AS   MsgRcvd   MsgSent   TblVer  InQ OutQ  Up/Down State/PfxRcd   PfxSnt Desc`,
      ...peers.map(
        (p) =>
          `${left(`${p.dynamic ? '*' : ''}${p.address}`, 40)}4 ${right(as(p.asn), 10)} ${right(23, 9)} ${right(26, 9)} ${right(3, 8)} ${right(0, 4)} ${right(0, 4)} ${right(p.up, 8)} ${right(spaced(p), 12)} ${right(9, 8)} ${p.name}`,
      ),
      '',
      `Total number of neighbors ${peers.length}`,
    ],
  ],
  [
    'sonic',
    'show ip bgp summary',
    true,
    (peers, as) => [
      'IPv4 Unicast Summary:',
      'BGP router identifier 10.9.0.1, local AS number 65009 vrf-id 0',
      'BGP table version 12',
      `Peers ${peers.length}, using 83680 KiB of memory`,
      'Peer groups 4, using 256 bytes of memory',
      '',
      'Neighbhor      V     AS    MsgRcvd    MsgSent    TblVer    InQ    OutQ  Up/Down    State/PfxRcd    NeighborName',
      '-----------  ---  -----  ---------  ---------  --------  -----  ------  ---------  --------------  --------------',
      ...peers.map(
        (p) =>
          `${left(p.address, 41)}  4  ${as(p.asn)} ${right(46, 9)} ${right(11, 9)} ${right(0, 8)} ${right(0, 6)} ${right(0, 6)}  ${left(p.up, 9)}  ${left(spaced(p), 14)}  ${p.name}`,
      ),
      '',
      `Total number of neighbors ${peers.length}`,
    ],
  ],
  [
    'junos',
    'show bgp summary',
    true,
    (peers, as) => [
      'Threading mode: BGP I/O',
      `Groups: 1 Peers: ${peers.length} Down peers: 1`,
      'Table          Tot Paths  Act Paths Suppressed    History Damp State    Pending',
      'inet.0',
      '                      14          9          0          0          0          0',
      'Peer                     AS      InPkt     OutPkt    OutQ   Flaps Last Up/Dwn State|#Active/Received/Accepted/Damped...',
      ...peers.flatMap((p) => {
        const row = `${wrapped(p.address, 21)}${right(as(p.asn), 10)} ${right(1696, 10)} ${right(1677, 10)} ${right(0, 7)} ${right(0, 7)} ${right(p.up, 11)} `
        if (p.state !== 'Established') return `${row}${p.state}`.split('\n')
        return p.received % 2
          ? [...`${row}Establ`.split('\n'), `  inet.0: 4/${p.received}/4/0`]
          : `${row}4/${p.received}/4/0              0/0/0/0`.split('\n')
      }),
    ],
  ],
]

/** The route table or BGP table as a system prints it. */
export type RoutePrinter = (routes: Route[]) => string[]

const v6 = (route: Route) => route.destination.includes(':')
const bgpHead = [
  'BGP table version is 9, local router ID is 10.9.0.1',
  'Status codes: s suppressed, d damped, h history, * valid, > best, i - internal,',
  'Origin codes: i - IGP, e - EGP, ? - incomplete',
  '',
]

/** One entry a next hop; the first is the best. A prefix that fills its column stands alone. */
const bgpRows = (routes: Route[], mark: (at: number) => string, width: number, gap: string) =>
  routes.flatMap((route) =>
    (route.hops.length > 0 ? route.hops : [v6(route) ? '::' : '0.0.0.0']).flatMap((hop, at) => {
      const lead = at === 0 ? wrapped(route.destination, width, mark(0).length) : ' '.repeat(width)
      const rest = `${hop.length < 20 ? left(hop, 20) : `${hop}\n${' '.repeat(mark(0).length + width + 20)}`}${gap}${right(0, 6)} `
      return `${mark(at)}${lead}${rest}${route.path.map((asn) => `${asn} `).join('')}i`.split('\n')
    }),
  )

/** How each of the eight prints routes; BGP tables give the path, route tables do not. */
export const routePrinters: [dialect: DialectName, form: string, path: boolean, print: RoutePrinter][] = [
  [
    'comware7',
    'display ip routing-table',
    false,
    (routes) => [
      `Destinations : ${routes.length}        Routes : ${routes.reduce((sum, r) => sum + Math.max(1, r.hops.length), 0)}`,
      '',
      'Destination/Mask   Proto   Pre Cost        NextHop         Interface',
      ...routes.flatMap((r) =>
        r.hops.length === 0
          ? [`${left(r.destination, 19)}Direct  0   0           172.20.0.254    Vlan100`]
          : r.hops.map(
              (hop, at) => `${left(at === 0 ? r.destination : '', 19)}BGP     255 0           ${left(hop, 16)}Vlan100`,
            ),
      ),
    ],
  ],
  [
    'vrp',
    'display ipv6 routing-table',
    false,
    (routes) => [
      'Routing Table : _public_',
      `         Destinations : ${routes.length}    Routes : ${routes.reduce((sum, r) => sum + Math.max(1, r.hops.length), 0)}`,
      '',
      ...routes.flatMap((r) =>
        (r.hops.length > 0 ? r.hops : ['::']).flatMap((hop) => [
          ` Destination  : ${left(r.destination.split('/')[0]!, 32)}PrefixLength : ${r.destination.split('/')[1]}`,
          ` NextHop      : ${left(hop, 31)} Preference   : 255`,
          ` Cost         : 0                               Protocol     : ${r.hops.length > 0 ? 'EBGP' : 'Direct'}`,
          ' RelayNextHop : ::                              TunnelID     : 0x0',
          ' Interface    : Vlanif100                       Flags        : D',
          '',
        ]),
      ),
    ],
  ],
  [
    'iosxe',
    'show ip route',
    false,
    (routes) => [
      'Codes: L - local, C - connected, S - static, R - RIP, M - mobile, B - BGP',
      '',
      'Gateway of last resort is not set',
      '',
      ...routes.flatMap((r) =>
        r.hops.length === 0
          ? [`C        ${r.destination} is directly connected, Vlan100`]
          : r.hops.map((hop, at) =>
              at === 0
                ? `B        ${r.destination} [20/0] via ${hop}, 00:10:00`
                : `                       [20/0] via ${hop}, 00:10:00`,
            ),
      ),
    ],
  ],
  [
    'iosxe',
    'show bgp',
    true,
    (routes) => [
      ...bgpHead,
      '     Network          Next Hop            Metric LocPrf Weight Path',
      ...bgpRows(routes, (at) => (at === 0 ? ' *>  ' : ' *m  '), 17, ' '.repeat(14)),
      'leaf01#',
    ],
  ],
  [
    'nxos',
    'show ip route',
    false,
    (routes) => [
      'IP Route Table for VRF "default"',
      "'*' denotes best ucast next-hop",
      "'%<string>' in via output denotes VRF <string>",
      '',
      ...routes.flatMap((r) =>
        r.hops.length === 0
          ? [`${r.destination}, ubest/mbest: 1/0`, '    *via Null0, [220/0], 3d04h, bgp-65009, discard']
          : [
              `${r.destination}, ubest/mbest: ${r.hops.length}/0`,
              ...r.hops.map((hop) => `    *via ${hop}, [20/0], 00:10:00, bgp-65009, external, tag 64512`),
            ],
      ),
    ],
  ],
  [
    'eos',
    'show ip bgp',
    true,
    (routes) => [
      'BGP routing table information for VRF default',
      'Router identifier 10.9.0.1, local AS number 65009',
      '',
      '          Network                Next Hop              Metric  AIGP       LocPref Weight  Path',
      ...routes.flatMap((r) =>
        (r.hops.length > 0 ? r.hops : ['-']).map(
          (hop, at) =>
            ` ${r.hops.length < 2 ? '* >  ' : at === 0 ? '* >Ec' : '*  ec'}    ${left(r.destination, 22)} ${left(hop, 21)} ${left(hop === '-' ? '-' : 0, 7)} ${left('-', 10)} ${left(hop === '-' ? '-' : 100, 7)} 0       ${r.path.map((asn) => `${asn} `).join('')}i`,
        ),
      ),
    ],
  ],
  [
    'frr',
    'show ip route',
    false,
    (routes) => [
      'Codes: K - kernel route, C - connected, S - static, R - RIP,',
      '       > - selected route, * - FIB route, q - queued, r - rejected, b - backup',
      '',
      ...routes.flatMap((r) =>
        r.hops.length === 0
          ? [`C>* ${r.destination} is directly connected, eth0, 00:20:00`]
          : r.hops.map((hop, at) =>
              at === 0
                ? `B>* ${r.destination} [20/0] via ${hop}, eth0, weight 1, 00:10:00`
                : `  *${' '.repeat(r.destination.length + 8)}via ${hop}, eth0, weight 1, 00:10:00`,
            ),
      ),
      'leaf01#',
    ],
  ],
  [
    'sonic',
    'show ip bgp',
    true,
    (routes) => [
      ...bgpHead,
      '   Network          Next Hop            Metric LocPrf Weight Path',
      ...bgpRows(routes, (at) => (at === 0 ? '*> ' : '*= '), 17, ' '.repeat(14)),
      '',
      `Displayed  ${routes.length} routes and ${routes.length} total paths`,
    ],
  ],
  [
    'junos',
    'show route',
    true,
    (routes) => [
      `inet.0: ${routes.length} destinations, ${routes.length} routes (${routes.length} active, 0 holddown, 0 hidden)`,
      '+ = Active Route, - = Last Active, * = Both',
      '',
      ...routes.flatMap((r) => {
        const entry = r.hops.length > 0 ? '*[BGP/170] 00:10:00, localpref 100' : '*[Direct/0] 3d 04:00:00'
        const lead =
          r.destination.length < 19
            ? [`${left(r.destination, 19)}${entry}`]
            : [r.destination, `${' '.repeat(19)}${entry}`]
        if (r.hops.length === 0) return [...lead, '                    >  via irb.100']
        return [
          ...lead,
          `                      AS path: ${r.path.map((asn) => `${asn} `).join('')}I, validation-state: unverified`,
          ...r.hops.map((hop, at) => `                    ${at === 0 ? '> ' : '  '}to ${hop} via irb.100`),
        ]
      }),
    ],
  ],
]
