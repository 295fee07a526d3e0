import type { Fabric, Switch, SwitchNeighbor } from '../../model/fabric.ts'
import type { CalicoNode } from '../../model/resources.ts'
import type { Protocol, SessionForecast } from '../../model/session.ts'
import type { CalicoVersion } from '../../model/version.ts'
import { rulesFor } from '../versions.ts'
import { covers, type Prefix, parsePrefix, plainAddress } from './prefix.ts'

/** One end of an established session, with the options that decide what passes. End `i` faces end `i ^ 1`. */
export interface End {
  speaker: number
  /** Own address on the session. */
  address: string
  localAs: number
  /** AS the other end uses. */
  remoteAs: number
  ibgp: boolean
  /** The other end is our reflector client. */
  client: boolean
  clusterId: string | null
  nextHop: 'default' | 'self' | 'keep'
  /** eBGP without multihop: a next hop on the shared subnet is left as it is. */
  singleHop: boolean
  allowAs: number
  asOverride: boolean
  /** It listens only and never connects. */
  passive: boolean
  /** BIRD offers all its paths; only used when both ends do. */
  addPaths: boolean
  /** "Node_172_20_0_11", or the address of the neighbour on a switch. */
  protocol: string
}

/** A node or a switch. */
export interface Speaker {
  index: number
  name: string
  kind: 'node' | 'switch'
  routerId: string
  addresses: string[]
  /** Subnets it can reach without a router. */
  connected: Prefix[]
  /** Its subnet is not known: it is taken to share one with everybody whose subnet is not known either. */
  subnetUnknown: boolean
  /** Index of the switch that is its default route; -1 when it has none or it leads to an unknown router. */
  defaultVia: number
  /** Indexes of its ends. */
  ends: number[]
  /** It uses equally good paths side by side. */
  multipath: boolean
  node?: CalicoNode
  switch?: Switch
}

/** All speakers of one address family and the established sessions between them. */
export interface Network {
  family: 4 | 6
  speakers: Speaker[]
  ends: End[]
  byName: Map<string, Speaker>
  byAddress: Map<string, Speaker>
  /** Router ids in their numeric order, for the last tie-break. */
  idRank: Map<string, number>
  /** Whether a next hop lies on the subnet of an end's session, by `end next-hop`. */
  onLink: Map<string, boolean>
}

/**
 * Joins the protocols of the nodes and the neighbours of the switches to sessions: one per pair of ends that are both
 * established. A protocol whose other end is unknown carries no routes.
 */
export function buildNetwork(
  sessions: SessionForecast,
  nodes: CalicoNode[],
  fabric: Fabric,
  family: 4 | 6,
  version: CalicoVersion,
): Network {
  const network: Network = {
    family,
    speakers: [],
    ends: [],
    byName: new Map(),
    byAddress: new Map(),
    idRank: new Map(),
    onLink: new Map(),
  }
  const multipath = rulesFor(version).mergesEqualPaths
  for (const node of nodes) addNode(network, node, sessions, multipath)
  for (const device of fabric.switches) addSwitch(network, device)
  addDefaultRoutes(network, fabric)
  for (const speaker of network.speakers) {
    if (speaker.kind === 'node') joinNode(network, speaker, sessions)
    else joinSwitch(network, speaker)
  }
  rankIds(network)
  return network
}

function rankIds(network: Network): void {
  const ids = [...new Set(network.speakers.map((speaker) => speaker.routerId))].map((id) => ({
    id,
    first: parsePrefix(id)?.first,
  }))
  ids.sort((a, b) => (a.first !== undefined && b.first !== undefined ? compare(a.first, b.first) : compare(a.id, b.id)))
  for (const [rank, { id }] of ids.entries()) network.idRank.set(id, rank)
}

function compare<T>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function addNode(network: Network, node: CalicoNode, sessions: SessionForecast, multipath: boolean): void {
  const { family } = network
  const text = family === 4 ? node.spec.bgp?.ipv4Address : node.spec.bgp?.ipv6Address
  const address = plainAddress(text)
  if (text === undefined || address === undefined) return
  const prefix = parsePrefix(text)!
  const host = family === 4 ? 32 : 128
  const own = sessions.nodes[node.metadata.name]
  add(network, {
    name: node.metadata.name,
    kind: 'node',
    routerId: (family === 4 ? own?.ip4.routerId : own?.ip6.routerId) ?? address,
    addresses: [address],
    connected: prefix.length === host ? [] : [prefix],
    subnetUnknown: prefix.length === host,
    multipath,
    node,
  })
}

function addSwitch(network: Network, device: Switch): void {
  const own = device.addresses.flatMap((text) => {
    const prefix = parsePrefix(text)
    return prefix?.family === network.family ? [{ prefix, address: plainAddress(text)! }] : []
  })
  add(network, {
    name: device.name,
    kind: 'switch',
    routerId: device.routerId,
    addresses: own.map(({ address }) => address),
    connected: own.map(({ prefix }) => prefix),
    subnetUnknown: false,
    multipath: device.multipath,
    switch: device,
  })
}

