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
  // Thousands of nodes and blocks are read: IPv4 does not take the general way.
  const four = fourParts.exec(text)
  if (four) {
    const prefix = four[2] === undefined ? 32 : Number(four[2])
    return prefix > 32 ? undefined : { address: four[1]!, prefix, family: 4 }
  }
  const six = /^\s*([^/]+?)(?:\/(\d{1,3}))?\s*$/.exec(text)
  if (!six || !ipaddr.IPv6.isValid(six[1]!)) return undefined
  const prefix = six[2] === undefined ? 128 : Number(six[2])
  return prefix > 128 ? undefined : { address: ipaddr.IPv6.parse(six[1]!).toString(), prefix, family: 6 }
}

const part = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)'
const fourParts = new RegExp(`^\\s*(${part}(?:\\.${part}){3})(?:/(\\d{1,3}))?\\s*$`)

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
  const { address, prefix, family } = cidr
  if (family === 6) return `${ipaddr.IPv6.networkAddressFromCIDR(`${address}/${prefix}`).toString()}/${prefix}`
  const number = ipv4Number(address)
  const first = number - (number % 2 ** (32 - prefix))
  if (first === number) return `${address}/${prefix}`
  return `${Math.floor(first / 2 ** 24)}.${(first >>> 16) & 255}.${(first >>> 8) & 255}.${first & 255}/${prefix}`
}

/** A dotted IPv4 address as a number. */
export function ipv4Number(address: string): number {
  let number = 0
  let octet = 0
  for (let i = 0; i < address.length; i++) {
    const digit = address.charCodeAt(i) - 48
    // Only digits and dots get here.
    if (digit < 0) {
      number = number * 256 + octet
      octet = 0
    } else octet = octet * 10 + digit
  }
  return number * 256 + octet
}
