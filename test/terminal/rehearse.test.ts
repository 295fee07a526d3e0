import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Plan } from '../../src/model/plan.ts'
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

/** From the first question to the review, with the proposals and another default AS number. @param atStep7 says more there */
async function toReview(t: Terminal, atStep7?: () => Promise<void>): Promise<void> {
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
    t.type(answer + keys.enter)
  }
  await seeMenu(t, /Nothing has been changed so far|没有做任何变更/)
}

/** What of a plan two runs must share: digests of stand-ins and versions of objects are of their cluster. */
function essence(plan: Plan) {
  const same = (text: string) =>
    text.replace(/[0-9a-f]{64}/g, 'digest').replace(/"resourceVersion":"\d+"/g, '"resourceVersion"')
  return {
    design: plan.design,
    strategy: plan.strategy,
    stages: plan.stages.map((stage) => ({
      title: stage.title,
      gate: stage.gate,
      commands: stage.operations.map(({ command }) => [command.tool, ...command.argv, command.stdin ?? ''].map(same)),
    })),
  }
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
      const t = start(['rehearse'], { LANG })
      await toReview(t)
      t.type(`s${keys.enter}`)
      await seeMenu(t, /Saved: |已保存：/)
      t.type(`g${keys.enter}`)
      t.lookAgain()
      await t.see(last, slow)
      t.type(`y${keys.enter}`)
      t.lookAgain()
      await t.see(proof, 2 * slow)
      expect(await t.exit(slow)).toBe(0)
      for (const line of t.lines()) expect(widthOf(line)).toBeLessThanOrEqual(80)
      expect(t.lines().join('\n')).not.toMatch(/\{\w+\}|order\.stage\.|undefined/)

      const folder = join(state, 'state/answers')
      const [saved] = readdirSync(folder)
      const answers = join(folder, saved!)
      expect(readFileSync(answers, 'utf8')).toBe(readFileSync(join(state, 'answers.yaml'), 'utf8'))
      const shown = JSON.parse(readFileSync(join(state, 'plan.json'), 'utf8')) as Plan
      // One full run again is enough; in the other language the plan that it would run.
      const args = lang === 'en' ? ['rehearse', '--yes'] : ['plan', '--scenario', 'guide']
      const again = spawnSync(process.execPath, [program, ...args, '--answers', answers, '--json'], {
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
      const saved = join(state, 'leaf01 peers.txt')
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
      const t = start(['rehearse'])
      await toReview(t, async () => {
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
})
