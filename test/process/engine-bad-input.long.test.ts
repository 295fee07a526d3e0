import { execFileSync } from 'node:child_process'
import {
  appendFileSync,
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  lchownSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Served, serve } from './served.ts'
import { type Ended, wizard } from './wizard.ts'

// What the engine is given and cannot use: refused, or finished safely, with the place, the reason and the next command, in
// the view for people as in JSON, and with nothing in the cluster touched.

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

/** A kubectl behind which something happens once, just before the first of some commands: then `once` is there. */
function kubectlThat(
  of: Served,
  directory: string,
  script = ':',
  before = 'label nodes',
): { kubectl: string; once: string } {
  const [kubectl, once] = [join(directory, 'kubectl'), join(directory, 'once')]
  const lines = [
    '#!/bin/sh',
    `case " $* " in *" ${before} "*) if mkdir ${once} 2>/dev/null; then ${script}; fi ;; esac`,
    `exec ${of.tool('kubectl')} "$@"`,
    '',
  ]
  writeFileSync(kubectl, lines.join('\n'), { mode: 0o755 })
  return { kubectl, once }
}

/** Code that is loaded into the program before its own. */
function preloaded(directory: string, code: string): Record<string, string> {
  const file = join(directory, 'preloaded.mjs')
  writeFileSync(file, code)
  return { NODE_OPTIONS: `--import ${file}` }
}

interface Refusal {
  code: string
  message?: string
  what?: string
  where?: string
  remedies: string[]
}

interface Wanted {
  exit: number
  code: string
  place: RegExp
  next: RegExp
}

/** Refused, as JSON says it: exit code, code, place, reason, next command. @returns the reason */
function expectRefused(ended: Ended, { exit, code, place, next }: Wanted): string {
  const error = ended.result['error'] as Refusal | undefined
  expect([ended.code, error?.code], ended.stderr.slice(-600)).toEqual([exit, code])
  expect(ended.result['outcome']).toBe('refused')
  expect(error!.where ?? '', 'the place').toMatch(place)
  const commands = [...error!.remedies, ...((ended.result['next'] as string[]) ?? [])]
  expect(commands.join('\n'), 'the next command').toMatch(next)
  const reason = error!.message ?? error!.what ?? ''
  expect(reason).not.toBe('')
  return reason
}

/** Refused, as a person reads it. */
function expectTold(ended: Ended, { exit, place, next }: Wanted): void {
  const text = `${ended.stdout}\n${ended.stderr}`
  expect(ended.code, text).toBe(exit)
  const said = text.replace(/\s+/g, ' ')
  expect(said, 'the place').toMatch(place)
  expect(said, 'the next command').toMatch(next)
  expect(said).not.toMatch(/E_INTERNAL|defect/)
}

