import { networkOf, parseCidr } from '../../model/cidr.ts'

/** A network as numbers, so that "which of these covers that" is cheap. */
export interface Prefix {
  family: 4 | 6
  /** Network bits, host bits cleared. */
  bits: bigint
  length: number
  /** Canonical text, e.g. "10.244.1.0/26". */
  text: string
}

/**
 * Reads "10.244.1.0/26" or an address (one host).
 * @returns undefined when it is neither IPv4 nor IPv6
 */
export function parsePrefix(text: string): Prefix | undefined {
  // Thousands of nodes and blocks are read: plain IPv4 does not take the general way.
  const plain = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})(?:\/(\d{1,2}))?$/.exec(text)
  if (plain) return prefix4(plain)
  const cidr = parseCidr(text)
  if (!cidr) return undefined
  const network = networkOf(cidr)
  return { family: cidr.family, bits: bits6(network), length: cidr.prefix, text: network }
}

function prefix4(parts: RegExpExecArray): Prefix | undefined {
  const [a, b, c, d] = [Number(parts[1]), Number(parts[2]), Number(parts[3]), Number(parts[4])]
  const length = parts[5] === undefined ? 32 : Number(parts[5])
  if (a > 255 || b > 255 || c > 255 || d > 255 || length > 32) return undefined
  const size = 2 ** (32 - length)
  const address = a * 2 ** 24 + b * 2 ** 16 + c * 2 ** 8 + d
  const bits = address - (address % size)
  const octet = (place: number) => Math.floor(bits / 2 ** place) % 256
  return { family: 4, bits: BigInt(bits), length, text: `${octet(24)}.${octet(16)}.${octet(8)}.${octet(0)}/${length}` }
}

/** Whether every address of `inner` lies in `outer`. */
export function covers(outer: Prefix, inner: Prefix): boolean {
  if (outer.family !== inner.family || outer.length > inner.length) return false
  const shift = BigInt((outer.family === 4 ? 32 : 128) - outer.length)
  return outer.bits >> shift === inner.bits >> shift
}

/** The canonical text of an address without its mask: "172.20.0.11/24" -> "172.20.0.11". */
export function plainAddress(text: string | undefined): string | undefined {
  if (text === undefined) return undefined
  const plain = /^(\d{1,3}(?:\.\d{1,3}){3})(?:\/\d{1,2})?$/.exec(text)
  return plain ? plain[1] : parseCidr(text)?.address
}

/** `networkOf` prints canonical IPv6, with at most one "::" and no embedded IPv4. */
function bits6(network: string): bigint {
  const [head = '', tail] = network.slice(0, network.indexOf('/')).split('::')
  const left = head === '' ? [] : head.split(':')
  const right = !tail ? [] : tail.split(':')
  const zeros = Array.from({ length: 8 - left.length - right.length }, () => '0')
  const groups = tail === undefined ? left : [...left, ...zeros, ...right]
  return groups.reduce((value, group) => (value << 16n) | BigInt(`0x${group}`), 0n)
}
