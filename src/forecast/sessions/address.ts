import ipaddr from 'ipaddr.js'
import { covers, type Prefix, parsePrefix } from '../routes/prefix.ts'

export type Family = 4 | 6

/** An address as Calico's daemons print it (canonical), which is how they compare and name it. */
export interface Address {
  family: Family
  text: string
}

/** A node's address with its network, when that was given. */
export interface NodeAddress extends Address {
  network: Prefix | null
  /** Name of the mesh protocol toward this address, made once: a mesh of 500 writes it 499 times. */
  meshName: string
}

const byte = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)'
const dottedIpv4 = new RegExp(`^${byte}(?:\\.${byte}){3}$`)

/** Whether a text is a dotted IPv4 address, as cluster ids and router ids must be. */
function isIpv4(text: string): boolean {
  return dottedIpv4.test(text)
}

/** Whether BIRD takes a text as a cluster id: a dotted IPv4 address, or a number of four bytes. */
export function isClusterId(text: string): boolean {
  return isIpv4(text) || (/^(?:\d{1,10}|0x[0-9a-fA-F]{1,8})$/.test(text) && Number(text) <= 0xffff_ffff)
}

/**
 * Reads an address as Go's net.ParseIP does: no ports, no zones, no leading zeros; an IPv4-mapped IPv6 address is IPv4.
 * @returns undefined for anything else
 */
export function parseAddress(text: string): Address | undefined {
  if (isIpv4(text)) return { family: 4, text }
  if (!text.includes(':') || text.includes('%') || !ipaddr.IPv6.isValid(text)) return undefined
  const address = ipaddr.IPv6.parse(text)
  if (address.isIPv4MappedAddress()) return { family: 4, text: address.toIPv4Address().toString() }
  return { family: 6, text: address.toRFC5952String() }
}

/** Reads a node's address, with or without a mask: "10.0.0.1/24", "fd00::1". */
export function parseNodeAddress(text: string, family: Family): NodeAddress | undefined {
  const [host = '', length, ...rest] = text.trim().split('/')
  const address = parseAddress(host)
  if (!address || address.family !== family || rest.length > 0) return undefined
  const meshName = `Mesh_${addressId(address.text)}`
  if (length === undefined) return { ...address, network: null, meshName }
  const network = parsePrefix(`${address.text}/${length}`)
  return network && { ...address, network, meshName }
}

/** An address as it appears in protocol names: "." and ":" become "_". */
export function addressId(text: string): string {
  return text.replace(/[.:]/g, '_')
}

/** A peerIP split into host and port ("10.0.0.1:179", "[fd00::1]:179"); a text that is no such pair is all host. */
export function splitPeerIp(peerIp: string): { host: string; port: number | null } {
  const match = /^\[([^[\]]*)\]:(\w+)$/.exec(peerIp) ?? /^([^:[\]]*):(\w+)$/.exec(peerIp)
  if (!match) return { host: peerIp, port: null }
  const port = goNumber(match[2]!)
  if (!(port <= 65535)) return { host: peerIp, port: null }
  // Port 0 means "not given" to Calico.
  return { host: match[1]!, port: port === 0 ? null : port }
}

/**
 * A number as Go's ParseUint reads it without a base: 0x, 0b and 0o prefixes, a leading 0 for octal, and single underscores
 * between digits or behind a prefix.
 */
function goNumber(written: string): number {
  if (/^_|__|_$|^0_[a-zA-Z]/.test(written)) return Number.NaN
  const text = written.replaceAll('_', '')
  const octal = /^0[oO]?([0-7]+)$/.exec(text)
  if (octal) return Number.parseInt(octal[1]!, 8)
  return /^(?:0|[1-9]\d*|0[xX][0-9a-fA-F]+|0[bB][01]+)$/.test(text) ? Number(text) : Number.NaN
}

/**
 * Whether `other` lies in the network of `address`. Unknown masks count as reachable: a forecast must not invent an outage
 * from a mask that was left out.
 */
export function sharesSubnet(address: NodeAddress, other: Address): boolean {
  const host = address.network && parsePrefix(other.text)
  return !host || covers(address.network!, host)
}
