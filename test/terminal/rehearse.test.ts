import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Plan } from '../../src/model/plan.ts'
import { widthOf } from '../../src/views/text.ts'
import { keys } from './pty.ts'
import { essence, review, seeMenu, shippedProgram, slow, withChanges } from './shipped-program.ts'

const program = shippedProgram()

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
    'with questions, in %s: the answers that it saves reproduce it',
    async (_lang, LANG, last, proof) => {
      const t = program.start(['rehearse'], { LANG })
      await withChanges(t)
      t.type(`s${keys.enter}`)
      t.lookAgain()
      await t.see(/Saved: |已保存：/, slow)
      await seeMenu(t, review)
      t.type(`g${keys.enter}`)
      t.lookAgain()
      await t.see(last, slow)
      t.type(`y${keys.enter}`)
      t.lookAgain()
      await t.see(proof, 2 * slow)
      expect(await t.exit(slow)).toBe(0)
      for (const line of t.lines()) expect(widthOf(line)).toBeLessThanOrEqual(80)
      expect(t.lines().join('\n')).not.toMatch(/\{\w+\}|order\.stage\.|undefined/)

      const folder = join(program.state, 'state/answers')
      const [saved] = readdirSync(folder)
      const answers = join(folder, saved!)
      expect(readFileSync(answers, 'utf8')).toBe(readFileSync(join(program.state, 'answers.yaml'), 'utf8'))
      const shown = JSON.parse(readFileSync(join(program.state, 'plan.json'), 'utf8')) as Plan
      // The plan that it would run; a long test runs it.
      const args = ['plan', '--scenario', 'guide', '--answers', answers, '--json']
      const again = spawnSync(process.execPath, [program.file, ...args], { input: '', encoding: 'utf8', timeout: slow })
      expect(again.status).toBe(0)
      const { plan } = JSON.parse(again.stdout.trimEnd().split('\n').at(-1)!)
      expect(essence(plan)).toEqual(essence(shown))
      expect(JSON.stringify(shown)).toContain('64600')
    },
    6 * slow,
  )

  it(
    'ends at Ctrl-C at a question, with nothing changed',
    async () => {
      const t = program.start(['rehearse'])
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
      const t = program.start(['rehearse', '--answers', 'guide', '--yes'])
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
    spawnSync(process.execPath, [program.file, ...args, '--state-dir', program.state], {
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
})
