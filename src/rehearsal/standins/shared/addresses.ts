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

/** True for an address alone, or one with a mask that leaves no bits of it over. */
export function isNetwork(text: string): boolean {
  if (isIp(text)) return true
  if (!isCidr(text)) return false
  const [address = '', bits = ''] = text.split('/')
  const all = bitsOf(address)
  return !all.slice(Number(bits)).includes('1')
}

function bitsOf(address: string): string {
  if (isIpv4(address)) {
    return address
      .split('.')
      .map((octet) => Number(octet).toString(2).padStart(8, '0'))
      .join('')
  }
  const [head = '', tail = ''] = address.split('::')
  const groups = (text: string) => (text ? text.split(':') : [])
  const missing = address.includes('::') ? 8 - groups(head).length - groups(tail).length : 0
  const whole = [...groups(head), ...Array.from({ length: missing }, () => '0'), ...groups(tail)]
  return whole.map((group) => Number.parseInt(group, 16).toString(2).padStart(16, '0')).join('')
}
