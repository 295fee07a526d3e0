import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Served, serve } from './served.ts'

/**
 * A kubectl whose first `label` command sleeps before it writes, and that notes when each write starts and ends. A shell
 * script between, as admins have them: its own child is found as well.
 */
function slowKubectl(cluster: Served, home: string, seconds: number): string {
  const file = join(home, 'kubectl')
  const log = join(home, 'writes')
  writeFileSync(
    file,
    [
      '#!/bin/sh',
      `case " $* " in *" label nodes "*|*" patch node "*) ;; *) exec ${cluster.tool('kubectl')} "$@" ;; esac`,
      `echo "start $$" >> ${log}`,
      `if mkdir ${home}/slow 2>/dev/null; then sleep ${seconds}; fi`,
      `${cluster.tool('kubectl')} "$@"; code=$?`,
      `echo "end $$" >> ${log}`,
      'exit $code',
      '',
    ].join('\n'),
    { mode: 0o755 },
  )
  return file
}

/** Starts a run and kills it with SIGKILL while its first slow command is at work. */
async function killedAtWrite(cluster: Served, args: string[], home: string): Promise<void> {
  const child = cluster.start(args)
  child.stdout.resume()
  const gone = new Promise((resolve) => child.once('close', resolve))
  while (!existsSync(join(home, 'slow'))) await new Promise((resolve) => setTimeout(resolve, 50))
  child.kill('SIGKILL')
  await gone
}

describe('a run killed while a command of its own is at work', () => {
  let cluster: Served
  beforeAll(async () => {
    cluster = await serve()
  }, 60_000)
  afterAll(() => cluster.close())

  it.each([
    ['resume waits for it as long as it lives, and no longer', 8, '60s', 'engine.waitForOrphan', 0],
    ['one that lives longer than a command may is stopped', 300, '6s', 'engine.stopOrphan', 1],
  ])('%s', { timeout: 120_000 }, async (_, seconds, limit, note, neverEnded) => {
    const home = join(cluster.directory, `slow-${seconds}`)
    const state = join(home, 'state')
    mkdirSync(home)
    const kubectl = slowKubectl(cluster, home, seconds)
    const flags = ['--kubectl', kubectl, '--state-dir', state, '--command-timeout', limit]
    await killedAtWrite(cluster, ['apply', '--answers', cluster.answers, '--yes', ...flags], home)
    const writes = () => readFileSync(join(home, 'writes'), 'utf8').trim().split('\n')
    const killedWith = writes().filter((line) => line.startsWith('start')).length

    const started = Date.now()
    const resumed = await cluster.run(['resume', ...flags])
    expect([resumed.code, resumed.result['outcome']], resumed.stderr).toEqual([0, 'applied'])
    expect(resumed.events.filter((event) => event['type'] === 'note').map((event) => event['key'])).toContain(note)
    expect(Date.now() - started).toBeLessThan(45_000)
    // Nothing was written beside the child of before: each of those writes ends before the first new one starts.
    const all = writes()
    const firstNew = all.findIndex((line, index) => line.startsWith('start') && nth(all, index) > killedWith)
    const ended = all.slice(0, firstNew).filter((line) => line.startsWith('end')).length
    expect([ended, killedWith - ended]).toEqual([killedWith - neverEnded, neverEnded])

    const back = await cluster.run(['rollback', ...flags])
    expect([back.code, back.result['outcome']], back.stderr).toEqual([0, 'rolled-back'])
  })
})

/** How many writes have started up to a line. */
function nth(lines: string[], index: number): number {
  return lines.slice(0, index + 1).filter((line) => line.startsWith('start')).length
}
