import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '../../../src/apply/clock.ts'
import { FileLock } from '../../../src/apply/file-lock.ts'

/** The lock of a process that lives is nobody's to take, however it is asked for. */
export async function livingHolder(): Promise<string | undefined> {
  const root = mkdtempSync(join(tmpdir(), 'crrw-lock-'))
  try {
    const lock = new FileLock(root, { host: 'here', boot: systemClock.stamp().boot })
    const first = await lock.acquire('20261123-120000-aaaa', false)
    if (!first.ok) return 'a free lock was not given'
    for (const [runId, takeOver] of [
      ['20261123-120000-aaaa', false],
      ['20261123-120000-aaaa', true],
      ['20261123-120000-bbbb', false],
      ['20261123-120000-bbbb', true],
    ] as const) {
      const second = await lock.acquire(runId, takeOver)
      if (second.ok) return `stolen by ${runId}${takeOver ? ', asked to take over' : ''}`
    }
    return (await first.handle.check()) ? undefined : 'lost without anybody else'
  } finally {
    rmSync(root, { recursive: true })
  }
}
