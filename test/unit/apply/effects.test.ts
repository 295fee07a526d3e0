import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { EventEmitter } from 'node:events'
import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isMainThread } from 'node:worker_threads'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { systemClock } from '../../../src/apply/clock.ts'
import { foregroundDeadMan, systemdDeadMan } from '../../../src/apply/dead-man.ts'
import { unitTexts } from '../../../src/apply/dead-man-unit.ts'
import { nodeDisk } from '../../../src/apply/disk-node.ts'
import { FileLock, processStart } from '../../../src/apply/file-lock.ts'
import { ClusterLease } from '../../../src/apply/lease.ts'
import { bothLocks } from '../../../src/apply/lock.ts'
import type { RunLock } from '../../../src/apply/ports.ts'
import { SECOND_SIGNAL_MS, watchSignals } from '../../../src/apply/signals.ts'
import { checkFileSystem, openStateDir } from '../../../src/apply/state-dir.ts'
import { StoreError } from '../../../src/apply/store-error.ts'
import type { RunCommand } from '../../../src/model/command-result.ts'

let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'crrw-effects-'))
})
afterEach(() => rmSync(dir, { recursive: true }))
const bytes = (text: string) => new TextEncoder().encode(text)

/** A process of its own: a file, a link and a second name of another file take turns under one name. */
const swapping = `
import { existsSync, linkSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
const dir = process.argv[1], path = dir + '/journal', next = dir + '/next'
for (let n = 0; existsSync(dir + '/go'); n++) {
  rmSync(next, { force: true })
  if (n % 3 === 0) writeFileSync(next, '', { mode: 0o600 })
  else (n % 3 === 1 ? symlinkSync : linkSync)(dir + '/passwd', next)
  renameSync(next, path)
  rmSync(next, { force: true })
}
`

