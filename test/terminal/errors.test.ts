import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { widthOf } from '../../src/views/text.ts'
import { launcher } from '../process/wizard.ts'
import { startTerminal } from './pty.ts'

// What a wrong command line says, in a terminal and in a pipe.

const started = async (args: string[], LANG: string, columns = 80) => {
  const terminal = startTerminal([launcher, ...args], { columns, env: { LANG } })
  expect(await terminal.exit()).toBe(2)
  return terminal
}

describe('an error in a terminal', () => {
  it.each([
    ['en_US.UTF-8', 80, 'commands: rehearse, plan, apply,'],
    ['zh_CN.UTF-8', 80, '命令：rehearse, plan, apply,'],
    ['en_US.UTF-8', 50, 'commands: rehearse, plan,'],
    ['zh_CN.UTF-8', 50, '命令：rehearse, plan,'],
  ])('is wrapped between words: %s, %i columns', async (LANG, columns, remedy) => {
    const terminal = await started(['sttus'], LANG, columns)
    const lines = terminal.lines()
    expect(terminal.broken()).toEqual([])
    for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(columns)
    expect(lines.join('\n')).toContain(`  ->   ${remedy}`)
    expect(lines.at(-1)).toMatch(/^ {7}\S.*support-bundle$/)
  })

  it('gives a command to copy in one piece, though its path is wider than the terminal', async () => {
    const home = mkdtempSync(join(tmpdir(), 'crrw-errors-'))
    const state = join(home, 'a-long-name-'.repeat(8))
    const terminal = await started(['support-bundle', 'no/id', '--state-dir', state], 'en_US.UTF-8')
    rmSync(home, { recursive: true })
    const pasted = terminal
      .raw()
      .replaceAll('\r\n', '\n')
      .replace(/ \\\n +/g, ' ')
    expect(pasted).toContain(`calico-rr-wizard status --state-dir ${state}\n`)
  })
})

it('an error in a pipe has one line for each thing', () => {
  const { stderr, status } = spawnSync(process.execPath, [launcher, 'sttus'], { input: '', encoding: 'utf8' })
  expect(status).toBe(2)
  expect(stderr.trimEnd().split('\n')).toEqual([
    'E_USAGE: there is no command "sttus"',
    '  at   the first word',
    '  ->   did you mean "status"?',
    expect.stringMatching(/^ {2}-> {3}commands: rehearse, .*, support-bundle$/),
  ])
})
