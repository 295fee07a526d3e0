import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { bundle } from './bundle.ts'
import { orderViolations } from './trace-order.ts'

const scratch = mkdtempSync(join(tmpdir(), 'crrw-durable-'))
const strace = ['/usr/bin/strace', '/bin/strace'].find((path) => existsSync(path))
/** CI must not go without this proof; somebody's own machine may, and is told. */
const needed = process.env['CRRW_NEED_STRACE'] === '1'

/** Runs the engine under strace; `removed` is a piece of its source whose first line is left out. */
async function traced(
  name: string,
  removed?: { file: string; text: string },
): Promise<ReturnType<typeof orderViolations>> {
  const program = join(scratch, `${name}.mjs`)
  const patches = removed
    ? [
        {
          file: removed.file,
          edits: [[removed.text, removed.text.slice(removed.text.indexOf('\n') + 1)] as [string, string]],
        },
      ]
    : []
  await bundle(fileURLToPath(new URL('./durable-run.ts', import.meta.url)), program, patches)
  // One of its own for every try: what an earlier one left would make the next one fail as well.
  const home = mkdtempSync(join(scratch, `${name}-`))
  const trace = `${home}.trace`
  mkdirSync(join(home, 'host/etc'), { recursive: true })
  mkdirSync(join(home, 'units'))
  mkdirSync(join(home, 'installed/bin'), { recursive: true })
  writeFileSync(join(home, 'installed/bin/x.js'), '// the program')
  const calls = 'trace=openat,close,write,ftruncate,fdatasync,fsync,mkdir,link,rename,unlink,execve'
  const args = ['-f', '-qq', '-s', '200', '-o', trace, '-e', calls, process.execPath, program, home]
  const said = execFileSync(strace as string, args, { encoding: 'utf8', timeout: 100_000 })
  const ends = ['applied', 'rolled-back', 0, 'rolled-back', 'disk-full', expect.any(Number)]
  expect(JSON.parse(said)).toEqual(ends)
  return orderViolations(readFileSync(trace, 'utf8'), home)
}

/** Every sync there is, and what a power cut would take without it. */
const syncs: [what: string, file: string, text: string, seen: RegExp][] = [
  ['of each record', 'journal.ts', '      this.file.sync()\n    } catch', /\/journal was synced/],
  ['after a torn tail was cut', 'journal.ts', '      file.sync()\n', /behind a cut/],
  [
    'after half a record was cut on a full disk',
    'journal.ts',
    '      this.file.sync()\n      this.freeReserve()\n',
    /behind a cut/,
  ],
  ['of the plan and the reserve', 'run-store.ts', '    file.sync()\n', /(plan\.json|reserve) was synced/],
  ["of the run's name", 'run-store.ts', '      this.disk.syncDir(this.root)\n', /directory \S+\/state was synced/],
  [
    "of the journal's name",
    'run-store.ts',
    '      this.disk.syncDir(this.path(runId))\n      return',
    /directory \S+\/\d{8}-\d{6}-\w+ was synced/,
  ],
  [
    'of the reserve that was given up',
    'run-store.ts',
    '    this.disk.syncDir(this.path(runId))\n  }\n',
    /directory \S+\/\d{8}-\d{6}-\w+ was synced/,
  ],
  ['of a lock before it has its name', 'file-lock.ts', '    file.sync()\n', /lock\.\d+ named before/],
  ["of the state directory's name", 'state-dir.ts', '      nodeDisk.syncDir(dirname(each))\n', /was synced/],
  ["of the timer's units", 'dead-man.ts', '    file.sync()\n', /\.service was synced/],
  ['of the program that the timer runs', 'dead-man.ts', '    fsyncSync(fd)\n', /x\.js was synced/],
  ["of that program's names", 'dead-man.ts', '  nodeDisk.syncDir(path)\n', /directory \S+\/program(\/bin)? was synced/],
  [
    "of that program's directory",
    'dead-man.ts',
    '      nodeDisk.syncDir(dirname(pinned))\n',
    /directory \S+-\w+ was synced/,
  ],
  ["of the units' names", 'dead-man.ts', '        nodeDisk.syncDir(units)\n', /directory \S+\/units was synced/],
  ['of a file of the guide before its name', '../tools/internal.ts', '    fsyncSync(fd)\n  } catch', /named before/],
  [
    'of a directory made for it',
    '../tools/internal.ts',
    '  syncDirectory(dirname(path))\n',
    /directory \S+\/etc was synced/,
  ],
  [
    "of that file's name",
    '../tools/internal.ts',
    '    syncDirectory(dirname(target))\n',
    /directory \S+\/calico was synced/,
  ],
]

