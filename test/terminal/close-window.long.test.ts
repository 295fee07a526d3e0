import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Served, serve } from '../process/served.ts'
import { launcher, wizard } from '../process/wizard.ts'
import { startTerminal } from './pty.ts'

let cluster: Served
beforeAll(async () => {
  cluster = await serve()
}, 60_000)
afterAll(() => cluster.close())

it('a window that is closed in the middle stops the run in order: its exit code, and a journal to go on with', {
  timeout: 120_000,
}, async () => {
  const flags = [...cluster.flags, '--state-dir', join(cluster.directory, 'closed')]
  const terminal = startTerminal([launcher, 'apply', '--answers', cluster.answers, '--yes', ...flags])
  try {
    await terminal.see('rr-group', 60_000)
    terminal.closeWindow()
    // Without care Node aborts here (134): it cannot put the mode of a terminal back that is gone.
    expect(await terminal.exit(60_000)).toBe(143)
  } finally {
    terminal.kill()
  }
  const status = await wizard(['status', '--json', ...flags])
  expect(status.code).toBe(0)
  expect(status.result['runs']).toMatchObject([{ state: 'applying' }])
  const resumed = await wizard(['resume', '--json', ...flags])
  expect(resumed.result).toMatchObject({ outcome: 'applied' })
  expect(resumed.code).toBe(0)
})
