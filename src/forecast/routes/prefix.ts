import { ipv4Number, networkOf, parseCidr } from '../../model/cidr.ts'

/** A network as numbers, so that "which of these covers that" is cheap. */
export interface Prefix {
  family: 4 | 6
  /** The first address, as a number: IPv4 fits into one that computes quickly. */
  first: number | bigint
  length: number
  /** Canonical text, e.g. "10.244.1.0/26". */
  text: string
}

/**
 * Reads "10.244.1.0/26" or an address (one host).
 * @returns undefined when it is neither IPv4 nor IPv6
 */
export function parsePrefix(text: string): Prefix | undefined {
  const cidr = parseCidr(text)
  if (!cidr) return undefined
  const network = networkOf(cidr)
  const { family, prefix: length } = cidr
  if (family === 6) return { family, first: bits6(network), length, text: network }
  const number = ipv4Number(cidr.address)
  return { family, first: number - (number % 2 ** (32 - length)), length, text: network }
}

/** Whether every address of `inner` lies in `outer`. */
export function covers(outer: Prefix, inner: Prefix): boolean {
  if (outer.family !== inner.family || outer.length > inner.length) return false
  if (typeof inner.first === 'number') return inner.first - (inner.first % 2 ** (32 - outer.length)) === outer.first
  const shift = BigInt(128 - outer.length)
  return (outer.first as bigint) >> shift === inner.first >> shift
}

/** The canonical text of an address without its mask: "172.20.0.11/24" -> "172.20.0.11". */
export function plainAddress(text: string | undefined): string | undefined {
  return text === undefined ? undefined : parseCidr(text)?.address
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
