import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { bundle } from './bundle.ts'
import { orderViolations } from './trace-order.ts'

const scratch = mkdtempSync(join(tmpdir(), 'crrw-durable-'))
const strace = ['/usr/bin/strace', '/bin/strace'].find((path) => existsSync(path))

/** Runs the engine under strace; `removed` is a piece of its source that is left out. */
async function traced(
  name: string,
  removed?: { file: string; text: string },
): Promise<ReturnType<typeof orderViolations>> {
  const program = join(scratch, `${name}.mjs`)
  const patches = removed ? [{ file: removed.file, edits: [[removed.text, ''] as [string, string]] }] : []
  await bundle(fileURLToPath(new URL('./durable-run.ts', import.meta.url)), program, patches)
  const trace = join(scratch, `${name}.trace`)
  const calls = 'trace=openat,write,fdatasync,fsync,execve'
  const args = [
    '-f',
    '-qq',
    '-s',
    '200',
    '-o',
    trace,
    '-e',
    calls,
    process.execPath,
    program,
    join(scratch, name, 'state'),
  ]
  const said = execFileSync(strace as string, args, { encoding: 'utf8', timeout: 100_000 })
  expect(JSON.parse(said)).toEqual(['applied', 'rolled-back', expect.any(Number)])
  return orderViolations(readFileSync(trace, 'utf8'))
}

describe.skipIf(!strace)('bytes, syncs and children of a real run, seen by strace (ORD-1)', () => {
  afterAll(() => rmSync(scratch, { recursive: true }))
  it('every child starts behind its synced intent', { timeout: 120_000 }, async () => {
    const { execs, violations } = await traced('sound')
    expect(execs).toBeGreaterThan(20)
    expect(violations).toEqual([])
  })
  it('a removed sync of the journal is seen', { timeout: 120_000 }, async () => {
    const { violations } = await traced('nosync', {
      file: 'journal.ts',
      text: '      this.file.sync()\n',
    })
    expect(violations.length).toBeGreaterThan(20)
  })
  it('a removed sync of the directory is seen', { timeout: 120_000 }, async () => {
    const text = '      this.disk.syncDir(this.path(runId))\n'
    const { violations } = await traced('nodir', { file: 'run-store.ts', text })
    expect(violations[0]).toMatch(/was synced/)
  })
})
