import ipaddr from 'ipaddr.js'

/** An IP address as a number, so that ranges compare and count. */
export interface Address {
  family: 4 | 6
  value: bigint
  /** Canonical text: dotted decimal, or RFC 5952. */
  text: string
}

/** An address with its prefix length; `network` is the first address of the range. */
export interface Cidr {
  address: Address
  network: Address
  prefix: number
}

const bits = { 4: 32, 6: 128 } as const

function toAddress(family: 4 | 6, value: bigint): Address {
  if (family === 4) {
    const number = Number(value)
    return { family, value, text: `${number >>> 24}.${(number >>> 16) & 255}.${(number >>> 8) & 255}.${number & 255}` }
  }
  const bytes: number[] = []
  for (let shift = BigInt(bits[family] - 8); shift >= 0n; shift -= 8n) bytes.push(Number((value >> shift) & 255n))
  return { family, value, text: (ipaddr.fromByteArray(bytes) as ipaddr.IPv6).toRFC5952String() }
}

/**
 * Reads one IP address. Only the four-part decimal form counts as IPv4: "10.1" or "010.0.0.1" mean different things to
 * different programs.
 * @returns undefined when it is none (zone ids are refused too: Calico has no place for them)
 */
export function parseAddress(text: string): Address | undefined {
  if (text.length > 45) return undefined
  const dotted = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text)
  if (dotted) {
    const octets = dotted.slice(1).map(Number)
    const plain = octets.every((octet) => octet <= 255) && octets.join('.') === text
    return plain ? { family: 4, value: BigInt(octets.reduce((sum, octet) => sum * 256 + octet, 0)), text } : undefined
  }
  if (!text.includes(':') || text.includes('%') || !ipaddr.IPv6.isValid(text)) return undefined
  const parsed = ipaddr.IPv6.parse(text)
  return { family: 6, value: bytesToValue(parsed.toByteArray()), text: parsed.toRFC5952String() }
}

function bytesToValue(bytes: number[]): bigint {
  return bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n)
}

/**
 * Reads "address/prefix". Host bits may be set: a node's ipv4Address carries them.
 * @returns undefined when it is none; a bare address is none either
 */
export function parseCidr(text: string): Cidr | undefined {
  const match = /^([^/]+)\/(\d{1,3})$/.exec(text)
  const address = match ? parseAddress(match[1]!) : undefined
  if (!match || !address) return undefined
  const prefix = Number(match[2])
  const size = bits[address.family]
  if (prefix > size || match[2] !== String(prefix)) return undefined
  const hostBits = BigInt(size - prefix)
  return { address, network: toAddress(address.family, (address.value >> hostBits) << hostBits), prefix }
}

/** The range's canonical text: "172.20.0.0/24". */
export function cidrText(cidr: Cidr): string {
  return `${cidr.network.text}/${cidr.prefix}`
}

/** True when the address lies in the range; families never mix. */
export function contains(cidr: Cidr, address: Address): boolean {
  if (cidr.network.family !== address.family) return false
  const shift = BigInt(bits[address.family] - cidr.prefix)
  return address.value >> shift === cidr.network.value >> shift
}

/** True when two ranges share an address: then one holds the other. */
export function overlaps(a: Cidr, b: Cidr): boolean {
  return a.prefix <= b.prefix ? contains(a, b.network) : contains(b, a.network)
}

/** The last address of the range (the broadcast address of an IPv4 subnet). */
function lastAddress(cidr: Cidr): Address {
  const size = 1n << BigInt(bits[cidr.network.family] - cidr.prefix)
  return toAddress(cidr.network.family, cidr.network.value + size - 1n)
}

/** True for an address a host of the subnet may carry: not the network and not the broadcast address (RFC 3021: /31 has neither). */
export function isHostAddress(cidr: Cidr, address: Address): boolean {
  if (!contains(cidr, address)) return false
  if (address.family === 6 || cidr.prefix >= 31) return true
  return address.value !== cidr.network.value && address.value !== lastAddress(cidr).value
}

/**
 * Where a switch most likely is in a subnet: at the highest host address that nobody of `taken` has (the guide's
 * 172.20.0.254); with IPv6, whose subnets have no end to speak of, at the lowest.
 * @param taken canonical address texts
 * @returns undefined when the subnet has no such address among the first 256 tried
 */
export function freeHostAddress(cidr: Cidr, taken: ReadonlySet<string>): Address | undefined {
  const { family, value: first } = cidr.network
  const last = lastAddress(cidr).value
  for (let step = 0n; step < 256n && first + step <= last; step++) {
    const candidate = toAddress(family, family === 4 ? last - step : first + step + 1n)
    if (isHostAddress(cidr, candidate) && !taken.has(candidate.text)) return candidate
  }
  return undefined
}

/** The address part of "172.20.0.11/24" or "172.20.0.11", canonical; undefined when it is none. */
export function addressOf(text: string | undefined): Address | undefined {
  if (text === undefined) return undefined
  return parseAddress(text) ?? parseCidr(text)?.address
}
