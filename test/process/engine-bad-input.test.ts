import { execFileSync } from 'node:child_process'
import {
  appendFileSync,
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  lchownSync,
  mkdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Served, serve } from './served.ts'
import type { Ended } from './wizard.ts'

const limit = 300_000
const root = process.getuid?.() === 0
if (!root) console.warn('NOT TRIED: files of another user, full and read-only disks (these need root)')

/** A clean cluster, and one on which a run was killed in the middle. */
let clean: Served
let held: Served
let runId = ''
/** State directory with the killed run; each case works on a copy. */
let good = ''
let before = ''

beforeAll(async () => {
  ;[clean, held] = await Promise.all([serve(), serve()])
  good = join(held.directory, 'good')
  const run = held.start(['apply', '--answers', held.answers, '--yes', '--state-dir', good])
  let said = ''
  run.stdout.on('data', (chunk) => {
    said += chunk
    // Some operations are done then, and the mesh is still on.
    if ((said.match(/"type":"operation"/g)?.length ?? 0) >= 4) run.kill('SIGKILL')
  })
  await new Promise((resolve) => run.once('close', resolve))
  runId = /"runId":"([^"]+)"/.exec(said)![1]!
  before = held.objects()
}, 120_000)
afterAll(() => Promise.all([clean.close(), held.close()]))

let serial = 0
/** A directory of its own for a case. */
function home(of: Served): string {
  const directory = join(of.directory, `case-${++serial}`)
  mkdirSync(directory, { mode: 0o700 })
  return directory
}

/** A copy of the killed run that may be damaged. */
function copy(): { state: string; journal: string } {
  const state = join(home(held), 'state')
  cpSync(good, state, { recursive: true })
  return { state, journal: join(state, runId, 'journal') }
}

/** A kubectl that does something when the first node is labelled, before the command itself. */
function kubectlThat(of: Served, directory: string, script: string): string {
  const file = join(directory, 'kubectl')
  const lines = [
    '#!/bin/sh',
    `case " $* " in *" label nodes "*) if mkdir ${directory}/once 2>/dev/null; then ${script}; fi ;; esac`,
    `exec ${of.tool('kubectl')} "$@"`,
    '',
  ]
  writeFileSync(file, lines.join('\n'), { mode: 0o755 })
  return file
}

interface Refusal {
  code: string
  where?: string
  remedies: string[]
}

/** Refused: exit code, code, place, reason, next command, and nothing in the cluster was touched. */
function expectRefused(ended: Ended, exit: number, code: string, next: RegExp, place: RegExp): void {
  const error = ended.result['error'] as Refusal | undefined
  expect([ended.code, error?.code], ended.stderr.slice(-600)).toEqual([exit, code])
  expect(ended.result['outcome']).toBe('refused')
  expect(error!.where ?? '', 'the place').toMatch(place)
  expect([...error!.remedies, ...((ended.result['next'] as string[]) ?? [])].join('\n'), 'the next command').toMatch(
    next,
  )
  expect(ended.stderr).not.toContain('E_INTERNAL')
}

