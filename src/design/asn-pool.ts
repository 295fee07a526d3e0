import type { Asn } from '../model/asn.ts'

/** Private AS numbers (RFC 6996). */
const private16 = { first: 64512, last: 65534 }
const private32 = { first: 4200000000, last: 4294967294 }

/** True for a number set aside for private use (RFC 6996). */
export function isPrivateAsn(asn: Asn): boolean {
  return (asn >= private16.first && asn <= private16.last) || (asn >= private32.first && asn <= private32.last)
}

/** Hands out private AS numbers that nobody uses yet. */
export class AsnPool {
  private readonly used: Set<Asn>

  constructor(used: Iterable<Asn>) {
    this.used = new Set(used)
  }

  /** Marks a number as used; returns it for convenience. */
  take(asn: Asn): Asn {
    this.used.add(asn)
    return asn
  }

  /** True when nobody has the number yet. */
  isFree(asn: Asn): boolean {
    return !this.used.has(asn)
  }

  /** The first unused private number from `start` on; after 65534 it goes on with the 32-bit range. */
  next(start: Asn): Asn {
    let candidate = isPrivateAsn(start) ? start : private16.first
    while (this.used.has(candidate)) candidate = candidate === private16.last ? private32.first : candidate + 1
    return this.take(candidate)
  }
}