it('a short process id, which strace pads, is read like a long one', () => {
  const trace = [
    '7     openat(AT_FDCWD, "/h/a", O_WRONLY|O_CREAT, 0644) = 5',
    '7     fsync(5)                 = 0',
    '7     close(5)                 = 0',
    // What is written to a pipe of the same number is not that file.
    '7     write(5, "text", 4)      = 4',
    '7     openat(AT_FDCWD, "/h", O_RDONLY) = 6',
    '7     fsync(6)                 = 0',
    '9     execve("/bin/true", ["true", "after-file"], []) = 0',
  ]
  expect(orderViolations(trace.join('\n'), '/h')).toEqual({ execs: 1, violations: [] })
})
it('a call that strace prints in two pieces is read as one', () => {
  const trace = (sync: string) =>
    [
      '7 openat(AT_FDCWD, "/h/program/x.js", O_WRONLY|O_CREAT, 0644 <unfinished ...>',
      '8 close(20) = 0',
      '7 <... openat resumed>)  = 5',
      '7 write(5, "text", 4) = 4',
      '7 fsync(5 <unfinished ...>',
      '8 close(21) = 0',
      sync,
      '7 openat(AT_FDCWD, "/h/program", O_RDONLY) = 6',
      '7 fsync(6) = 0',
      '9 execve("/bin/true", ["true", "after-file"], []) = 0',
    ].join('\n')
  expect(orderViolations(trace('7 <... fsync resumed>)   = 0'), '/h')).toEqual({ execs: 1, violations: [] })
  const lost = orderViolations(trace('7 <... fsync resumed>)   = -1 EIO (Input/output error)'), '/h')
  expect(lost.violations).toEqual(['child 1 (after-file) before /h/program/x.js was synced'])
})

if (!strace && !needed)
  console.warn(
    'NOT PROVED: strace is missing, so nobody looked at the order of intent, sync and child (apt install strace)',
  )

describe.skipIf(!strace && !needed)('bytes, syncs and children of a real run, seen by strace (ORD-1)', () => {
  afterAll(() => rmSync(scratch, { recursive: true }))
  it('strace is there', () => {
    expect(strace, 'install strace, or leave CRRW_NEED_STRACE out').toBeDefined()
  })
  it('the list names every sync that there is', () => {
    const folder = fileURLToPath(new URL('../../src/apply/', import.meta.url))
    const files = readdirSync(folder).filter((name) => name.endsWith('.ts') && !/^disk(-node)?\.ts$/.test(name))
    // A call, not the function of that name.
    const call = /^\s+(?:[\w.]+\.)?(?:sync|syncDir|fsyncSync|syncDirectory)\(.*\)$/gm
    const found = [...files, '../tools/internal.ts'].flatMap((name) => {
      const helper = name.endsWith('internal.ts') ? 1 : 0
      return Array<string>((readFileSync(join(folder, name), 'utf8').match(call)?.length ?? 0) - helper).fill(name)
    })
    expect(syncs.map(([, file]) => file).sort()).toEqual(found.sort())
  })
  it('every child starts behind its synced intent, and behind everything else that it needs', {
    timeout: 120_000,
  }, async () => {
    const { execs, violations } = await traced('sound')
    expect(execs).toBeGreaterThan(20)
    expect(violations).toEqual([])
  })
  it.each(syncs.map((sync, n) => [n, ...sync] as const))(
    '%i: a removed sync %s is seen',
    { timeout: 120_000 },
    async (n, _, file, text, seen) => {
      const { violations } = await traced(`without-${n}`, { file, text })
      expect(violations.filter((line) => seen.test(line)).length, violations.slice(0, 3).join('\n')).toBeGreaterThan(0)
    },
  )
})