describe('files (S8-S10)', () => {
  // Only a process has a umask of its own: the mutation run plays these tests in threads.
  it.skipIf(!isMainThread).each([0o000, 0o077])('are private at once, under umask %o', (mask) => {
    const before = process.umask(mask)
    try {
      nodeDisk.makeDir(join(dir, 'run'))
      nodeDisk.create(join(dir, 'run', 'journal')).close()
    } finally {
      process.umask(before)
    }
    expect(statSync(join(dir, 'run')).mode & 0o777).toBe(0o700)
    expect(statSync(join(dir, 'run', 'journal')).mode & 0o777).toBe(0o600)
  })
  it('are never written through a link, planted before or instead', () => {
    const target = join(dir, 'passwd')
    writeFileSync(target, 'root:x', { mode: 0o600 })
    symlinkSync(target, join(dir, 'journal'))
    expect(() => nodeDisk.create(join(dir, 'journal'))).toThrow(/EEXIST/)
    expect(() => nodeDisk.append(join(dir, 'journal'))).toThrow(`${join(dir, 'journal')} is a link`)
    expect(() => nodeDisk.read(join(dir, 'journal'), 100)).toThrow(`${join(dir, 'journal')} is a link`)
    linkSync(target, join(dir, 'hard'))
    expect(() => nodeDisk.append(join(dir, 'hard'))).toThrow(/hard link/)
    mkdirSync(join(dir, 'sub'))
    expect(() => nodeDisk.read(join(dir, 'sub'), 100)).toThrow(/not a plain file/)
    expect(readFileSync(target, 'utf8')).toBe('root:x')
  })
  it('are not waited for when they are pipes', async () => {
    const path = join(dir, 'journal')
    execFileSync('sh', ['-c', 'mkfifo -m 600 "$0"', path])
    // Whoever waits for the other end waits until this comes.
    const other = spawn('sh', ['-c', 'sleep 3; exec 3<>"$0"; sleep 3', path], { stdio: 'ignore' })
    try {
      const started = performance.now()
      expect(() => nodeDisk.read(path, 100)).toThrow(`${path} is not a plain file`)
      expect(() => nodeDisk.append(path)).toThrow(`${path} is not a plain file`)
      expect(performance.now() - started).toBeLessThan(2000)
    } finally {
      other.kill('SIGKILL')
      await new Promise((resolve) => other.once('exit', resolve))
    }
  })
  it('are looked at once they are open: 10,000 looks while a link and a file change places write to no target (S9)', async () => {
    const path = join(dir, 'journal')
    const target = join(dir, 'passwd')
    writeFileSync(target, 'root:x', { mode: 0o600 })
    writeFileSync(join(dir, 'go'), '')
    const swapper = spawn(process.execPath, ['--input-type=module', '-e', swapping, dir], { stdio: 'ignore' })
    try {
      while (!existsSync(path)) await new Promise((resolve) => setTimeout(resolve, 5))
      const seen = { written: 0, refused: 0 }
      for (let n = 0; n < 10_000; n++) {
        try {
          const file = nodeDisk.append(path)
          file.append(bytes('x'))
          file.close()
          seen.written++
        } catch (error) {
          expect(String(error)).toMatch(/is a link|ENOENT|hard link|another file/)
          seen.refused++
        }
      }
      // Both were met, or nothing was tried.
      expect(Math.min(seen.written, seen.refused)).toBeGreaterThan(100)
    } finally {
      rmSync(join(dir, 'go'))
      await new Promise((resolve) => swapper.once('exit', resolve))
    }
    expect(readFileSync(target, 'utf8')).toBe('root:x')
  }, 60_000)
  it('of others or open to others are refused', () => {
    writeFileSync(join(dir, 'open'), 'x', { mode: 0o644 })
    expect(() => nodeDisk.read(join(dir, 'open'), 100)).toThrow(/open to others/)
    writeFileSync(join(dir, 'mine'), 'x', { mode: 0o600 })
    const uid = vi.spyOn(process, 'getuid').mockReturnValue(12345)
    expect(() => nodeDisk.read(join(dir, 'mine'), 100)).toThrow(/belongs to user/)
    uid.mockRestore()
  })
  it('are read up to a limit, appended, cut and removed', () => {
    const path = join(dir, 'file')
    expect(nodeDisk.read(path, 10)).toBeUndefined()
    const file = nodeDisk.create(path)
    file.append(bytes('0123456789'))
    file.truncate(4)
    file.sync()
    file.close()
    expect(new TextDecoder().decode(nodeDisk.read(path, 10))).toBe('0123')
    expect(() => nodeDisk.read(path, 3)).toThrow(/longer than 3/)
    expect(nodeDisk.list(join(dir, 'none'))).toEqual([])
    expect(() => nodeDisk.list(`${dir}/\0`)).toThrow()
    nodeDisk.remove(path)
    nodeDisk.syncDir(dir)
    expect(nodeDisk.list(dir)).toEqual([])
    expect(nodeDisk.freeBytes(dir)).toBeGreaterThan(0)
  })
})

describe('the state directory', () => {
  it('is made private, parents too, and opened again', () => {
    const path = join(dir, 'a', 'b')
    expect(openStateDir(path)).toBe(path)
    expect(statSync(join(dir, 'a')).mode & 0o777).toBe(0o700)
    expect(openStateDir(path)).toBe(path)
  })
  it('that is a link, a file, open to others or below a directory that others may change is refused', () => {
    mkdirSync(join(dir, 'real'), { mode: 0o700 })
    symlinkSync(join(dir, 'real'), join(dir, 'link'))
    expect(() => openStateDir(join(dir, 'link'))).toThrow(/is a link/)
    writeFileSync(join(dir, 'file'), '')
    expect(() => openStateDir(join(dir, 'file'))).toThrow(/not a directory/)
    // Below a file the system itself says no: that is a refusal too, no defect.
    expect(() => openStateDir(join(dir, 'file', 'below'))).toThrow(StoreError)
    mkdirSync(join(dir, 'open'))
    chmodSync(join(dir, 'open'), 0o777)
    expect(() => openStateDir(join(dir, 'open'))).toThrow(/open to others/)
    expect(() => openStateDir(join(dir, 'open', 'below'))).toThrow(/written by others/)
    expect(existsSync(join(dir, 'open', 'below'))).toBe(false)
  })
  it('of someone else, or below a link of someone else, is refused by name', () => {
    mkdirSync(join(dir, 'real'), { mode: 0o700 })
    const uid = vi.spyOn(process, 'getuid').mockReturnValue(12345)
    expect(() => openStateDir(join(dir, 'real'))).toThrow(/belongs to user/)
    uid.mockRestore()
  })
  it('cannot be made where nothing can be made', () => {
    expect(() => openStateDir('/proc/crrw/state')).toThrow(/cannot be made/)
  })
  it('on a network or in memory cannot be relied on', () => {
    expect(() => checkFileSystem(dir, false, () => 0x6969)).toThrow(/nfs/)
    expect(() => checkFileSystem(dir, true, () => 0x01021994)).toThrow(/tmpfs/)
    expect(() => checkFileSystem(dir, false, () => 0x01021994)).not.toThrow()
  })
})

