import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Plan } from '../../src/model/plan.ts'
import { keys, type Terminal } from './pty.ts'
import {
  choose,
  essence,
  openMenu,
  questions,
  review,
  seeMenu,
  shippedProgram,
  slow,
  toReview,
  until,
} from './shipped-program.ts'

const program = shippedProgram()

/** The plan that flags and answers give, without a question. */
function planOf(...args: string[]): Plan {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program.file, 'plan', '--json', ...args], {
    encoding: 'utf8',
    timeout: slow,
    maxBuffer: 64 * 1024 * 1024,
  })
  expect(status, stderr).toBe(0)
  return JSON.parse(stdout.trimEnd().split('\n').at(-1)!).plan as Plan
}

/** Texts that the screen had to break. A word of a command cannot be broken by us: it would be another command. */
const brokenTexts = (t: Terminal) => t.broken().filter((line) => !/\S{60}|' *\\$|^ {4}'|'$/.test(line))

/** Waits until the question stands right under an explanation. */
function explained(t: Terminal): Promise<void> {
  return until(t, 'an explanation', (lines) => {
    const menu = openMenu(lines)
    const above = lines.slice(0, lines.length - (menu?.split('\n').length ?? 0)).slice(-3)
    return menu !== undefined && above.some((line) => /^ {4}\S/.test(line)) && !above.some((line) => /^\* /.test(line))
  })
}

/** The keys of the review that show something, and what they show. */
const shows = [
  ['v', /ASN, cluster id, mesh off|AS 号、集群标识、关闭全互联|AS 号/],
  ['c', /kubectl label nodes node1 node2 node3 rr-group=rr1/],
  ['y', /kind: BGPPeer/],
  ['k', /safe order|安全顺序/],
] as const

describe.each([
  ['en', 'en_US.UTF-8'],
  ['zh-CN', 'zh_CN.UTF-8'],
])('the conversation on the guide, in %s', (lang, LANG) => {
  it('with every proposal accepted gives the plan of the guide’s answers, on screens of 80 columns', {
    timeout: 4 * slow,
  }, async () => {
    const t = program.start(['rehearse'], { LANG })
    await toReview(t, async () => {
      // Every explanation is part of what must fit.
      t.type(`?${keys.enter}`)
      await explained(t)
    })
    for (const [key, text] of shows) {
      await choose(t, key)
      await seeMenu(t, review)
      expect(t.lines().join('\n')).toMatch(text)
    }
    await choose(t, 's')
    await seeMenu(t, review)
    expect(t.lines().join('\n')).toMatch(/Saved: |已保存：/)
    t.type(`q${keys.enter}`)
    expect(await t.exit(slow)).toBe(0)
    expect(brokenTexts(t)).toEqual([])
    expect(t.lines().join('\n')).not.toMatch(/\{\w+\}|order\.stage\.|undefined|\bNaN\b/)

    const saved = JSON.parse(readFileSync(join(program.state, 'plan.json'), 'utf8')) as Plan
    expect(essence(saved)).toEqual(essence(planOf('--scenario', 'guide', '--answers', 'guide')))
    const again = planOf('--scenario', 'guide', '--answers', join(program.state, 'answers.yaml'), '--lang', lang)
    expect(essence(again)).toEqual(essence(saved))
  })

  it('goes back from every question to the one before, and from the first step out', {
    timeout: 3 * slow,
  }, async () => {
    const t = program.start(['rehearse'], { LANG })
    await seeMenu(t, questions[0])
    await choose(t)
    for (const [i, question] of questions.entries()) {
      if (i === 0) continue
      await seeMenu(t, question)
      await choose(t, '<')
      // The source of calicoctl belongs to the question before it.
      const skips = question.source.startsWith('Write')
      await seeMenu(t, questions[skips ? i - 2 : i - 1]!)
      await choose(t)
      if (skips) {
        await seeMenu(t, questions[i - 1]!)
        await choose(t)
      }
      await seeMenu(t, question)
      await choose(t)
    }
    await seeMenu(t, review)
    t.type(keys.ctrlC)
    expect(await t.exit(slow)).toBe(130)
    expect(brokenTexts(t)).toEqual([])
  })
})

describe('Ctrl-C', () => {
  it.each([0, 3, 7, questions.length].map((at) => [at, questions[at] ?? review] as const))(
    'at question %i ends it with 130, the terminal as it was and nothing changed',
    async (at, question) => {
      const t = program.start(['rehearse'])
      for (const before of questions.slice(0, at)) {
        await seeMenu(t, before)
        await choose(t)
      }
      await seeMenu(t, question)
      t.type(keys.ctrlC)
      await t.see('Nothing was changed', slow)
      expect(await t.exit(slow)).toBe(130)
      expect(t.raw().lastIndexOf('\u001b[?25h')).toBeGreaterThan(t.raw().lastIndexOf('\u001b[?25l'))
      expect(existsSync(join(program.state, 'host/usr/local/bin/calicoctl'))).toBe(false)
      expect(readFileSync(join(program.state, 'cluster.ndjson'), 'utf8')).not.toContain('"MODIFIED"')
    },
    2 * slow,
  )
})

describe('500 nodes in ten racks', () => {
  it('are rehearsed with the questions of six nodes in two: none of them is about a node or a rack', {
    timeout: 6 * slow,
  }, async () => {
    const t = program.start(['rehearse', '--scenario', 'mesh:500'])
    const asked: string[] = []
    for (;;) {
      await until(t, 'a question', (lines) => openMenu(lines) !== undefined)
      const question = openMenu(t.lines())!
      if (review.test(question)) break
      asked.push(question.split('\n')[0]!)
      expect(asked.length).toBeLessThanOrEqual(questions.length)
      await choose(t)
    }
    expect(asked.join('\n')).not.toMatch(/node\d|rr\d/)
    await choose(t, 's')
    await seeMenu(t, review)
    const plan = JSON.parse(readFileSync(join(program.state, 'plan.json'), 'utf8')) as Plan
    expect(plan.design.racks.map((rack) => rack.nodes.length)).toEqual(Array.from({ length: 10 }, () => 50))
    // The answers stay as short as the conversation.
    expect(readFileSync(join(program.state, 'answers.yaml'), 'utf8').split('\n').length).toBeLessThan(250)
    t.type(`q${keys.enter}`)
    expect(await t.exit(slow)).toBe(0)
  })
})
