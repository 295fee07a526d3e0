import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { runProgram } from '../../../src/tools/program.ts'

const directory = mkdtempSync(join(tmpdir(), 'crrw-program-'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))
const ask = join(directory, 'ask')
writeFileSync(ask, '#!/bin/sh\necho "$1"\n', { mode: 0o755 })
const run = (...words: string[]) => runProgram(words, { PATH: `${directory}:/usr/bin:/bin` }, 10_000)

describe('a program that the admin names', () => {
  it.each([
    ['by its name', 'ask'],
    ['by its path', ask],
    ['by a path from here', relative(process.cwd(), ask)],
  ])('%s is found and given its words', async (_, name) => {
    expect(await run(name, '$(id) *')).toEqual({ ok: true, stdout: '$(id) *\n' })
  })

  it('that is not there, fails or takes too long says so', async () => {
    expect(await run('/none/ask')).toEqual({ ok: false, reason: '/none/ask: not found' })
    expect(await run('sh', '-c', 'echo broken >&2; exit 3')).toEqual({ ok: false, reason: 'broken' })
    expect(await runProgram(['sleep', '5'], { PATH: '/usr/bin:/bin' }, 100)).toEqual({
      ok: false,
      reason: 'no answer in time',
    })
  })
})