function add(network: Network, part: Omit<Speaker, 'index' | 'ends' | 'defaultVia'>): void {
  const speaker: Speaker = { ...part, index: network.speakers.length, ends: [], defaultVia: -1 }
  network.speakers.push(speaker)
  network.byName.set(speaker.name, speaker)
  // The first owner of an address keeps it, as a host that is there already answers first.
  for (const address of speaker.addresses) if (!network.byAddress.has(address)) network.byAddress.set(address, speaker)
}

/** The longest subnet of `defaultRouteVia` that holds a node's address decides; a /32 names a single node. */
function addDefaultRoutes(network: Network, fabric: Fabric): void {
  const routes = Object.entries(fabric.defaultRouteVia)
    .flatMap(([subnet, name]) => {
      const prefix = parsePrefix(subnet)
      const device = network.byName.get(name)
      return prefix && device ? [{ prefix, device }] : []
    })
    .sort((a, b) => b.prefix.length - a.prefix.length)
  if (routes.length === 0) return
  for (const speaker of network.speakers) {
    if (speaker.kind !== 'node') continue
    const address = parsePrefix(speaker.addresses[0]!)!
    speaker.defaultVia = routes.find(({ prefix }) => covers(prefix, address))?.device.index ?? -1
  }
}

function established(speaker: Speaker, family: 4 | 6, sessions: SessionForecast): Protocol[] {
  const own = sessions.nodes[speaker.name]
  const protocols = family === 4 ? own?.ip4.protocols : own?.ip6.protocols
  return protocols?.filter((protocol) => protocol.state.cause === 'established') ?? []
}

/** Sessions of a node toward nodes that come later and toward switches. */
function joinNode(network: Network, speaker: Speaker, sessions: SessionForecast): void {
  for (const protocol of established(speaker, network.family, sessions)) {
    const other = network.byAddress.get(protocol.neighbor)
    if (!other) continue
    if (other.kind === 'switch') {
      const neighbor = other.switch!.neighbors.find((entry) => entry.address === speaker.addresses[0])
      if (neighbor)
        join(network, nodeEnd(speaker, protocol), switchEnd(other, neighbor, protocol.localAS, protocol.neighbor))
    } else if (other.index > speaker.index) {
      const back = established(other, network.family, sessions).find((entry) => entry.neighbor === speaker.addresses[0])
      if (back) join(network, nodeEnd(speaker, protocol), nodeEnd(other, back))
    }
  }
}

/** Sessions between switches: both name an address of the other, with an AS that fits. */
function joinSwitch(network: Network, speaker: Speaker): void {
  for (const neighbor of speaker.switch!.neighbors) {
    const other = network.byAddress.get(neighbor.address)
    if (other?.kind !== 'switch' || other.index <= speaker.index) continue
    const back = other.switch!.neighbors.find((entry) => speaker.addresses.includes(entry.address))
    if (!back) continue
    const [own, far] = [speaker.switch!.asn, other.switch!.asn]
    if (!accepts(neighbor, own, far) || !accepts(back, far, own) || neighbor.password !== back.password) continue
    join(network, switchEnd(speaker, neighbor, far, back.address), switchEnd(other, back, own, neighbor.address))
  }
}

/** An AS that is not named accepts any foreign one. */
function accepts(neighbor: SwitchNeighbor, own: number, far: number): boolean {
  return neighbor.remoteAs === undefined ? own !== far : neighbor.remoteAs === far
}

function join(network: Network, a: End, b: End): void {
  for (const end of [a, b]) {
    network.speakers[end.speaker]!.ends.push(network.ends.length)
    network.ends.push(end)
  }
}

function nodeEnd(speaker: Speaker, protocol: Protocol): End {
  return {
    speaker: speaker.index,
    address: protocol.sourceAddress ?? speaker.addresses[0]!,
    localAs: protocol.localAS,
    remoteAs: protocol.remoteAS,
    ibgp: protocol.localAS === protocol.remoteAS,
    client: protocol.rrClient,
    clusterId: protocol.clusterId,
    nextHop: protocol.nextHop,
    singleHop: protocol.multihop === null,
    allowAs: protocol.allowLocalAS,
    asOverride: false,
    passive: protocol.passive,
    addPaths: true,
    protocol: protocol.name,
  }
}

function switchEnd(speaker: Speaker, neighbor: SwitchNeighbor, remoteAs: number, address: string): End {
  const device = speaker.switch!
  return {
    speaker: speaker.index,
    address,
    localAs: device.asn,
    remoteAs,
    ibgp: device.asn === remoteAs,
    client: neighbor.reflectorClient,
    clusterId: device.routerId,
    nextHop: neighbor.nextHopSelf ? 'self' : 'default',
    singleHop: true,
    allowAs: neighbor.allowAsIn,
    asOverride: neighbor.asOverride,
    passive: neighbor.waits !== false,
    addPaths: false,
    protocol: neighbor.address,
  }
}
