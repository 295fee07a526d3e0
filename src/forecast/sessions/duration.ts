const unitSeconds: Record<string, number> = { h: 3600, m: 60, s: 1, ms: 1e-3, us: 1e-6, µs: 1e-6, μs: 1e-6, ns: 1e-9 }

/**
 * Reads a duration as Go writes it ("120s", "1m30s", "1.5h", "500ms") and rounds it to whole seconds, as Calico does
 * before it writes BIRD's configuration.
 * @returns seconds, or undefined when the text is no duration
 */
export function parseDurationSeconds(text: string): number | undefined {
  if (text === '0') return 0
  if (!/^(?:(?:\d+\.?\d*|\.\d+)(?:h|ms|m|s|us|µs|μs|ns))+$/.test(text)) return undefined
  let seconds = 0
  for (const [, amount, unit] of text.matchAll(/(\d+\.?\d*|\.\d+)(h|ms|m|s|us|µs|μs|ns)/g)) {
    seconds += Number(amount) * unitSeconds[unit!]!
  }
  return Math.round(seconds)
}
