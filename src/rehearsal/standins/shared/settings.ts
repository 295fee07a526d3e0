import { type StandinSettings, settingsVariable } from '../install.ts'

/** What the wrapper handed over; empty when a stand-in runs by itself against a real cluster. */
export function readSettings(): Partial<StandinSettings> {
  const text = process.env[settingsVariable]
  if (!text) return {}
  // It must not leak into what the stand-in itself might start.
  delete process.env[settingsVariable]
  return JSON.parse(text) as StandinSettings
}