describe('the lock of the host', () => {
  const boot = systemClock.stamp().boot
  const lock = (pid = process.pid) => new FileLock(dir, { host: 'h', boot, pid })
  it('lets one in, tells the other who, and is free afterwards', async () => {
    const first = await lock().acquire('run-aaaa', false)
    if (!first.ok) throw new Error('not got')
    expect(await first.handle.check()).toBe(true)
    const second = await lock().acquire('run-bbbb', true)
    expect(second).toMatchObject({ ok: false, holder: { runId: 'run-aaaa', pid: process.pid, dead: false } })
    await first.handle.release()
    expect((await lock().acquire('run-bbbb', false)).ok).toBe(true)
    expect(readdirSync(dir)).toHaveLength(1)
  })
  it('of a dead process is taken over for the same run, or when asked; never that of a living one (M15)', async () => {
    // Process 1 lives, but the ticket was written by an earlier one of that number.
    expect((await lock(4_000_000).acquire('run-aaaa', false)).ok).toBe(true)
    const other = await lock().acquire('run-bbbb', false)
    expect(other).toMatchObject({ ok: false, holder: { runId: 'run-aaaa', dead: true } })
    expect((await lock().acquire('run-aaaa', false)).ok).toBe(true)
    expect((await lock().acquire('run-aaaa', true)).ok).toBe(false)
  })
  it('is lost when a higher number appears, and does not take that one away', async () => {
    const mine = await lock().acquire('run-aaaa', false)
    if (!mine.ok) throw new Error('not got')
    writeFileSync(join(dir, 'lock.99'), '{}', { mode: 0o600 })
    expect(await mine.handle.check()).toBe(false)
    await mine.handle.release()
    expect(existsSync(join(dir, 'lock.99'))).toBe(true)
  })
  it('that cannot be read belongs to somebody (S22)', async () => {
    writeFileSync(join(dir, 'lock.1'), 'not json', { mode: 0o600 })
    expect(await lock().acquire('run-aaaa', true)).toMatchObject({
      ok: false,
      holder: { runId: 'unknown', dead: false },
    })
  })
  it('is got by exactly one of many who ask at the same time', async () => {
    const got = await Promise.all(Array.from({ length: 20 }, (_, n) => lock().acquire(`run-000${n}`, false)))
    expect(got.filter((each) => each.ok)).toHaveLength(1)
  })
  it('knows processes', () => {
    expect(processStart(process.pid)).toMatch(/^\d+$/)
    expect(processStart(4_000_000)).toBeUndefined()
  })
})

/** As much of kubectl as a Lease needs. */
function fakeKubectl(): {
  run: RunCommand
  lease: () => Record<string, never> | undefined
  set: (text: string) => void
  fail: { value: boolean }
} {
  let stored: { metadata: { resourceVersion?: string } } | undefined
  let version = 0
  const fail = { value: false }
  const run: RunCommand = async (command) => {
    const said = (exitCode: number, stdout: string, stderr = '') => ({
      command,
      exitCode,
      stdout,
      stderr,
      timedOut: false,
      truncated: false,
      ms: 1,
    })
    if (fail.value) return said(1, '', 'connection refused')
    const [verb] = command.argv
    if (verb === 'get') return said(0, stored ? JSON.stringify(stored) : '')
    if (verb === 'delete') {
      stored = undefined
      return said(0, '')
    }
    const given = JSON.parse(command.stdin ?? '') as typeof stored
    if (verb === 'create' && stored) return said(1, '', 'AlreadyExists')
    if (verb === 'replace' && given?.metadata.resourceVersion !== stored?.metadata.resourceVersion)
      return said(1, '', 'Conflict')
    stored = { ...given, metadata: { ...given?.metadata, resourceVersion: String(++version) } }
    return said(0, '')
  }
  return {
    run,
    fail,
    lease: () => stored as never,
    set: (text) => {
      stored = JSON.parse(text)
    },
  }
}