describe('a journal that cannot be gone on with', () => {
  const rows: [what: string, code: string, damage: (journal: string) => void, next: RegExp][] = [
    [
      'of another version',
      'E_JOURNAL_VERSION',
      (journal) => edit(journal, '"schema":1', '"schema":2'),
      /version of the wizard that started this run/,
    ],
    ['edited', 'E_JOURNAL_DAMAGED', (journal) => edit(journal, '"status":"done"', '"status":"DONE"'), /bundle/],
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
      (journal) => writeFileSync(journal, `${lines(journal).toSpliced(3, 1).join('\n')}\n`),
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
  ]
  if (root)
    rows.push(['of another user', 'E_STATE_DIR', (journal) => chownSync(journal, 65_534, 65_534), /--state-dir/])
  it.each(rows)('%s: %s', { timeout: limit }, async (_, code, damage, next) => {
    const wanted = { exit: 3, code, next, place: /journal|plan\.json/ }
    const { state, journal } = copy()
    damage(journal)
    expectRefused(await held.run(['resume', runId, '--state-dir', state]), wanted)
    expectTold(await held.tell(['rollback', runId, '--state-dir', state]), wanted)
    expect(held.objects()).toBe(before)
  })

  it('of another cluster: E_OTHER_CLUSTER', { timeout: limit }, async () => {
    const { state } = copy()
    const there = clean.objects()
    const wanted = { exit: 3, code: 'E_OTHER_CLUSTER', next: /--context/, place: new RegExp(`${runId}/journal`) }
    expectRefused(await clean.run(['resume', runId, '--state-dir', state]), wanted)
    expectTold(await clean.tell(['rollback', runId, '--state-dir', state]), wanted)
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

  it('cut to nothing, or where a record ends: what the command log tells of was not nothing', {
    timeout: limit,
  }, async () => {
    for (const kept of [0, 2]) {
      const { state, journal } = copy()
      writeFileSync(
        journal,
        lines(journal)
          .slice(0, kept)
          .map((line) => `${line}\n`)
          .join(''),
      )
      const wanted = { exit: 3, code: 'E_JOURNAL_DAMAGED', next: /bundle/, place: /journal/ }
      expectRefused(await held.run(['rollback', runId, '--state-dir', state]), wanted)
      expectTold(await held.tell(['resume', runId, '--state-dir', state]), wanted)
      const told = await held.run(['status', '--state-dir', state])
      expect(told.result['runs']).toMatchObject([{ runId, state: 'damaged', next: [`bundle ${runId}`] }])
    }
    expect(held.objects()).toBe(before)
  })

  it('cut to nothing, with no command run: the run changed nothing, and is no obstacle', {
    timeout: limit,
  }, async () => {
    const { state, journal } = copy()
    truncateSync(journal, 0)
    rmSync(journal.replace(/journal$/, 'commands.ndjson'))
    const wanted = { exit: 3, code: 'E_NO_PLAN', next: /calico-rr-wizard apply/, place: /journal/ }
    expect(expectRefused(await held.run(['resume', runId, '--state-dir', state]), wanted)).toMatch(/changed nothing/)
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
    const wanted = { exit: 2, code, place: /^|./, next: /calico-rr-wizard status/ }
    expectRefused(await held.run(['resume', id, '--state-dir', good]), wanted)
    expectTold(await held.tell(['rollback', id, '--state-dir', good]), wanted)
    expectRefused(await held.run(['confirm', id, '--state-dir', good]), wanted)
    expectRefused(await wizard(['bundle', id, '--json', '--state-dir', good]), wanted)
    expectRefused(await wizard(['status', id, '--json', '--state-dir', good]), wanted)
  })
})

describe('more than one run', () => {
  const apply = (of: Served, state: string) => ['apply', '--answers', of.answers, '--yes', '--state-dir', state]

  it('a second one while the first is open: exit 7, with the way to go on', { timeout: limit }, async () => {
    const { state } = copy()
    // The copy stands for the directory itself: the Lease names that one.
    const next = new RegExp(`calico-rr-wizard resume ${runId}`)
    const wanted = { exit: 7, code: 'E_LOCKED', place: /lock\.\d+/, next }
    expectRefused(await held.run(apply(held, state)), wanted)
    expect(held.objects()).toBe(before)
  })

  it('a second one from another state directory: the Lease names holder, directory and the ways out', {
    timeout: limit,
  }, async () => {
    const state = join(home(held), 'state')
    const next = new RegExp(`calico-rr-wizard resume ${runId} --state-dir ${good}`)
    const wanted = { exit: 7, code: 'E_LOCKED', place: /Lease kube-system/, next }
    const refused = await held.run(apply(held, state))
    expect(expectRefused(refused, wanted)).toMatch(
      new RegExp(`run ${runId} holds the lock .* on .*not running any more`),
    )
    expect((refused.result['next'] as string[])[0]).toMatch(
      `calico-rr-wizard resume ${runId} --state-dir ${good} --kubeconfig `,
    )
    const lost = /only if that directory is lost: .* kubectl -n kube-system delete lease calico-rr-wizard/
    expectTold(await held.tell(apply(held, state)), {
      ...wanted,
      next: /resume .* rollback .* only if .* delete lease/,
    })
    expect((refused.result['error'] as Refusal).remedies.join('\n')).toMatch(lost)
    expect(held.objects()).toBe(before)
  })

  it('two open ones, and none is named: exit 2, with both', { timeout: limit }, async () => {
    const { state } = copy()
    cpSync(join(state, runId), join(state, '20200101-000000-abcd'), { recursive: true })
    const wanted = { exit: 2, code: 'E_WHICH_RUN', place: /state/, next: /calico-rr-wizard status/ }
    const reason = expectRefused(await held.run(['rollback', '--state-dir', state]), wanted)
    expect(reason).toBe(`2 runs are open: ${runId}, 20200101-000000-abcd`)
    expectTold(await held.tell(['resume', '--state-dir', state]), wanted)
    expect(held.objects()).toBe(before)
  })
})

describe('a plan', () => {
  it('whose cluster has changed: exit 8; of another cluster: exit 3', { timeout: limit }, async () => {
    const directory = home(clean)
    const [file, state] = [join(directory, 'plan.json'), join(directory, 'state')]
    const planned = await clean.run(['plan', '--answers', clean.answers, '-o', file, '--state-dir', state])
    expect(planned.code, planned.stderr).toBe(0)
    clean.kubectl('label', 'node', 'node3', 'rack=elsewhere')
    const there = clean.objects()
    try {
      const stale = { exit: 8, code: 'E_STALE', place: /node3/, next: /calico-rr-wizard plan/ }
      expectRefused(await clean.run(['apply', file, '--yes', '--state-dir', state]), stale)
      expect(clean.objects()).toBe(there)
    } finally {
      clean.kubectl('label', 'node', 'node3', 'rack-')
    }
    // The same plan, as if it had been made for another cluster.
    edit(file, /"uid":\s*"([^"]+)"/.exec(readFileSync(file, 'utf8'))![1]!, '00000000-0000-4000-8000-000000000000')
    const other = { exit: 3, code: 'E_OTHER_CLUSTER', place: /context .*127\.0\.0\.1/, next: /--context/ }
    expectTold(await clean.tell(['apply', file, '--yes', '--state-dir', state]), other)
  })
})

it('a program that is swapped between the first look and the first change: exit 8 (S16)', {
  timeout: limit,
}, async () => {
  const directory = home(clean)
  const calicoctl = join(directory, 'calicoctl')
  cpSync(clean.tool('calicoctl'), calicoctl)
  // Asking for rights comes behind the first look, and long before the lock.
  const swap = `cp ${calicoctl} ${calicoctl}.new; mv ${calicoctl}.new ${calicoctl}`
  const { kubectl } = kubectlThat(clean, directory, swap, 'auth can-i patch nodes')
  const there = clean.objects()
  const tools = ['--kubectl', kubectl, '--calicoctl', calicoctl, '--state-dir', join(directory, 'state')]
  const wanted = { exit: 8, code: 'E_STALE', place: /calicoctl/, next: /calico-rr-wizard plan/ }
  const swapped = await clean.run(['apply', '--answers', clean.answers, '--yes', ...tools])
  expect(expectRefused(swapped, wanted)).toContain(`${calicoctl} (changed)`)
  expect(clean.objects()).toBe(there)
})

describe('a state directory', () => {
  const link = (state: string): void => {
    mkdirSync(`${state}.real`, { mode: 0o700 })
    symlinkSync(`${state}.real`, state)
    lchownSync(state, process.getuid!(), process.getgid!())
  }
  const rows: [what: string, make: (state: string) => void][] = [
    ['that is a link', link],
    ['that is open to others', (state) => mkdirSync(state) ?? chmodSync(state, 0o777)],
    ['that is a file', (state) => writeFileSync(state, '')],
  ]
  if (root)
    rows.push(['of another user', (state) => mkdirSync(state, { mode: 0o700 }) ?? chownSync(state, 65_534, 65_534)])
  it.each(rows)('%s: exit 3, nothing is put there', { timeout: limit }, async (_, make) => {
    const state = join(home(clean), 'state')
    make(state)
    const wanted = { exit: 3, code: 'E_STATE_DIR', place: /state/, next: /--state-dir/ }
    expectRefused(await clean.run(['apply', '--answers', clean.answers, '--yes', '--state-dir', state]), wanted)
    expectTold(await clean.tell(['resume', '--state-dir', state]), wanted)
    expectRefused(await clean.run(['status', '--state-dir', state]), wanted)
    for (const directory of [state, `${state}.real`])
      if (existsSync(directory) && !readFileOrEmpty(directory)) expect(readdirSync(directory)).toEqual([])
  })
})

describe.skipIf(!root)('a disk', () => {
  /** A small file system of its own under a state directory. */
  async function withDisk(size: string, work: (state: string, directory: string) => Promise<void>): Promise<void> {
    const directory = home(clean)
    const state = join(directory, 'state')
    mkdirSync(state, { mode: 0o700 })
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size},mode=0700`, 'tmpfs', state])
    const there = clean.objects()
    try {
      await work(state, directory)
    } finally {
      execFileSync('umount', ['-l', state])
    }
    expect(clean.objects()).toBe(there)
  }
  const args = (state: string) => ['apply', '--answers', clean.answers, '--yes', '--state-dir', state]

  it('that is full before the start: exit 3', { timeout: limit }, async () => {
    await withDisk('3m', async (state) => {
      const wanted = { exit: 3, code: 'E_DISK_SPACE', place: /state/, next: /--state-dir/ }
      expectRefused(await clean.run(args(state)), wanted)
    })
  })
  it('that is read-only before the start: exit 3', { timeout: limit }, async () => {
    await withDisk('20m', async (state) => {
      execFileSync('mount', ['-o', 'remount,ro', state])
      const wanted = { exit: 3, code: 'E_STATE_DIR', place: /state/, next: /--state-dir/ }
      expect(expectRefused(await clean.run(args(state)), wanted)).toMatch(/EROFS|read-only/)
      expectTold(await clean.tell(args(state)), wanted)
    })
  })
  it('that fills up in the middle: taken back, journalled out of the reserve, exit 4', { timeout: limit }, async () => {
    await withDisk('8m', async (state, directory) => {
      const { kubectl } = kubectlThat(clean, directory, `cat /dev/zero > ${state}/filler 2>/dev/null`)
      const ended = await clean.run([...args(state), '--kubectl', kubectl])
      expect([ended.code, ended.result['outcome']], ended.stderr).toEqual([4, 'rolled-back'])
      expect(ended.result['failedAt']).toMatchObject({ code: 'disk-full' })
    })
  })
})

// The wizard's own writes fail from a moment on: an open journal cannot be made read-only from outside.
it('a disk that becomes read-only in the middle: exit 5 with the next command, which takes the run back when it is well', {
  timeout: limit,
}, async () => {
  const directory = home(clean)
  const state = join(directory, 'state')
  const there = clean.objects()
  const { kubectl, once } = kubectlThat(clean, directory)
  const env = preloaded(
    directory,
    `import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
const { writeSync } = fs
fs.writeSync = (fd, ...rest) => {
  if (fd > 2 && fs.existsSync(${JSON.stringify(once)}))
    throw Object.assign(new Error('EROFS: read-only file system, write'), { code: 'EROFS' })
  return writeSync(fd, ...rest)
}
syncBuiltinESMExports()
`,
  )
  const apply = ['apply', '--answers', clean.answers, '--yes', '--state-dir', state, '--kubectl', kubectl]
  const ended = await clean.tell(apply, { env })
  // What it can take at the worst was said before anything began (G18).
  const text = `${ended.stdout}\n${ended.stderr}`.replace(/\s+/g, ' ')
  expect(text).toMatch(
    /At the worst: 60 s for a command, \d+ s for a gate, 6 h for the way forward, then 1 h for .* back/,
  )
  expectTold(ended, { exit: 5, code: '', place: /EROFS: read-only file system/, next: /calico-rr-wizard rollback/ })
  const back = await clean.run(['rollback', '--state-dir', state])
  expect([back.code, back.result['outcome']], back.stderr).toEqual([0, 'rolled-back'])
  expect(clean.objects()).toBe(there)
})

describe('last, the killed run itself', () => {
  it('stopped by Ctrl-C it stays open and keeps other state directories out; a clock that jumps twenty years changes nothing', {
    timeout: limit,
  }, async () => {
    const directory = home(held)
    const jumped = join(directory, 'jumped')
    const jumping = (years: number) =>
      preloaded(
        directory,
        `import { existsSync } from 'node:fs'
const now = Date.now
Date.now = () => now() + (existsSync(${JSON.stringify(jumped)}) ? ${years} * 365 * 86_400_000 : 0)
`,
      )
    const resumed = held.start(['resume', '--state-dir', good], jumping(-10))
    let said = ''
    let stopped = false
    resumed.stdout.on('data', (chunk) => {
      said += chunk
      // Back in the middle of the run; it goes on for a while, and is stopped then.
      const operations = said.match(/"type":"operation"/g)?.length ?? 0
      if (operations >= 1) mkdirSync(jumped, { recursive: true })
      if (operations >= 4 && !stopped) stopped = resumed.kill('SIGINT')
    })
    expect(await new Promise((resolve) => resumed.once('close', resolve))).toBe(130)
    const second = ['apply', '--answers', held.answers, '--yes', '--state-dir', join(directory, 'state')]
    const next = new RegExp(`resume ${runId} --state-dir ${good}`)
    expectRefused(await held.run(second), { exit: 7, code: 'E_LOCKED', place: /Lease kube-system/, next })

    const back = await held.run(['rollback', '--state-dir', good], { env: jumping(10) })
    expect([back.code, back.result['outcome']], back.stderr).toEqual([0, 'rolled-back'])
    const times = [...readFileSync(join(good, runId, 'journal'), 'utf8').matchAll(/"at":(\d{12,13})/g)].map(([, at]) =>
      Number(at),
    )
    expect((Math.max(...times) - Math.min(...times)) / (365 * 86_400_000)).toBeCloseTo(20, 1)
    const lease = ['get', 'lease', 'calico-rr-wizard', '-n', 'kube-system', '--ignore-not-found', '-o', 'name']
    const kubeconfig = `--kubeconfig=${join(held.directory, 'cluster/kubeconfig')}`
    expect(execFileSync(held.tool('kubectl'), [kubeconfig, ...lease], { encoding: 'utf8' })).toBe('')
  })
})

function readFileOrEmpty(path: string): boolean {
  try {
    readFileSync(path)
    return true
  } catch {
    return false
  }
}

function lines(journal: string): string[] {
  return readFileSync(journal, 'utf8').trim().split('\n')
}

function edit(file: string, find: string, put: string): void {
  const text = readFileSync(file, 'utf8')
  expect(text).toContain(find)
  writeFileSync(file, text.replaceAll(find, put))
}

/** One bit, in the middle. */
function flip(journal: string): void {
  const bytes = readFileSync(journal)
  const at = bytes.indexOf('"t":"intent"') + 30
  bytes[at] = bytes[at]! ^ 1
  writeFileSync(journal, bytes)
}
