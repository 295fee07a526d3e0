import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { forecastSessions } from '../../../src/forecast/sessions.ts'
import { emptyResourceSet, type ResourceSet } from '../../../src/model/resources.ts'
import { parseVersion } from '../../../src/model/version.ts'

/** Calico's own results for one node, with the resources they come from. */
interface GoldenCase {
  case: string
  about: string
  node: string
  resources: { kind: string; metadata: { name: string }; spec: unknown }[]
  /** "name/key" */
  secrets: string[]
  ip4: Record<string, unknown>[]
  ip6: Record<string, unknown>[]
}

const files = ['v3.17', 'v3.21.6', 'v3.28.0']
const golden = files.map((file) => {
  const text = readFileSync(new URL(`../../fixtures/golden/${file}.json`, import.meta.url), 'utf8')
  return JSON.parse(text) as { version: string; cases: GoldenCase[] }
})

const listOf: Record<string, keyof ResourceSet> = {
  Node: 'nodes',
  BGPConfiguration: 'bgpConfigurations',
  BGPPeer: 'bgpPeers',
  IPPool: 'ipPools',
}

export function resourcesOf(golden: GoldenCase): ResourceSet {
  const set = emptyResourceSet()
  for (const resource of golden.resources) (set[listOf[resource.kind]!] as unknown[]).push(resource)
  for (const secret of golden.secrets) {
    const [name = '', key = ''] = secret.split('/')
    set.secrets.push({ namespace: 'kube-system', name, keys: [key] })
  }
  return set
}

/** What the forecast says of the case's node, cut down to the fields of the golden file. */
function forecastOf(golden: GoldenCase, version: string) {
  const sessions = forecastSessions(resourcesOf(golden), { version: parseVersion(version)! }).nodes[golden.node]!
  const cut = (family: 'ip4' | 'ip6') => {
    const fields = Object.keys(golden[family][0] ?? golden.ip4[0] ?? golden.ip6[0] ?? {})
    return sessions[family].protocols.map((protocol) =>
      Object.fromEntries(fields.map((field) => [field, (protocol as unknown as Record<string, unknown>)[field]])),
    )
  }
  return { ip4: cut('ip4'), ip6: cut('ip6') }
}

const byName = (a: Record<string, unknown>, b: Record<string, unknown>) => (String(a.name) < String(b.name) ? -1 : 1)
const expected = (golden: GoldenCase) => ({ ip4: golden.ip4.toSorted(byName), ip6: golden.ip6.toSorted(byName) })
const agrees = (golden: GoldenCase, version: string) => {
  try {
    expect(forecastOf(golden, version)).toEqual(expected(golden))
    return true
  } catch {
    return false
  }
}

for (const { version, cases } of golden) {
  describe(`Calico's own results for ${version}`, () => {
    it.each(cases.map((c) => [c.case, c] as const))('%s', (_name, golden) => {
      expect(forecastOf(golden, version)).toEqual(expected(golden))
    })
  })
}

describe('another version disagrees', () => {
  it.each([
    ['v3.17', 'v3.28.0'],
    ['v3.21.6', 'v3.17.0'],
    ['v3.28.0', 'v3.17.0'],
    ['v3.28.0', 'v3.21.6'],
  ])('results of %s against rules of %s', (file, other) => {
    const { cases } = golden.find((g) => g.version === file)!
    const wrong = cases.filter((c) => !agrees(c, other)).map((c) => c.case)
    expect(wrong).not.toEqual([])
    expect(wrong.length).toBeLessThan(cases.length)
  })
})