describe('a journal that cannot be gone on with', () => {
  const rows: [what: string, code: string, damage: (journal: string) => void, next: RegExp][] = [
    [
      'of another version',
      'E_JOURNAL_VERSION',
      (journal) => edit(journal, '"schema":1', '"schema":2'),
      /version of the wizard that started this run/,
    ],
    [
      'edited',
      'E_JOURNAL_DAMAGED',
      (journal) => edit(journal, '"status":"done"', '"status":"DONE"'),
      /bundle|rollback/,
    ],
    [
      'with a record of its own added, checksum and all copied',
      'E_JOURNAL_DAMAGED',
      (journal) => appendFileSync(journal, `${lines(journal).at(-2)}\n`),
      /bundle/,
    ],
    ['with a bit of it flipped', 'E_JOURNAL_DAMAGED', flip, /bundle/],
    [
      'that lost a record in the middle',
      'E_JOURNAL_DAMAGED',
      (journal) => {
        const all = lines(journal)
        writeFileSync(journal, `${all.toSpliced(3, 1).join('\n')}\n`)
      },
      /bundle/,
    ],
    [
      'of a run with another id',
      'E_JOURNAL_DAMAGED',
      (journal) => edit(journal, `"run":"${runId}"`, `"run":"${runId.slice(0, -1)}z"`),
      /bundle/,
    ],
    [
      'whose plan was edited',
      'E_JOURNAL_PLAN',
      (journal) => appendFileSync(journal.replace(/journal$/, 'plan.json'), ' '),
      /plan\.json/,
    ],
    [
      'that is a link',
      'E_STATE_DIR',
      (journal) => {
        renameSync(journal, `${journal}.real`)
        symlinkSync(`${journal}.real`, journal)
      },
      /--state-dir/,
    ],
    ['that others may write', 'E_STATE_DIR', (journal) => chmodSync(journal, 0o666), /--state-dir/],
    ...(root
      ? ([['of another user', 'E_STATE_DIR', (journal) => chownSync(journal, 65_534, 65_534), /--state-dir/]] as [
          string,
          string,
          (journal: string) => void,
          RegExp,
        ][])
      : []),
  ]
  it.each(rows)('%s: %s', { timeout: limit }, async (_, code, damage, next) => {
    for (const verb of ['resume', 'rollback']) {
      const { state, journal } = copy()
      damage(journal)
      const refused = await held.run([verb, runId, '--state-dir', state])
      expectRefused(refused, 3, code, next, /journal|plan\.json/)
      expect(held.objects()).toBe(before)
    }
  })

  it('of another cluster: E_OTHER_CLUSTER', { timeout: limit }, async () => {
    const { state } = copy()
    const there = clean.objects()
    for (const verb of ['resume', 'rollback', 'confirm']) {
      const refused = await clean.run([verb, runId, '--state-dir', state])
      expectRefused(refused, 3, 'E_OTHER_CLUSTER', /--context/, /./)
    }
    expect(clean.objects()).toBe(there)
  })

  it('status tells of each what is wrong, and hides no other run', { timeout: limit }, async () => {
    const { state, journal } = copy()
    const other = join(state, '20200101-000000-abcd')
    cpSync(join(state, runId), other, { recursive: true })
    edit(join(other, 'journal'), '"schema":1', '"schema":2')
    flip(journal)
    const told = await held.run(['status', '--state-dir', state])
    expect(told.code, told.stderr).toBe(0)
    const runs = told.result['runs'] as { runId: string; state: string; problem?: string; next: string[] }[]
    expect(runs.map((run) => [run.runId, run.state])).toEqual([
      [runId, 'damaged'],
      ['20200101-000000-abcd', 'damaged'],
    ])
    for (const run of runs)
      expect([run.problem, run.next]).toEqual([expect.stringMatching(/./), [`bundle ${run.runId}`]])
  })
})

describe('a journal that was cut', () => {
  it('to nothing: the run never started, nothing is to be done', { timeout: limit }, async () => {
    const { state, journal } = copy()
    truncateSync(journal, 0)
    const ended = await held.run(['resume', runId, '--state-dir', state])
    expect([0, 3]).toContain(ended.code)
    expect(ended.stdout + ended.stderr).toMatch(/changed nothing|nothing-to-do/)
    expect(held.objects()).toBe(before)
  })
})

describe('a run id', () => {
  it.each([
    ['that is a path', '../../etc', 'E_RUN_ID'],
    ['that is an absolute path', '/etc', 'E_RUN_ID'],
    ['with a line feed', 'a\nb', 'E_RUN_ID'],
    ['of no run', '20200101-000000-abcd', 'E_NO_RUN'],
  ])('%s: exit 2', { timeout: limit }, async (_, id, code) => {
    for (const verb of ['resume', 'rollback', 'confirm', 'bundle']) {
      const ended = await held.run([verb, id, '--state-dir', good, ...(verb === 'bundle' ? ['--json'] : [])])
      const error = ended.result['error'] as Refusal | undefined
      expect([ended.code, error?.code], `${verb}: ${ended.stderr}`).toEqual([2, code])
      expect(error!.remedies.join()).toContain('status')
    }
  })
})

describe('more than one run', () => {
  it('a second one while the first is open: exit 7, with the way to go on', { timeout: limit }, async () => {
    const { state } = copy()
    const second = await held.run(['apply', '--answers', held.answers, '--yes', '--state-dir', state])
    expectRefused(second, 7, 'E_LOCKED', new RegExp(`resume ${runId}`), /lock\.\d+/)
    expect(held.objects()).toBe(before)
  })
  it('a second one from another state directory: the Lease names the first', { timeout: limit }, async () => {
    const second = await held.run([
      'apply',
      '--answers',
      held.answers,
      '--yes',
      '--state-dir',
      join(home(held), 'state'),
    ])
    expectRefused(second, 7, 'E_LOCKED', new RegExp(`resume ${runId}`), /Lease kube-system/)
    expect(held.objects()).toBe(before)
  })
})

