import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { widthOf } from '../../src/views/text.ts'
import { bundleApp } from './bundle.ts'
import { startTerminal, type Terminal } from './pty.ts'

let app: Awaited<ReturnType<typeof bundleApp>>
let terminal: Terminal

beforeAll(async () => {
  app = await bundleApp(new URL('./app/view-app.ts', import.meta.url))
}, 60_000)
afterAll(() => app?.remove())
afterEach(() => terminal?.kill())

describe.each([
  ['en', 'en_US.UTF-8', 80],
  ['zh-CN', 'zh_CN.UTF-8', 80],
  ['en', 'en_US.UTF-8', 60],
  ['en', 'C', 80],
])('a run in %s (%s) at %i columns', (lang, LANG, columns) => {
  const start = (ends: string) => {
    terminal = startTerminal([app.file, ends], { columns, env: { LANG } })
    return terminal
  }

  it('shows what is awaited, what was last seen, and the undo; afterwards the finished lines stay', async () => {
    const t = start('applied')
    await t.see('10.233.66.0/26')
    await t.see('calico-rr-wizard rollback 7f3a')
    expect(await t.exit()).toBe(0)
    const text = t.lines().join('\n')
    expect(text).toContain(lang === 'en' ? 'labels' : '标签')
    expect(text).toContain(lang === 'en' ? 'gate: 6 of 6' : '检查：6/6')
    // Nothing of the live part is left, and nothing was drawn twice.
    expect(text).not.toContain('10.233.66.0/26')
    expect(text.match(/1\/2/g)).toHaveLength(1)
    expect(text.match(/2\/2/g)).toHaveLength(1)
    for (const line of t.lines()) expect(widthOf(line)).toBeLessThanOrEqual(columns)
    expect(t.raw().lastIndexOf('\u001b[?25h')).toBeGreaterThan(t.raw().lastIndexOf('\u001b[?25l'))
  })

  it('shows a failed stage, the undo and what is next', async () => {
    const t = start('rolled-back')
    await t.see(lang === 'en' ? 'Undone: 2 of 2' : '已撤销：2/2')
    expect(await t.exit()).toBe(0)
  })
})

it('stops drawing before a question is asked', async () => {
  terminal = startTerminal([app.file, 'interrupted'])
  await terminal.see('QUESTION?')
  expect(await terminal.exit()).toBe(0)
  const lines = terminal.lines()
  expect(lines.at(-1)).toContain('QUESTION?')
  expect(lines.filter((line) => line.includes('2/2'))).toHaveLength(1)
})