describe('the lock of the cluster', () => {
  const clockAt = (time: { up: number }) => ({
    stamp: () => ({ at: 1_790_000_000_000 + time.up, up: time.up, boot: 'b' }),
    sleep: async () => {},
  })
  const make = (api: ReturnType<typeof fakeKubectl>, time: { up: number }, pid: number, host = 'm1', dead = false) =>
    new ClusterLease(api.run, clockAt(time), { host, pid, journal: '/state' }, () => dead)

  it('names run, host, process and journal; is renewed, and removed at the end', async () => {
    const api = fakeKubectl()
    const time = { up: 0 }
    const got = await make(api, time, 1).acquire('run-aaaa', false)
    if (!got.ok) throw new Error('not got')
    expect(api.lease()).toMatchObject({
      metadata: { annotations: { run: 'run-aaaa', journal: '/state' } },
      spec: { holderIdentity: 'm1/1' },
    })
    expect(await got.handle.check()).toBe(true)
    time.up = 30_000
    expect(await got.handle.check()).toBe(true)
    expect(api.lease()).toMatchObject({
      spec: { renewTime: expect.stringContaining('T') },
      metadata: { resourceVersion: '2' },
    })
    expect(await make(api, time, 2, 'm2').acquire('run-bbbb', true)).toMatchObject({
      ok: false,
      holder: { runId: 'run-aaaa', dead: false },
    })
    await got.handle.release()
    expect(api.lease()).toBeUndefined()
  })
  it('is taken over from a dead process of this host, and from a silent other host only after long', async () => {
    const api = fakeKubectl()
    const time = { up: 0 }
    await make(api, time, 1).acquire('run-aaaa', false)
    expect((await make(api, time, 2, 'm1', true).acquire('run-bbbb', false)).ok).toBe(false)
    expect((await make(api, time, 2, 'm1', true).acquire('run-aaaa', false)).ok).toBe(true)
    time.up = 599_000
    expect((await make(api, time, 3, 'm2').acquire('run-aaaa', true)).ok).toBe(false)
    time.up = 601_000
    expect((await make(api, time, 3, 'm2').acquire('run-aaaa', true)).ok).toBe(true)
  })
  it('once lost is noticed, and left to the winner', async () => {
    const api = fakeKubectl()
    const time = { up: 0 }
    const got = await make(api, time, 1).acquire('run-aaaa', false)
    if (!got.ok) throw new Error('not got')
    api.set(
      JSON.stringify({
        metadata: { resourceVersion: '9', annotations: { run: 'x' } },
        spec: { holderIdentity: 'm9/9', renewTime: '', leaseDurationSeconds: 1 },
      }),
    )
    expect(await got.handle.check()).toBe(false)
    await got.handle.release()
    expect(api.lease()).toBeDefined()
  })
  it('does not guess when the cluster does not answer or answers nonsense', async () => {
    const api = fakeKubectl()
    api.fail.value = true
    await expect(make(api, { up: 0 }, 1).acquire('run-aaaa', false)).rejects.toThrow(/could not be read/)
    api.fail.value = false
    api.set('{"spec":{}}')
    await expect(make(api, { up: 0 }, 1).acquire('run-aaaa', false)).rejects.toThrow(/no holder/)
  })
  it('gives the lock of the host back when the cluster has none for us', async () => {
    const released = vi.fn(async () => {})
    const host: RunLock = {
      acquire: async () => ({ ok: true, handle: { check: async () => true, release: released } }),
    }
    const holder = { runId: 'x', host: 'h', pid: 1, since: '', dead: false, where: '' }
    expect((await bothLocks(host, { acquire: async () => ({ ok: false, holder }) }).acquire('r', false)).ok).toBe(false)
    const broken: RunLock = { acquire: async () => Promise.reject(new Error('no answer')) }
    await expect(bothLocks(host, broken).acquire('r', false)).rejects.toThrow('no answer')
    expect(released).toHaveBeenCalledTimes(2)
    const badRelease: RunLock = {
      acquire: async () => ({
        ok: true,
        handle: { check: async () => false, release: async () => Promise.reject(new Error('x')) },
      }),
    }
    const both = await bothLocks(host, badRelease).acquire('r', false)
    if (!both.ok) throw new Error('not got')
    expect(await both.handle.check()).toBe(false)
    await expect(both.handle.release()).rejects.toThrow('x')
    expect(released).toHaveBeenCalledTimes(3)
  })
})

