import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest'
import type { Plan } from '../../src/model/plan.ts'
import { keys, startTerminal, type Terminal } from './pty.ts'

/** Longest wait for a step of the program on a busy machine. */
export const slow = 60_000

/**
 * The program as it is shipped (npm test builds it first), on the embedded cluster: every command is a real process. A copy,
 * because a build that starts meanwhile takes the chunks away that are loaded late; call it once in a test file.
 */
export function shippedProgram() {
  const root = fileURLToPath(new URL('../..', import.meta.url))
  const copy = mkdtempSync(join(tmpdir(), 'crrw-program-'))
  const file = join(copy, 'bin/calico-rr-wizard.js')
  let terminal: Terminal | undefined
  let state = ''
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
  return {
    file,
    /** State directory of this test, which is also where the program stands. */
    get state() {
      return state
    },
    /** Starts it in a terminal of 80x24. */
    start(args: string[], env: Record<string, string> = {}): Terminal {
      terminal = startTerminal([file, ...args, '--state-dir', state], { env, cwd: state })
      return terminal
    },
  }
}

/** Polls the screen until the test is true of its lines. */
export async function until(t: Terminal, what: string, test: (lines: string[]) => boolean): Promise<void> {
  const end = Date.now() + slow
  while (!test(t.lines())) {
    if (Date.now() > end) throw new Error(`not seen within ${slow} ms: ${what}\n${t.lines().join('\n')}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

/** The menu that is open, from its question to the line with the keys; undefined while none is. */
export function openMenu(lines: string[]): string | undefined {
  const mark = lines.findLastIndex((line) => /^\?( |$)/.test(line))
  if (mark < 0) return undefined
  // A long question has lines of its own above the mark, the last of a paragraph.
  let from = mark
  while (lines[mark] === '?' && mark - from < 3 && /^ {2}\S/.test(lines[from - 1] ?? '')) from--
  const text = lines.slice(from).join('\n')
  return /arrows or|方向键/.test(text) ? text : undefined
}

/** Waits for a question with its menu open: one that was answered may stand above, and still be drawn. */
export function seeMenu(t: Terminal, question: RegExp): Promise<void> {
  return until(t, String(question), (lines) => question.test(openMenu(lines) ?? ''))
}

/** Chooses by a key, or the default, and waits until the answer stands there instead of the menu. */
export async function choose(t: Terminal, key = ''): Promise<void> {
  const answered = (lines: string[]): number => lines.filter((line) => line.startsWith('* ')).length
  const before = answered(t.lines())
  // Nobody is as fast as a test: a menu is drawn a moment before it takes keys.
  await new Promise((resolve) => setTimeout(resolve, 200))
  t.type(key + keys.enter)
  await until(t, 'an answer', (lines) => answered(lines) > before)
}

/** The questions on the guide's cluster up to the review, in both languages. */
export const questions = [
  /路由反射器|How shall the nodes exchange/,
  /Install calicoctl\?|是否安装 calicoctl/,
  /From where\?|从哪里获取/,
  /Write \/etc|写入 \/etc/,
  /Full mesh off, default|关闭全互联，默认/,
  /Racks, AS numbers and|机架、AS 号与/,
  /Labels rr-group and|使用标签 rr-group/,
  /Leaf switches:|leaf 交换机：/,
  /Sessions are read by|会话的读取方式/,
  /Announce 10\.233|发布 10\.233/,
] as const

export const review = /Nothing has been changed so far|没有做任何变更/

/** From the first question to the review; at each question a test may do something first. */
export async function toReview(t: Terminal, first: () => Promise<void> = async () => {}): Promise<void> {
  for (const question of questions) {
    await seeMenu(t, question)
    await first()
    await choose(t)
  }
  await seeMenu(t, review)
}

/** From the first question to the review, with another default AS number than the one proposed. @param atStep7 says more there */
export async function withChanges(t: Terminal, atStep7?: () => Promise<void>): Promise<void> {
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

/** What of a plan two runs must share: digests of stand-ins and versions of objects are of their cluster. */
export function essence(plan: Plan) {
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