describe('a plan', () => {
  it('whose cluster has changed: exit 8, with what has changed', { timeout: limit }, async () => {
    const directory = home(clean)
    const file = join(directory, 'plan.json')
    const planned = await clean.run([
      'plan',
      '--answers',
      clean.answers,
      '-o',
      file,
      '--state-dir',
      join(directory, 'state'),
    ])
    expect(planned.code, planned.stderr).toBe(0)
    clean.kubectl('label', 'node', 'node3', 'rack=elsewhere')
    const there = clean.objects()
    try {
      const stale = await clean.run(['apply', file, '--yes', '--state-dir', join(directory, 'state')])
      expectRefused(stale, 8, 'E_STALE', /calico-rr-wizard plan/, /node3/)
      expect(clean.objects()).toBe(there)
    } finally {
      clean.kubectl('label', 'node', 'node3', 'rack-')
    }
  })
  it('of another cluster: exit 3', { timeout: limit }, async () => {
    const directory = home(clean)
    const file = join(directory, 'plan.json')
    await held.run(['plan', '--answers', held.answers, '-o', file, '--state-dir', join(directory, 'other')])
    const there = clean.objects()
    const refused = await clean.run(['apply', file, '--yes', '--state-dir', join(directory, 'state')])
    expectRefused(refused, 3, 'E_OTHER_CLUSTER', /--context/, /./)
    expect(clean.objects()).toBe(there)
  })
})

describe('a state directory', () => {
  const link = (state: string): void => {
    mkdirSync(`${state}.real`, { mode: 0o700 })
    symlinkSync(`${state}.real`, state)
    lchownSync(state, process.getuid!(), process.getgid!())
  }
  it.each([
    ['that is a link', link],
    ['that is open to others', (state: string) => mkdirSync(state) ?? chmodSync(state, 0o777)],
    ['that is a file', (state: string) => writeFileSync(state, '')],
    ...(root
      ? [
          [
            'of another user',
            (state: string) => mkdirSync(state, { mode: 0o700 }) ?? chownSync(state, 65_534, 65_534),
          ] as const,
        ]
      : []),
  ] as const)('%s: exit 3, nothing is put there', { timeout: limit }, async (_, make) => {
    const state = join(home(clean), 'state')
    make(state)
    for (const args of [['apply', '--answers', clean.answers, '--yes'], ['status'], ['resume']]) {
      const refused = await clean.run([...args, '--state-dir', state])
      expectRefused(refused, 3, 'E_STATE_DIR', /--state-dir/, /state/)
    }
    if (existsSync(`${state}.real`)) expect(execFileSync('ls', ['-A', `${state}.real`], { encoding: 'utf8' })).toBe('')
  })
})

