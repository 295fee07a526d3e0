import ipaddr from 'ipaddr.js'

/** A network or address with mask, split. */
export interface Cidr {
  address: string
  prefix: number
  family: 4 | 6
}

/**
 * Reads "172.20.0.11/24" or "fd00::1/64"; an address without mask counts as one host (/32, /128).
 * IPv4 must have four decimal parts: BIRD and Calico read nothing else.
 * @returns undefined when it is neither
 */
export function parseCidr(text: string): Cidr | undefined {
  const match = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(text.trim())
  if (!match) return undefined
  const address = match[1]!
  const family = ipaddr.IPv4.isValidFourPartDecimal(address) ? 4 : ipaddr.IPv6.isValid(address) ? 6 : undefined
  if (!family) return undefined
  const longest = family === 4 ? 32 : 128
  const prefix = match[2] === undefined ? longest : Number(match[2])
  if (prefix > longest) return undefined
  return { address: ipaddr.parse(address).toString(), prefix, family }
}

/**
 * The network an address with mask lies in: "172.20.0.11/24" -> "172.20.0.0/24".
 * @returns undefined for text that is no CIDR or has no mask shorter than a host's
 */
export function subnetOf(text: string): string | undefined {
  const cidr = parseCidr(text)
  if (!cidr || cidr.prefix === (cidr.family === 4 ? 32 : 128)) return undefined
  return networkOf(cidr)
}

/** The canonical network of a CIDR: host bits cleared. */
export function networkOf(cidr: Cidr): string {
  const text = `${cidr.address}/${cidr.prefix}`
  const network =
    cidr.family === 4 ? ipaddr.IPv4.networkAddressFromCIDR(text) : ipaddr.IPv6.networkAddressFromCIDR(text)
  return `${network.toString()}/${cidr.prefix}`
}
