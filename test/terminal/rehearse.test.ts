import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Plan } from '../../src/model/plan.ts'
import { widthOf } from '../../src/views/text.ts'
import { keys, type Terminal } from './pty.ts'
import { essence, questions, review, seeMenu, shippedProgram, slow } from './shipped-program.ts'

const program = shippedProgram()

/** From the first question to the review, with the proposals and another default AS number. @param atStep7 says more there */
async function withChanges(t: Terminal, atStep7?: () => Promise<void>): Promise<void> {
  for (const question of questions) {
    await seeMenu(t, question)
    // Another default AS number than the one proposed, so that what is saved is not simply the guide's answers.
    if (question.source.includes('default|')) {
      t.type(`n${keys.enter}`)
      t.lookAgain()
      await t.see(/Default AS number|\? 默认 AS 号/, slow)
      t.type(`\u001564600${keys.enter}`)
      await seeMenu(t, /default AS 64600|默认 AS 号 64600/)
    }
    if (atStep7 && question.source.includes('Sessions are')) {
      await atStep7()
      await seeMenu(t, question)
    }
    t.type(keys.enter)
  }
  await seeMenu(t, review)
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
    'with questions, in %s: the answers that it saves reproduce it',
    async (lang, LANG, last, proof) => {
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
      // One full run again is enough; in the other language the plan that it would run.
      const args = lang === 'en' ? ['rehearse', '--yes'] : ['plan', '--scenario', 'guide']
      const again = spawnSync(process.execPath, [program.file, ...args, '--answers', answers, '--json'], {
        input: '',
        encoding: 'utf8',
        timeout: 2 * slow,
      })
      expect(again.status).toBe(0)
      const result = JSON.parse(again.stdout.trimEnd().split('\n').at(-1)!)
      if (lang === 'en') {
        expect(again.stdout).not.toContain('\u001b')
        expect(result).toMatchObject({ type: 'result', outcome: 'applied', lostPairs: 0 })
        expect(result.sessions).toHaveLength(16)
        expect(result.operations).toBe(shown.stages.flatMap((stage) => stage.operations).length)
      } else {
        expect(essence(result.plan)).toEqual(essence(shown))
        expect(JSON.stringify(shown)).toContain('64600')
      }
    },
    6 * slow,
  )

  it(
    'reads a switch as step 7 was told to, and says what it shows beside the forecast',
    async () => {
      const saved = join(program.state, 'leaf01 peers.txt')
      const row = (host: number, up: string) => `  172.20.0.${host}          64512     1648     1506    0       4 ${up}`
      const listing = [
        '<leaf01>display bgp peer ipv4',
        ' Local AS number: 65009',
        ' Total number of peers: 2                  Peers in established state: 1',
        '  Peer                    AS  MsgRcvd  MsgSent OutQ PrefRcv Up/Down  State',
        row(11, '23:51:50 Established'),
        row(12, '00:01:12 Idle(Admin)'),
      ]
      writeFileSync(saved, `${listing.join('\n')}\n`)
      const t = program.start(['rehearse'])
      await withChanges(t, async () => {
        t.type(`s${keys.enter}`)
        await seeMenu(t, /Which switch/)
        t.type(`1${keys.enter}`)
        t.lookAgain()
        await t.see(/How leaf01 is asked/, slow)
        // Words as a shell would split them: the blank needs its quotes. A saved output holds no gate up.
        t.type(`\u0015"@${saved}"${keys.enter}`)
        await seeMenu(t, /Sessions are read by/)
      })
      t.type(`g${keys.enter}`)
      t.lookAgain()
      await t.see(/Run it on the built-in cluster\?/, slow)
      t.type(`y${keys.enter}`)
      t.lookAgain()
      await t.see(/node2 \(172\.20\.0\.12\) is shut\s+down on leaf01/, 2 * slow)
      expect(await t.exit(slow)).toBe(6)
    },
    4 * slow,
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