describe('signals (G15)', () => {
  it('the first asks to stop, the second stops waiting after five seconds', () => {
    vi.useFakeTimers()
    const source = new EventEmitter()
    const stop = watchSignals(source)
    expect(stop.requested()).toBeUndefined()
    source.emit('SIGINT')
    expect([stop.requested(), stop.soon.aborted, stop.now.aborted]).toEqual(['SIGINT', true, false])
    source.emit('SIGINT')
    vi.advanceTimersByTime(SECOND_SIGNAL_MS - 1)
    expect(stop.now.aborted).toBe(false)
    vi.advanceTimersByTime(1)
    expect(stop.now.aborted).toBe(true)
    stop.dispose()
    expect(source.listenerCount('SIGINT')).toBe(0)
    vi.useRealTimers()
  })
  it('a hang-up parks the way forward and does not touch the way back', () => {
    const source = new EventEmitter()
    const stop = watchSignals(source)
    source.emit('SIGHUP')
    expect(stop.requested()).toBe('SIGHUP')
    stop.rollingBack()
    expect([stop.requested(), stop.soon.aborted]).toEqual([undefined, false])
    source.emit('SIGHUP')
    expect(stop.requested()).toBeUndefined()
    source.emit('SIGTERM')
    expect(stop.requested()).toBe('SIGTERM')
    stop.dispose()
  })
})