describe.skipIf(!root)('a disk', () => {
  /** A small file system of its own under a state directory. */
  async function withDisk(size: string, work: (state: string, directory: string) => Promise<void>): Promise<void> {
    const directory = home(clean)
    const state = join(directory, 'state')
    mkdirSync(state, { mode: 0o700 })
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size},mode=0700`, 'tmpfs', state])
    try {
      await work(state, directory)
    } finally {
      execFileSync('umount', ['-l', state])
    }
  }
  const apply = ['apply', '--answers', '', '--yes']
  const applyOn = (state: string, ...more: string[]) =>
    clean.run([...apply.with(2, clean.answers), '--state-dir', state, ...more])

  it('that is full before the start: exit 3', { timeout: limit }, async () => {
    const there = clean.objects()
    await withDisk('3m', async (state) => {
      expectRefused(await applyOn(state), 3, 'E_DISK_SPACE', /--state-dir/, /state/)
    })
    expect(clean.objects()).toBe(there)
  })
  it('that is read-only before the start: exit 3', { timeout: limit }, async () => {
    const there = clean.objects()
    await withDisk('20m', async (state) => {
      execFileSync('mount', ['-o', 'remount,ro', state])
      expectRefused(await applyOn(state), 3, 'E_STATE_DIR', /--state-dir/, /state/)
    })
    expect(clean.objects()).toBe(there)
  })
  it('that fills up in the middle: taken back, journalled out of the reserve, exit 4', { timeout: limit }, async () => {
    const there = clean.objects()
    await withDisk('8m', async (state, directory) => {
      const kubectl = kubectlThat(clean, directory, `cat /dev/zero > ${state}/filler 2>/dev/null`)
      const ended = await applyOn(state, '--kubectl', kubectl)
      expect([ended.code, ended.result['outcome']], ended.stderr).toEqual([4, 'rolled-back'])
      expect(ended.result['failedAt']).toMatchObject({ code: 'disk-full' })
    })
    expect(clean.objects()).toBe(there)
  })
  it('that becomes read-only in the middle: stopped, exit 5, and taken back when it is well', {
    timeout: limit,
  }, async () => {
    const there = clean.objects()
    await withDisk('20m', async (state, directory) => {
      // A mount is made read-only only while nobody writes; a bind mount over it is what the wizard's open files do not see.
      const kubectl = kubectlThat(
        clean,
        directory,
        `chattr +i ${state} 2>/dev/null; mount -o remount,ro,size=20m ${state}`,
      )
      const ended = await applyOn(state, '--kubectl', kubectl)
      if (!/ ro,/.test(execFileSync('grep', [` ${state} `, '/proc/mounts'], { encoding: 'utf8' }))) {
        // The system refused, because the journal is open for writing: then the run went on as if nothing had been.
        expect([ended.code, ended.result['outcome']], ended.stderr).toEqual([0, 'applied'])
      } else {
        expect([ended.code, (ended.result['error'] as Refusal).code], ended.stderr).toEqual([5, 'E_JOURNAL_WRITE'])
        execFileSync('mount', ['-o', 'remount,rw', state])
      }
      const back = await clean.run(['rollback', '--state-dir', state])
      expect([back.code, back.result['outcome']], back.stderr).toEqual([0, 'rolled-back'])
    })
    expect(clean.objects()).toBe(there)
  })
})

describe('a clock that jumps', () => {
  /** Preloaded into the program: the wall clock is set while it runs, far back and far ahead. */
  function jumping(directory: string, years: number): Record<string, string> {
    const file = join(directory, `clock${years}.mjs`)
    const code = `const now = Date.now, start = performance.now()
Date.now = () => now() + (performance.now() - start > 1500 ? ${years} * 365 * 86400000 : 0)`
    writeFileSync(file, code)
    return { NODE_OPTIONS: `--import ${file}` }
  }
  it.each([-10, 10])('by %d years while a run goes on: applied, taken back', { timeout: limit }, async (years) => {
    const there = clean.objects()
    const directory = home(clean)
    const state = join(directory, 'state')
    const env = jumping(directory, years)
    const ended = await clean.run(['apply', '--answers', clean.answers, '--yes', '--state-dir', state], { env })
    expect([ended.code, ended.result['outcome']], ended.stderr).toEqual([0, 'applied'])
    const back = await clean.run(['rollback', '--state-dir', state], { env: jumping(directory, -years) })
    expect([back.code, back.result['outcome']], back.stderr).toEqual([0, 'rolled-back'])
    expect(clean.objects()).toBe(there)
  })
})

describe('last, the killed run itself', () => {
  it('with the torn record of a power cut is finished, and then taken back', { timeout: limit }, async () => {
    const journal = join(good, runId, 'journal')
    appendFileSync(journal, lines(journal).at(-1)!.slice(0, -5))
    const resumed = await held.run(['resume', '--state-dir', good])
    expect([resumed.code, resumed.result['outcome']], resumed.stderr).toEqual([0, 'applied'])
    const back = await held.run(['rollback', '--state-dir', good])
    expect([back.code, back.result['outcome']], back.stderr).toEqual([0, 'rolled-back'])
  })
})

function lines(journal: string): string[] {
  return readFileSync(journal, 'utf8').trim().split('\n')
}

function edit(journal: string, find: string, put: string): void {
  const text = readFileSync(journal, 'utf8')
  expect(text).toContain(find)
  writeFileSync(journal, text.replace(find, put))
}

/** One bit, in the middle. */
function flip(journal: string): void {
  const bytes = readFileSync(journal)
  const at = bytes.indexOf('"t":"intent"') + 30
  bytes[at] = bytes[at]! ^ 1
  writeFileSync(journal, bytes)
}
