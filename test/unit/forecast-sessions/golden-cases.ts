import { readFileSync } from 'node:fs'

export type GoldenProtocol = Record<string, unknown> & { name: string }

/** Calico's own result for one node, with the resources it comes from. */
export interface GoldenCase {
  case: string
  about: string
  node: string
  resources: { kind: string; metadata: { name: string }; spec: unknown }[]
  /** "name/key" */
  secrets: string[]
  ip4: GoldenProtocol[]
  ip6: GoldenProtocol[]
}

/** Calico's own results, by version. */
export const goldenFiles = ['v3.17', 'v3.21.6', 'v3.28.0'].map((file) => {
  const text = readFileSync(new URL(`../../fixtures/golden/${file}.json`, import.meta.url), 'utf8')
  return JSON.parse(text) as { version: string; cases: GoldenCase[] }
})

/** The result for the case's node, in the order of the names. */
export function expectedOf({ ip4, ip6 }: GoldenCase) {
  const byName = (a: GoldenProtocol, b: GoldenProtocol) => (a.name < b.name ? -1 : 1)
  return { ip4: ip4.toSorted(byName), ip6: ip6.toSorted(byName) }
}

/** Cuts protocols down to the fields that the golden files have. */
export function asGolden(protocols: readonly object[]): GoldenProtocol[] {
  return protocols.map((protocol) => {
    const all = protocol as GoldenProtocol
    return Object.fromEntries(goldenFields.map((field) => [field, all[field]])) as GoldenProtocol
  })
}

const goldenFields = Object.keys(goldenFiles[0]!.cases[0]!.ip4[0]!)
