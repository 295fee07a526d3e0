import { describe, expect, it } from 'vitest'
import { renderError } from '../../../src/views/render-error.ts'
import { breakCommand } from '../../../src/views/shell.ts'
import { widthOf } from '../../../src/views/text.ts'
import { wrapAdvice } from '../../../src/views/wrap-advice.ts'

const path = `/srv/${'a-long-name/'.repeat(9)}file`
const facts = {
  code: 'E_USAGE',
  what: 'there is no command "sttus", and this sentence goes on until it is wider than a terminal of that width is',
  where: 'the first word',
  remedies: [
    'commands: rehearse, plan, apply, verify, status, resume, rollback, confirm, forecast, support-bundle',
    `make the plan again: calico-rr-wizard plan -o plan.json --state-dir ${path} --context production`,
  ],
}

describe('an error', () => {
  it('has one line for each thing where nothing is to be broken', () => {
    expect(renderError(facts, 'at  ', Number.POSITIVE_INFINITY)).toEqual([
      `E_USAGE: ${facts.what}`,
      '  at   the first word',
      `  ->   ${facts.remedies[0]}`,
      `  ->   ${facts.remedies[1]}`,
    ])
  })

  it('fits a terminal, and goes on under its text', () => {
    const lines = renderError({ ...facts, remedies: [facts.remedies[0]!] }, 'at  ', 80)
    expect(lines).toEqual([
      'E_USAGE: there is no command "sttus", and this sentence goes on until it is',
      '  wider than a terminal of that width is',
      '  at   the first word',
      '  ->   commands: rehearse, plan, apply, verify, status, resume, rollback,',
      '       confirm, forecast, support-bundle',
    ])
  })

  it('counts two cells for a Chinese character', () => {
    const text = '没有命令“sttus”，这句话一直写下去，直到比八十个字符的终端还要宽，这样就必须换行，而且不能把字切开。'
    const lines = renderError({ ...facts, what: text, where: text, remedies: [text] }, '位置', 60)
    for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(60)
    expect(lines.join('').match(/必须换行|必须\s+换行/g)).toHaveLength(3)
    expect(lines.filter((line) => /^ *[，。]/.test(line))).toEqual([])
  })

  it('keeps a command to paste in one piece', () => {
    const [, ...lines] = renderError({ ...facts, what: 'x', remedies: [facts.remedies[1]!], where: '' }, 'at  ', 60)
    expect(lines).toEqual([
      '  ->   make the plan again:',
      '       calico-rr-wizard plan -o plan.json --state-dir \\',
      `           ${path} \\`,
      '           --context production',
    ])
  })
})

describe('a sentence that ends with a command', () => {
  it('gives it lines of its own, in both languages', () => {
    const command = "calico-rr-wizard rollback 20261128-204404-jfak --state-dir '/tmp/two words'"
    expect(wrapAdvice(`Undo: ${command}`, 78)).toEqual(['Undo:', command])
    expect(wrapAdvice(`撤销：${command}`, 50)).toEqual([
      '撤销：',
      'calico-rr-wizard rollback 20261128-204404-jfak \\',
      "    --state-dir '/tmp/two words'",
    ])
  })

  it('is left alone where it fits, and where prose only names a program', () => {
    expect(wrapAdvice('Undo: calico-rr-wizard rollback r', 40)).toEqual(['Undo: calico-rr-wizard rollback r'])
    expect(wrapAdvice('a file: kubectl reads it, and calicoctl does not', 30)).toEqual([
      'a file: kubectl reads it, and',
      'calicoctl does not',
    ])
  })

  it('is one command when pasted', () => {
    for (let width = 20; width < 100; width++) {
      const words = ['calico-rr-wizard', 'resume', 'r1', '--state-dir', "'/a b'", '--context', 'c']
      expect(
        breakCommand(words, width)
          .join('\n')
          .replace(/ \\\n +/g, ' '),
      ).toBe(words.join(' '))
    }
  })
})
