const unitSeconds: Record<string, number> = { h: 3600, m: 60, s: 1, ms: 1e-3, us: 1e-6, µs: 1e-6, μs: 1e-6, ns: 1e-9 }

/**
 * Reads a duration as Go writes it ("120s", "1m30s", "1.5h", "500ms", "-5s") and rounds it to whole seconds, as Calico
 * does before it writes BIRD's configuration. BIRD refuses what is negative.
 * @returns seconds, or undefined when the text is no duration
 */
export function parseDurationSeconds(text: string): number | undefined {
  const [, sign, amounts = ''] = /^([-+]?)(.*)$/s.exec(text) ?? []
  if (amounts === '0') return 0
  if (!/^(?:(?:\d+\.?\d*|\.\d+)(?:h|ms|m|s|us|µs|μs|ns))+$/.test(amounts)) return undefined
  let seconds = 0
  for (const [, amount, unit] of amounts.matchAll(/(\d+\.?\d*|\.\d+)(h|ms|m|s|us|µs|μs|ns)/g)) {
    seconds += Number(amount) * unitSeconds[unit!]!
  }
  // Halves go away from zero, in Go, whatever the sign.
  const rounded = Math.round(seconds)
  return sign === '-' && rounded > 0 ? -rounded : rounded
}