describe('the dead-man timer', () => {
  const program = {
    node: '/usr/bin/node',
    programDir: '',
    launcher: 'bin/x.js',
    stateDir: '/var/lib/x',
    flags: ['--context', 'a"b%$'],
  }
  it('has units made of constants, a checked id and quoted words (S21)', () => {
    const { service, timer, name } = unitTexts('20261123-120000-abcd', program)
    expect(name).toBe('calico-rr-wizard-20261123-120000-abcd')
    expect(service).toContain(
      'ExecStart="/usr/bin/node" "/var/lib/x/20261123-120000-abcd/program/bin/x.js" "rollback" "20261123-120000-abcd" "--if-expired"',
    )
    expect(service).toContain('"a\\"b%%$$"')
    expect(timer).toContain('OnBootSec=')
    for (const id of ['../../etc', 'a b c d e f', 'abcdefgh\nExecStart=/bin/sh', '', 'A'.repeat(10)])
      expect(() => unitTexts(id, program)).toThrow(/run id/)
    expect(() => unitTexts('20261123-120000-abcd', { ...program, flags: ['x\nExecStart=/bin/sh'] })).toThrow(
      /not usable/,
    )
  })
  const analyze = '/usr/bin/systemd-analyze'
  // Not in threads: a process is started, and the mutation run has no use for it.
  it.skipIf(!existsSync(analyze) || !isMainThread)(
    'has units that systemd itself finds nothing wrong with (S21)',
    () => {
      // The path of the program is looked for as it stands here: a variable is put into arguments only.
      const node = join(dir, 'a $b${c} 100%')
      symlinkSync(process.execPath, node)
      const hostile = {
        ...program,
        node,
        environment: { HOME: '/root/$x "y" 100%' },
        stateDir: '/var/lib/a b%c$d',
        flags: ['--context', 'x"y\\z'],
      }
      const { name, service, timer } = unitTexts('20261123-120000-abcd', hostile)
      const verify = (text: string) => {
        writeFileSync(join(dir, `${name}.service`), text)
        writeFileSync(join(dir, `${name}.timer`), timer)
        const files = [join(dir, `${name}.timer`), join(dir, `${name}.service`)]
        return spawnSync(analyze, ['verify', ...files], { encoding: 'utf8' })
      }
      expect(verify(service)).toMatchObject({ status: 0, stderr: '' })
      // And it would say so.
      expect(verify(service.replace('ExecStart="', 'ExecStart=not-absolute"')).status).not.toBe(0)
      expect(verify(service.replace('Type=oneshot', 'Type=nonsense')).stderr).toContain('nonsense')
    },
  )
  it('is armed with files that outlive a reboot and a copy of the program, and disarmed', async () => {
    const state = join(dir, 'state')
    const units = join(dir, 'units')
    const source = join(dir, 'source')
    for (const path of [units, join(state, '20261123-120000-abcd'), join(source, 'bin')])
      mkdirSync(path, { recursive: true })
    writeFileSync(join(source, 'bin', 'x.js'), '1')
    const calls: string[] = []
    let exitCode = 0
    const systemctl = async (argv: string[]) => {
      calls.push(argv.join(' '))
      return { exitCode, stderr: 'broken' }
    }
    const deadMan = systemdDeadMan(
      systemctl,
      { ...program, programDir: source, stateDir: state },
      { units, running: dir, user: 0 },
    )
    expect(await deadMan.impossible()).toBeUndefined()
    await deadMan.arm('20261123-120000-abcd')
    expect(readdirSync(units)).toHaveLength(2)
    expect(calls).toContain('enable --now calico-rr-wizard-20261123-120000-abcd.timer')
    expect(existsSync(join(state, '20261123-120000-abcd', 'program', 'bin', 'x.js'))).toBe(true)
    await deadMan.disarm('20261123-120000-abcd')
    expect(readdirSync(units)).toEqual([])
    exitCode = 1
    expect(await deadMan.impossible()).toMatch(/does not answer/)
    rmSync(join(state, '20261123-120000-abcd', 'program'), { recursive: true })
    await expect(deadMan.arm('20261123-120000-abcd')).rejects.toThrow(/broken/)
    expect(readdirSync(units)).toEqual([])
  })
  it('is withdrawn as a whole when it cannot be started, and needs no second disarming', async () => {
    const state = join(dir, 'state')
    const units = join(dir, 'units')
    for (const path of [units, join(state, '20261123-120000-abcd')]) mkdirSync(path, { recursive: true })
    const calls: string[] = []
    const systemctl = async (argv: string[]) => {
      calls.push(`${argv.join(' ')}, ${readdirSync(units).length} files`)
      return { exitCode: argv[0] === 'enable' ? 1 : 0, stderr: 'the job failed' }
    }
    const where = { units, running: dir, user: 0 }
    const deadMan = systemdDeadMan(systemctl, { ...program, programDir: dir, stateDir: state }, where)
    await expect(deadMan.arm('20261123-120000-abcd')).rejects.toThrow(/the job failed/)
    const timer = 'calico-rr-wizard-20261123-120000-abcd.timer'
    expect(calls).toEqual([
      'daemon-reload, 2 files',
      `enable --now ${timer}, 2 files`,
      `disable --now ${timer}, 2 files`,
      'daemon-reload, 0 files',
    ])
    calls.length = 0
    await deadMan.disarm('20261123-120000-abcd')
    expect(calls).toEqual([])
  })
  it('is refused with the reason where it cannot be had (DM-8)', async () => {
    const none = async () => ({ exitCode: 0, stderr: '' })
    expect(await systemdDeadMan(none, program, { running: join(dir, 'no') }).impossible()).toMatch(
      /systemd does not run/,
    )
    expect(await systemdDeadMan(none, program, { running: dir, user: 1000 }).impossible()).toMatch(/only root/)
    expect(await systemdDeadMan(none, program, { running: dir, user: 0, units: join(dir, 'no') }).impossible()).toMatch(
      /does not exist/,
    )
    expect(await foregroundDeadMan.impossible()).toBeUndefined()
    await foregroundDeadMan.arm('x')
    await foregroundDeadMan.disarm('x')
  })
})

describe('small things of this host', () => {
  it('the clock sleeps, and wakes when told', async () => {
    await systemClock.sleep(1)
    const abort = new AbortController()
    const slept = systemClock.sleep(60_000, abort.signal)
    abort.abort()
    await slept
    await systemClock.sleep(60_000, abort.signal)
    expect(systemClock.stamp().boot).not.toBe('')
  })
})
