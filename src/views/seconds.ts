import type { Say } from '../i18n/translate.ts'

/** A time without a route: "0 s", "up to 0.3 s", "2 to 12 s", "until the end of the move". */
export function formatSeconds(seconds: { min: number; max: number | null }, say: Say): string {
  const { min, max } = seconds
  if (max === null) return say('seconds.open')
  if (max === 0) return say('seconds.exact', { n: 0 })
  if (Math.abs(max - min) < 0.05) return say('seconds.exact', { n: shortSeconds(max) })
  return min < 0.05
    ? say('seconds.upTo', { n: shortSeconds(max) })
    : say('seconds.range', { min: shortSeconds(min), max: shortSeconds(max) })
}

/** A figure of seconds, rounded up: a forecast never promises less than was measured. */
export function shortSeconds(n: number): string {
  return String(n < 10 ? Math.ceil(n * 10 - 1e-9) / 10 : Math.ceil(n))
}

/** Minutes and seconds of a duration: 00:41, 1:02:03. */
export function formatClock(ms: number): string {
  const total = Math.max(0, Math.floor(ms / 1000))
  const [hours, minutes, seconds] = [Math.floor(total / 3600), Math.floor(total / 60) % 60, total % 60]
  const two = (n: number) => String(n).padStart(2, '0')
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds)}` : `${two(minutes)}:${two(seconds)}`
}
