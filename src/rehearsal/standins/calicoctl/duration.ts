/** A text that is no duration; the message is Go's. */
export class DurationError extends Error {}

const units: Record<string, number> = { ns: 1, us: 1e3, '\u00b5s': 1e3, ms: 1e6, s: 1e9, m: 60e9, h: 3600e9 }

/** A duration as Go prints it after reading it: "90s" becomes "1m30s". Throws DurationError. */
export function goDuration(text: string): string {
  const match = /^([-+]?)(.*)$/.exec(text) as RegExpExecArray
  const [, sign = '', body = ''] = match
  if (body === '0') return '0s'
  let rest = body
  let nanoseconds = 0
  if (rest === '') throw new DurationError(`time: invalid duration ${JSON.stringify(text)}`)
  while (rest !== '') {
    const part = /^(\d+(?:\.\d*)?|\.\d+)([^\d.]*)/.exec(rest)
    if (!part) throw new DurationError(`time: invalid duration ${JSON.stringify(text)}`)
    const [whole, number = '', unit = ''] = part
    if (unit === '') throw new DurationError(`time: missing unit in duration ${JSON.stringify(text)}`)
    const size = units[unit]
    if (size === undefined) {
      throw new DurationError(`time: unknown unit ${JSON.stringify(unit)} in duration ${JSON.stringify(text)}`)
    }
    nanoseconds += Number(number) * size
    rest = rest.slice(whole.length)
  }
  return nanoseconds === 0 ? '0s' : `${sign === '-' ? '-' : ''}${print(nanoseconds)}`
}

function print(nanoseconds: number): string {
  if (nanoseconds < 1e3) return `${nanoseconds}ns`
  if (nanoseconds < 1e6) return `${nanoseconds / 1e3}\u00b5s`
  if (nanoseconds < 1e9) return `${nanoseconds / 1e6}ms`
  const seconds = nanoseconds / 1e9
  const hours = Math.floor(seconds / 3600)
  const minutes = Math.floor(seconds / 60) % 60
  const left = `${Math.round((seconds % 60) * 1e9) / 1e9}s`
  if (hours > 0) return `${hours}h${minutes}m${left}`
  return minutes > 0 ? `${minutes}m${left}` : left
}
