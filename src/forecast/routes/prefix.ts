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
  const cidr = parseCidr(text)
  if (!cidr) return undefined
  const network = networkOf(cidr)
  const bits = cidr.family === 4 ? bits4(network) : bits6(network)
  return { family: cidr.family, bits, length: cidr.prefix, text: network }
}

/** Whether every address of `inner` lies in `outer`. */
export function covers(outer: Prefix, inner: Prefix): boolean {
  if (outer.family !== inner.family || outer.length > inner.length) return false
  const shift = BigInt((outer.family === 4 ? 32 : 128) - outer.length)
  return outer.bits >> shift === inner.bits >> shift
}

/** The canonical text of an address without its mask: "172.20.0.11/24" -> "172.20.0.11". */
export function plainAddress(text: string | undefined): string | undefined {
  return text === undefined ? undefined : parseCidr(text)?.address
}

function bits4(network: string): bigint {
  let value = 0
  for (const part of network.slice(0, network.indexOf('/')).split('.')) value = value * 256 + Number(part)
  return BigInt(value)
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
