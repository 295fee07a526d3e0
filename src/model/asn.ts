/** An autonomous system number as it is used on the wire: 1..4294967295 (RFC 6793); 0 is reserved (RFC 7607). */
export type Asn = number

/** Calico's fallback when neither a node nor the default BGPConfiguration names one. */
export const CALICO_DEFAULT_ASN: Asn = 64512

/**
 * Reads an AS number as Calico does: plain (64512, "64512") or dotted ("1.10" = 1 * 65536 + 10, RFC 5396 asdot).
 * A YAML document turns an unquoted 1.10 into the number 1.1, so callers must hand over the text of the scalar.
 * @returns the number 0..4294967295, or undefined when it is none. 0 can be stored by Calico but BIRD refuses it:
 *          whoever asks for a usable number checks for it.
 */
export function parseAsn(input: number | string): Asn | undefined {
  if (typeof input === 'number') return Number.isInteger(input) && input >= 0 && input <= 4294967295 ? input : undefined
  // Calico takes no blanks: an annotation "64512 " counts as absent (confd 3.25).
  if (/^\d{1,10}$/.test(input)) return parseAsn(Number(input))
  const dotted = /^(\d{1,5})\.(\d{1,5})$/.exec(input)
  if (!dotted) return undefined
  const [high, low] = [Number(dotted[1]), Number(dotted[2])]
  return high <= 65535 && low <= 65535 ? high * 65536 + low : undefined
}
