import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Served, serve } from './served.ts'

// How a run ended is known when its lock is given back. A cluster that nobody can read from then on takes the proof away;
// the result, its exit code and what to do next stay.

let cluster: Served
beforeAll(async () => {
  cluster = await serve()
}, 60_000)
afterAll(() => cluster.close())

/** A kubectl that reaches nothing any more once the Lease was deleted. */
function kubectlUntilTheEnd(): string {
  const [file, gone] = [join(cluster.directory, 'kubectl-until-the-end'), join(cluster.directory, 'gone')]
  rmSync(gone, { force: true })
  const lines = [
    '#!/bin/sh',
    `if [ -e '${gone}' ]; then echo 'The connection to the server was refused' >&2; exit 1; fi`,
    `'${cluster.tool('kubectl')}' "$@"`,
    'code=$?',
    `case "$*" in *can-i*) ;; *delete*lease*) : > '${gone}' ;; esac`,
    'exit $code',
  ]
  writeFileSync(file, `${lines.join('\n')}\n`, { mode: 0o755 })
  return file
}

it('a cluster that cannot be read behind the end of a run leaves the result as it was', {
  timeout: 240_000,
}, async () => {
  const state = ['--state-dir', join(cluster.directory, 'runs')]
  const kubectl = (): string[] => ['--kubectl', kubectlUntilTheEnd()]
  const applied = await cluster.run(['apply', '--answers', cluster.answers, '--yes', ...state, ...kubectl()])
  // What nobody proved is not fine, though every gate has passed.
  expect([applied.code, applied.result['outcome']], applied.stderr).toEqual([6, 'applied'])
  expect(applied.result['differences']).toEqual([expect.stringMatching(/nobody proved how it ended: .*refused/s)])
  expect(applied.result['operations']).toBeGreaterThan(10)

  const back = await cluster.run(['rollback', ...state, ...kubectl()])
  expect([back.code, back.result['outcome']], back.stderr).toEqual([0, 'rolled-back'])
  expect(back.result['operations']).toBe(applied.result['operations'])
})
