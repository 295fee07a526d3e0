import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { catalogs as spoken } from '../../../src/i18n/catalog.ts'
import { forecast } from '../../../src/i18n/en/forecast.ts'
import { help } from '../../../src/i18n/en/help.ts'
import { placeholdersOf } from '../../../src/i18n/placeholders.ts'
import { findings } from '../../../src/i18n/zh/findings.ts'
import { help as helpZh } from '../../../src/i18n/zh/help.ts'

const source = new URL('../../../src', import.meta.url).pathname
// Help is a catalogue of its own, and both follow the same rules.
const catalogs: Record<'en' | 'zh-CN', Record<string, string>> = {
  en: { ...spoken.en, ...help },
  'zh-CN': { ...spoken['zh-CN'], ...helpZh },
}
const keys = Object.keys(catalogs.en)

describe('catalogues', () => {
  it('take the same parameters in both languages', () => {
    for (const key of keys) {
      const { en, 'zh-CN': zh } = catalogs
      // A word chosen by a count in English needs no count in Chinese.
      const extra = placeholdersOf(zh[key]!).filter((name) => !placeholdersOf(en[key]!).includes(name))
      expect({ key, extra }).toEqual({ key, extra: [] })
      const values = en[key]!.match(/\{\w+\}/g) ?? []
      for (const value of values) expect({ key, text: zh[key] }).toEqual({ key, text: expect.stringContaining(value) })
    }
  })

  it('are not empty, and the Chinese one is Chinese', () => {
    const sameInBoth = keys.filter((key) => catalogs.en[key] === catalogs['zh-CN'][key])
    expect(keys.filter((key) => catalogs['zh-CN'][key]!.trim() === '')).toEqual([])
    for (const key of sameInBoth) expect(catalogs.en[key]).toMatch(/^(\W|BGPPeer|BGPConfiguration|\d|calico|\{|OK)/)
  })

  it('hold no command to type: one function makes them, complete with their places', () => {
    for (const said of Object.values(spoken))
      expect(Object.entries(said).filter(([, text]) => /calico-rr-wizard [a-z]/.test(text))).toEqual([])
  })

  it('know every sentence that the core names', () => {
    const missing = namedKeys().filter((key) => !Object.hasOwn(catalogs.en, key))
    expect(missing).toEqual([])
  })

  it('have a Chinese sentence for every finding about a design, and for every rule', () => {
    const folders = ['design/validate', 'design/lint'].map((folder) => join(source, folder))
    const codes = folders
      .flatMap(files)
      .flatMap((file) => readFileSync(file, 'utf8').match(/\b(?:[EW]_DESIGN|LINT)_[A-Z_]+/g) ?? [])
    expect([...new Set(codes)].filter((code) => !findings[code])).toEqual([])
  })

  it('know every operation of a plan, before and after it is done', () => {
    const actions = ['create', 'delete', 'update']
    const kinds = ['KubeNode', 'BGPConfiguration', 'BGPPeer', 'File', 'HostRoutes']
    for (const action of actions)
      for (const kind of kinds) {
        expect(keys).toContain(`plan.${action}.${kind}`)
        expect(keys).toContain(`plan.${action}.${kind}.done`)
      }
  })

  it('hold no sentence about a stage that the forecast never says', () => {
    const said = files(join(source, 'forecast')).map((file) => readFileSync(file, 'utf8'))
    // Some keys are put together of a family and a kind: the kind then stands alone.
    const stands = (word: string) => said.some((text) => text.includes(`'${word}'`))
    const unsaid = Object.keys(forecast).filter((key) => !stands(key) && !stands(key.slice(key.indexOf('.') + 1)))
    expect(unsaid).toEqual([])
  })
})

/** Keys named in the source: `key: 'a.b'`, titles of stages, sentences of the forecast. */
function namedKeys(): string[] {
  const found = new Set<string>()
  const patterns = [
    /\bkey: '([a-zA-Z]+(?:\.[\w-]+)+)'/g,
    /\bsentence\(\s*'([^']+)'/g,
    /\bstageOf\(\s*\d+,\s*'([^']+)'/g,
    /\bsay\(\s*'([^']+)'/g,
  ]
  for (const file of files(source)) {
    const text = readFileSync(file, 'utf8')
    for (const pattern of patterns)
      for (const match of text.matchAll(pattern)) if (/^[a-z][\w-]*(\.[\w-]+)+$/.test(match[1]!)) found.add(match[1]!)
    if (file.includes('/plan/orders/'))
      for (const match of text.matchAll(/\b(?:stage|step)\(\s*['`]([^'`$]+?)(?:\.\d*)?['`$]/g))
        found.add(`order.stage.${match[1]!}`)
  }
  return [...found].sort()
}

function files(directory: string): string[] {
  return readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    const path = join(directory, entry.name)
    if (entry.isDirectory()) return files(path)
    return entry.name.endsWith('.ts') ? [path] : []
  })
}
