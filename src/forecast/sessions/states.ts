import type { Fabric, Switch, SwitchNeighbor } from '../../model/fabric.ts'
import type { Protocol, SessionCause, SessionState } from '../../model/session.ts'
import { type Family, type NodeAddress, parseNodeAddress, sharesSubnet } from './address.ts'
import type { NodeFacts } from './cluster.ts'
import type { PairEnd } from './render.ts'

const bgpPort = 179

function state(cause: SessionCause, info: string, state = 'start'): SessionState {
  return Object.freeze({ state, info, cause })
}

/** The states a session can rest in (docs/forecast-sessions.md, section 4). Passive protocols show Passive while they wait. */
export const states = {
  established: state('established', 'Established', 'up'),
  pending: state('pending', 'Idle'),
  wrongAs: state('wrong-as', 'Idle'),
  /** Nobody answers for us: the active end keeps trying. */
  oneSided: { active: state('one-sided', 'Active'), passive: state('one-sided', 'Passive') },
  unreachable: { active: state('unreachable', 'Connect'), passive: state('unreachable', 'Passive') },
  /** eBGP without multihop toward another subnet: BIRD waits for an interface that never comes. */
  offLink: state('unreachable', 'Idle'),
  password: { active: state('password-mismatch', 'Connect'), passive: state('password-mismatch', 'Passive') },
  /** Never loaded: BIRD does not know the protocol. */
  frozen: state('frozen', 'unknown', 'unknown'),
  outside: state('outside-unknown', 'unknown', 'unknown'),
} as const

const by = (pair: { active: SessionState; passive: SessionState }, protocol: PairEnd) =>
  protocol.passive ? pair.passive : pair.active

/** The other end has no protocol for us. */
export function oneSided(protocol: PairEnd): SessionState {
  return by(states.oneSided, protocol)
}

/**
 * The state of `mine` on node `a` when node `b` holds `theirs` for it. Calling it with the ends swapped gives the state of
 * the other end; both agree on the cause.
 */
export function judgePair(mine: PairEnd, theirs: PairEnd, a: NodeFacts, b: NodeFacts, family: Family): SessionState {
  if (offLink(mine, a, b, family) || offLink(theirs, b, a, family)) return states.offLink
  const opens = connects(mine, b) || connects(theirs, a)
  // Who asks for a time to live of 255 hears nothing from a neighbour that sends less.
  if (!opens || mine.ttlSecurity !== theirs.ttlSecurity) return by(states.unreachable, mine)
  if (mine.password !== theirs.password) return by(states.password, mine)
  if (mine.remoteAS !== theirs.localAS || theirs.remoteAS !== mine.localAS) return states.wrongAs
  return states.established
}

function connects(protocol: PairEnd, to: NodeFacts): boolean {
  return !protocol.passive && (protocol.port ?? bgpPort) === (to.listenPort ?? bgpPort)
}

function offLink(protocol: PairEnd, from: NodeFacts, to: NodeFacts, family: Family): boolean {
  if (protocol.ibgp || protocol.multihop !== null) return false
  return !sharesSubnet(from.address[family]!, to.address[family]!)
}

/** A switch as a node meets it. */
interface MetSwitch {
  device: Switch
  addresses: readonly NodeAddress[]
  neighbor(address: string): SwitchNeighbor | undefined
}

/** Finds the switch behind an address, and how that switch sees a node. */
export interface FabricIndex {
  at(address: string): MetSwitch | undefined
}

/** A fabric stays the same through all stages of a plan, so it is read once. */
const indexed = new WeakMap<Fabric, FabricIndex>()

export function indexFabric(fabric: Fabric): FabricIndex {
  const known = indexed.get(fabric)
  if (known) return known
  const devices = new Map<string, MetSwitch>()
  for (const device of fabric.switches) {
    const neighbors = new Map(device.neighbors.map((neighbor) => [neighbor.address, neighbor]))
    const addresses = device.addresses.flatMap((text) => parseNodeAddress(text, text.includes(':') ? 6 : 4) ?? [])
    const met: MetSwitch = { device, addresses, neighbor: (address) => neighbors.get(address) }
    for (const { text } of addresses) devices.set(text, met)
  }
  const index: FabricIndex = { at: (address) => devices.get(address) }
  indexed.set(fabric, index)
  return index
}

/** The state of a session toward something outside the cluster. */
export function judgeOutside(mine: Protocol, node: NodeFacts, family: Family, fabric: FabricIndex): SessionState {
  const found = mine.type === 'Local_Workload' ? undefined : fabric.at(mine.neighbor)
  if (!found) return states.outside
  const { device } = found
  const neighbor = found.neighbor(node.address[family]!.text)
  if (!neighbor) return oneSided(mine)
  const ibgp = mine.localAS === device.asn
  if ((mine.port ?? bgpPort) !== bgpPort || (!ibgp && !onLink(found, node, family))) return by(states.unreachable, mine)
  if (mine.password !== neighbor.password) return by(states.password, mine)
  const accepted = neighbor.remoteAs === undefined ? !ibgp : neighbor.remoteAs === mine.localAS
  return accepted && mine.remoteAS === device.asn ? states.established : states.wrongAs
}

/** A switch speaks eBGP over one hop: it needs an interface in the node's subnet. */
function onLink({ addresses }: MetSwitch, node: NodeFacts, family: Family): boolean {
  const own = node.address[family]!
  return addresses.some((address) => address.family === family && sharesSubnet(address, own))
}
