import ipaddr from 'ipaddr.js'
import { WizardError } from '../model/errors.ts'

/** Names of switches, nodes and secrets that mean nothing to any command line: no space, quote, semicolon or newline. */
const safeName = /^[A-Za-z0-9][A-Za-z0-9._/-]{0,62}$/

/** True for a name that can stand in a configuration as it is. */
export function isSafeName(text: string): boolean {
  return safeName.test(text)
}

function refuse(what: string, value: unknown, remedy: string): WizardError {
  const shown = String(value)
    .replace(/[^\x20-\x7e]/g, '?')
    .slice(0, 60)
  return new WizardError({
    code: 'E_SWITCH_VALUE',
    exitCode: 2,
    what: `"${shown}" cannot be ${what} in a switch configuration`,
    remedies: [remedy],
  })
}

/** @throws WizardError when the text could be more than a name */
export function requireName(text: string, what: string): string {
  if (!isSafeName(text)) throw refuse(what, text, 'use letters, digits and . _ - / only, at most 63')
  return text
}

/** "secret/key" of a password, as long as Kubernetes lets both be. @throws WizardError when the text could be more than that */
export function requireReference(text: string): string {
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,252}(\/[A-Za-z0-9._-]{1,253})?$/.test(text))
    throw refuse('the password reference', text, 'name a Secret and a key of it')
  return text
}

/** @throws WizardError when it is no address */
export function requireAddress(text: string): { text: string; family: 4 | 6 } {
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return { text, family: 4 }
  if (text.includes(':') && !text.includes('%') && ipaddr.IPv6.isValid(text)) {
    return { text: ipaddr.IPv6.parse(text).toRFC5952String(), family: 6 }
  }
  throw refuse("a neighbour's address", text, 'give an IP address')
}

/** @throws WizardError when it is no AS number in use */
export function requireAsn(asn: number | undefined, what: string): number {
  if (asn === undefined || !Number.isInteger(asn) || asn < 1 || asn > 4294967295) {
    throw refuse(what, asn, 'give a number from 1 to 4294967295')
  }
  return asn
}

/** @throws WizardError when it is no range */
export function requirePrefix(text: string): { cidr: string; family: 4 | 6 } {
  const [address, prefix, more] = text.split('/')
  const longest = address?.includes(':') ? 128 : 32
  if (more !== undefined || !/^\d{1,3}$/.test(prefix ?? '') || Number(prefix) > longest) {
    throw refuse('a range', text, 'write it like 10.233.64.0/18')
  }
  const checked = requireAddress(address!)
  return { cidr: `${checked.text}/${Number(prefix)}`, family: checked.family }
}
