import { isIP } from 'node:net'

/** True for an IPv4 or IPv6 address. */
export function isIp(text: string): boolean {
  return isIP(text) !== 0
}

/** True for an IPv4 address. */
export function isIpv4(text: string): boolean {
  return isIP(text) === 4
}

/** True for an address with a mask that fits its family. */
export function isCidr(text: string): boolean {
  const match = /^(.+)\/(\d{1,3})$/.exec(text)
  const family = match ? isIP(match[1] as string) : 0
  return match !== null && family !== 0 && Number(match[2]) <= (family === 4 ? 32 : 128)
}
