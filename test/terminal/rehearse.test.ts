import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { widthOf } from '../../src/views/text.ts'
import { keys, startTerminal, type Terminal } from './pty.ts'

// The program as it is shipped (npm test builds it first), on the embedded cluster: every command is a real process.
// A copy, because a build that starts meanwhile takes the chunks away that are loaded late.
const root = fileURLToPath(new URL('../..', import.meta.url))
const copy = mkdtempSync(join(tmpdir(), 'crrw-program-'))
const program = join(copy, 'bin/calico-rr-wizard.js')
const slow = 180_000
let terminal: Terminal
let state: string

beforeAll(() => {
  for (const part of ['bin', 'dist', 'templates', 'package.json'])
    if (existsSync(join(root, part))) cpSync(join(root, part), join(copy, part), { recursive: true })
})
afterAll(() => rmSync(copy, { recursive: true, force: true }))

// A run that was cut short leaves its lock and journal: each test has a state directory of its own.
beforeEach(() => {
  state = mkdtempSync(join(tmpdir(), 'crrw-rehearse-'))
})

afterEach(() => {
  terminal?.kill()
  rmSync(state, { recursive: true, force: true })
})

const start = (args: string[], env: Record<string, string> = {}) => {
  terminal = startTerminal([program, ...args, '--state-dir', state], { env, cwd: state })
  return terminal
}

/** Waits for a question with its menu open: only the open one has the line with the keys. */
function seeMenu(t: Terminal, question: RegExp): Promise<void> {
  t.lookAgain()
  return t.see(new RegExp(`(${question.source})[\\s\\S]*(arrows or|方向键)`), slow)
}

/** From the first question to the review, with the proposals. */
async function toReview(t: Terminal): Promise<void> {
  for (const [question, answer] of [
    [/路由反射器|How shall the nodes exchange/, ''],
    [/Install calicoctl\?|是否安装 calicoctl/, ''],
    [/From where\?|从哪里获取/, ''],
    [/Write \/etc|写入 \/etc/, ''],
    [/Full mesh off, default|关闭全互联，默认/, ''],
    [/Racks, AS numbers and|机架、AS 号与/, ''],
    [/Labels rr-group and|使用标签 rr-group/, ''],
    [/Leaf switches:|leaf 交换机：/, ''],
    [/Sessions are read by|会话的读取方式/, ''],
    [/Announce 10\.233|发布 10\.233/, ''],
  ] as const) {
    await seeMenu(t, question)
    t.type(answer + keys.enter)
  }
  await seeMenu(t, /Nothing has been changed so far|没有做任何变更/)
}

describe('the guide rehearsed in a terminal of 80x24', () => {
  it.each([
    [
      'en',
      'en_US.UTF-8',
      'Run it on the built-in cluster?',
      /6 of 6 nodes, 2 of 2 switches as forecast;\s+16\s+session ends/,
    ],
    ['zh-CN', 'zh_CN.UTF-8', '在内置集群上执行？', /6\/6 个节点、2\/2 台交换机与预测一致，共 16 个会话端/],
  ])(
    'with questions, in %s',
    async (_lang, LANG, last, proof) => {
      const t = start(['rehearse', '--answers', 'guide'], { LANG })
      await toReview(t)
      t.type(`g${keys.enter}`)
      t.lookAgain()
      await t.see(last, slow)
      t.type(`y${keys.enter}`)
      t.lookAgain()
      await t.see(proof, 2 * slow)
      expect(await t.exit(slow)).toBe(0)
      for (const line of t.lines()) expect(widthOf(line)).toBeLessThanOrEqual(80)
      expect(t.lines().join('\n')).not.toMatch(/\{\w+\}|order\.stage\.|undefined/)
    },
    4 * slow,
  )

  it(
    'ends at Ctrl-C at a question, with nothing changed',
    async () => {
      const t = start(['rehearse'])
      await seeMenu(t, /How shall the nodes exchange/)
      t.type(keys.ctrlC)
      await t.see('Nothing was changed', slow)
      expect(await t.exit(slow)).toBe(130)
    },
    2 * slow,
  )

  it(
    'stops at Ctrl-C in the middle of the run and says how to go on',
    async () => {
      const t = start(['rehearse', '--answers', 'guide', '--yes'])
      await t.see('Undo: calico-rr-wizard rollback', slow)
      await t.see(/2\/\d+/, slow)
      t.type(keys.ctrlC)
      await t.see(/resume|rollback/, slow)
      const code = await t.exit(slow)
      expect([130, 4]).toContain(code)
      expect(t.raw().lastIndexOf('\u001b[?25h')).toBeGreaterThan(t.raw().lastIndexOf('\u001b[?25l'))
    },
    3 * slow,
  )
})

describe('without a terminal', () => {
  const run = (args: string[], env: Record<string, string> = {}) =>
    spawnSync(process.execPath, [program, ...args, '--state-dir', state], {
      input: '',
      encoding: 'utf8',
      env: { ...process.env, ...env },
      timeout: slow,
    })

  it(
    'refuses to ask, with exit 2',
    () => {
      const { status, stdout, stderr } = run(['rehearse'])
      expect(status).toBe(2)
      expect(stderr).toContain('--yes')
      expect(stdout).toBe('')
    },
    slow,
  )

  it(
    'ends NDJSON with the result, and writes no colour even when forced',
    () => {
      const { status, stdout } = run(['rehearse', '--answers', 'guide', '--yes', '--json'], { FORCE_COLOR: '3' })
      expect(status).toBe(0)
      expect(stdout).not.toContain('\u001b')
      const last = JSON.parse(stdout.trimEnd().split('\n').at(-1)!)
      expect(last).toMatchObject({ type: 'result', outcome: 'applied' })
      expect(last.sessions).toHaveLength(16)
    },
    slow,
  )
})
