import type { Fabric, Switch } from '../../model/fabric.ts'
import type { ForecastRoute } from '../../model/forecast.ts'
import type { LiveProtocol, Network } from './network.ts'

/** A session as a switch sees it. */
interface Peer {
  address: string
  asn: number
  state: string
  prefixes: number
  seconds: number
  dynamic: boolean
}

/**
 * Answers a command on a leaf or spine in the words of H3C Comware, the guide's switches.
 * @returns undefined when there is no such switch
 */
export function switchShow(network: Network, name: string, command: string, now: number): string | undefined {
  const device = network.fabric.switches.find((each) => each.name === name)
  if (!device) return undefined
  const words = command
    .trim()
    .replace(/^dis(play)?\b/, 'show')
    .split(/\s+/)
    .join(' ')
  if (/^show bgp peer( ipv4)?( unicast)?$/.test(words)) return peersText(network, device, now)
  if (/^show (ip routing-table|ip route|bgp routing-table ipv4)\b/.test(words)) return routesText(network, device)
  return ` % Unrecognized command found at '^' position.\n`
}

function peersText(network: Network, device: Switch, now: number): string {
  const peers = peersOf(network, device, now)
  const up = peers.filter((peer) => peer.state === 'Established').length
  const rows = peers.map(
    ({ address, asn, state, prefixes, seconds, dynamic }) =>
      `${dynamic ? ' *' : '  '}${address.padEnd(20)}${String(asn).padStart(8)}${counter(seconds).padStart(9)}${counter(seconds).padStart(9)}${'0'.padStart(5)}${String(prefixes).padStart(8)} ${duration(seconds)} ${state}\n`,
  )
  return [
    '',
    ` BGP local router ID: ${device.routerId}`,
    ` Local AS number: ${device.asn}`,
    ` Total number of peers: ${peers.length}\t\t  Peers in established state: ${up}`,
    '',
    '  * - Dynamically created peer',
    '  Peer                    AS  MsgRcvd  MsgSent OutQ PrefRcv Up/Down  State',
    '',
    rows.join(''),
  ].join('\n')
}

function peersOf(network: Network, device: Switch, now: number): Peer[] {
  const own = new Set(device.addresses.map((address) => address.split('/')[0]))
  const routes = network.routesOfSwitch(device.name)
  const prefixesVia = (address: string) => routes.filter((route) => route.nextHops.includes(address)).length
  const peers: Peer[] = []
  for (const { address, remoteAs } of device.neighbors) {
    const other = switchWith(network.fabric, address)
    const session = other ? undefined : nodeSession(network, address, own)
    if (other) {
      const both = other.neighbors.some((each) => own.has(each.address))
      const state = both ? 'Established' : 'Active'
      peers.push({ address, asn: other.asn, state, prefixes: prefixesVia(address), seconds: 86_000, dynamic: false })
    } else if (session) {
      const state = session.state.info === 'Established' ? 'Established' : 'Connect'
      const seconds = Math.max(0, Math.floor((now - session.since) / 1000))
      const prefixes = state === 'Established' ? Math.max(prefixesVia(address), 1) : 0
      peers.push({ address, asn: session.localAS, state, prefixes, seconds, dynamic: false })
    } else if (remoteAs !== undefined) {
      // A neighbour that is taken whatever its AS only shows while it is there.
      peers.push({ address, asn: remoteAs, state: 'Active', prefixes: 0, seconds: 0, dynamic: false })
    }
  }
  return peers.sort((a, b) => compareAddresses(a.address, b.address))
}

function switchWith(fabric: Fabric, address: string): Switch | undefined {
  return fabric.switches.find((each) => each.addresses.some((own) => own.split('/')[0] === address))
}

/** The session of the node with this address toward this switch. */
function nodeSession(network: Network, address: string, own: Set<string | undefined>): LiveProtocol | undefined {
  const name = network.nodeWith(address)
  if (!name) return undefined
  return network.node(name)?.ip4.find((protocol) => own.has(protocol.neighbor))
}

function compareAddresses(a: string, b: string): number {
  const number = (text: string) => text.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0)
  return number(a) - number(b)
}

/** Messages so far: about one a minute, as keepalives go. */
function counter(seconds: number): string {
  return String(Math.floor(seconds / 60) + 3)
}

function duration(seconds: number): string {
  const two = (value: number) => String(value).padStart(2, '0')
  return `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`
}

function routesText(network: Network, device: Switch): string {
  const routes = network.routesOfSwitch(device.name)
  const rows = routes.flatMap((route) => rowsOf(route))
  return [
    '',
    `Destinations : ${routes.length}\tRoutes : ${rows.length}`,
    '',
    'Destination/Mask   Proto   Pre Cost        NextHop         Interface',
    ...rows,
    '',
  ].join('\n')
}

function rowsOf(route: ForecastRoute): string[] {
  const direct = route.nextHops.length === 0
  const hops = direct ? ['0.0.0.0'] : route.nextHops
  return hops.map((hop, i) => {
    const first = (i === 0 ? route.destination : '').padEnd(18)
    const [proto, preference] = direct ? ['Direct', '0'] : ['BGP', '255']
    return `${first} ${proto.padEnd(7)} ${preference.padEnd(3)} ${'0'.padEnd(11)} ${hop.padEnd(15)} ${direct ? 'Vlan100' : 'Vlan101'}`
  })
}
