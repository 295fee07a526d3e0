import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FileLock, processStart } from '../../../src/apply/file-lock.ts'
import { ClusterLease } from '../../../src/apply/lease.ts'
import { bothLocks } from '../../../src/apply/lock.ts'
import type { LockHolder, RunLock } from '../../../src/apply/ports.ts'
import type { CommandResult } from '../../../src/model/command-result.ts'
import type { Command } from '../../../src/model/plan.ts'

const got = async (lock: RunLock, runId = 'run-aaaa', takeOver = false) => {
  const result = await lock.acquire(runId, takeOver)
  if (!result.ok) throw new Error(`not got: ${JSON.stringify(result.holder)}`)
  return result.handle
}
const refused = async (lock: RunLock, runId = 'run-aaaa', takeOver = false) => {
  const result = await lock.acquire(runId, takeOver)
  if (result.ok) throw new Error('got')
  return result.holder
}

describe('the file lock', () => {
  let dir: string
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'crrw-lock-'))
  })
  afterEach(() => rmSync(dir, { recursive: true }))
  const lock = (some: { pid?: number; boot?: string } = {}) => new FileLock(dir, { host: 'h', boot: 'b', ...some })
  const ticket = (name: string) => JSON.parse(readFileSync(join(dir, name), 'utf8'))
  const put = (name: string, content: object) =>
    writeFileSync(join(dir, name), JSON.stringify(content), { mode: 0o600 })
  const mine = {
    runId: 'run-aaaa',
    host: 'h',
    pid: process.pid,
    started: processStart(process.pid),
    boot: 'b',
    since: 'then',
  }

  it('is a file that says whose it is, from when, and nothing is left beside it', async () => {
    const before = Date.now()
    await got(lock())
    expect(readdirSync(dir)).toEqual(['lock.1'])
    const { since, ...rest } = ticket('lock.1')
    const { since: _, ...wanted } = mine
    expect(rest).toEqual(wanted)
    expect(Date.parse(since)).toBeGreaterThanOrEqual(before)
  })
  it('is numbered upwards, a number being given out once', async () => {
    const first = await got(lock())
    await first.release()
    expect(readdirSync(dir)).toEqual(['lock.2'])
    expect(ticket('lock.2')).toMatchObject({ runId: 'run-aaaa', released: true })
    const second = await got(lock(), 'run-bbbb')
    expect(readdirSync(dir)).toEqual(['lock.3'])
    expect([await first.check(), await second.check()]).toEqual([false, true])
    // Given back twice, it is not taken from the next.
    await first.release()
    expect(await second.check()).toBe(true)
    expect(readdirSync(dir)).toEqual(['lock.3'])
  })
  it('tells who holds it and where that is written', async () => {
    put('lock.7', mine)
    expect(await refused(lock(), 'run-bbbb')).toEqual({
      runId: 'run-aaaa',
      host: 'h',
      pid: process.pid,
      since: 'then',
      dead: false,
      where: `file ${dir}/lock.7`,
    })
    expect(await refused(lock(), 'run-aaaa', true)).toMatchObject({ dead: false })
  })
  it.each([
    ['before the host was started again', { boot: 'earlier' }],
    ['by a process whose number is another’s now', { started: '1' }],
    ['by a process that is gone', { pid: 4_000_000 }],
  ])('written %s is that of a dead one: taken over for its run or when asked', async (_, some) => {
    put('lock.7', { ...mine, ...some })
    expect(await refused(lock(), 'run-bbbb')).toMatchObject({ dead: true, where: `file ${dir}/lock.7` })
    expect(readdirSync(dir)).toEqual(['lock.7'])
    await got(lock(), 'run-aaaa')
    expect(readdirSync(dir)).toEqual(['lock.8'])
    put('lock.9', { ...mine, ...some })
    await got(lock(), 'run-bbbb', true)
    expect(readdirSync(dir)).toEqual(['lock.10'])
  })
  it('takes the highest number for the one that counts, and leaves files of other names alone', async () => {
    put('lock.9', { ...mine, pid: 4_000_000 })
    put('lock.10', { ...mine, released: true })
    put('lock.x', mine)
    put('xlock.99', mine)
    put('lock.99x', mine)
    await got(lock(), 'run-bbbb')
    expect(readdirSync(dir).sort()).toEqual(['lock.11', 'lock.99x', 'lock.x', 'xlock.99'])
  })
  it('that cannot be read, or is longer than any ticket, belongs to somebody unknown', async () => {
    const unknown = { runId: 'unknown', host: 'h', pid: 0, since: 'unknown', dead: false, where: `file ${dir}/lock.3` }
    writeFileSync(join(dir, 'lock.3'), 'no json', { mode: 0o600 })
    expect(await refused(lock(), 'run-aaaa', true)).toEqual(unknown)
    writeFileSync(join(dir, 'lock.3'), JSON.stringify({ ...mine, released: true, padding: 'x'.repeat(5000) }))
    expect(await refused(lock(), 'run-aaaa', true)).toEqual(unknown)
    expect(readdirSync(dir)).toEqual(['lock.3'])
  })
  it('that somebody else gets in the same moment is theirs', async () => {
    const late = lock()
    const winner = { ...mine, runId: 'run-winner' }
    put('lock.1', { ...mine, released: true })
    const { pid } = process
    // Asked for the name of the temporary file, between the look and the link.
    Object.defineProperty(process, 'pid', {
      configurable: true,
      get: () => {
        put('lock.2', winner)
        return pid
      },
    })
    try {
      const result = await late.acquire('run-bbbb', false)
      expect(result).toMatchObject({
        ok: false,
        holder: { runId: 'run-winner', dead: false, where: `file ${dir}/lock.2` },
      })
    } finally {
      Object.defineProperty(process, 'pid', { configurable: true, enumerable: true, writable: true, value: pid })
    }
    expect(readdirSync(dir).filter((name) => name.startsWith('.'))).toEqual([])
  })
})

it('the start of a process is read behind its name, whatever that is; a process that is no more has none', () => {
  const stat = readFileSync(`/proc/${process.pid}/stat`, 'utf8')
  expect(processStart(process.pid)).toBe(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19])
  expect(processStart(4_000_000)).toBeUndefined()
})

describe('both locks', () => {
  const holder: LockHolder = { runId: 'x', host: 'h', pid: 1, since: '', dead: false, where: 'w' }
  /** A lock that tells what was asked of it. */
  function told(
    name: string,
    calls: string[],
    some: { ok?: boolean; check?: boolean; broken?: 'acquire' | 'release' } = {},
  ): RunLock {
    const break_ = (verb: string) => {
      if (some.broken === verb) throw new Error(`${name} ${verb}`)
    }
    return {
      acquire: async (runId, takeOver) => {
        calls.push(`${name} acquire ${runId} ${takeOver}`)
        break_('acquire')
        if (some.ok === false) return { ok: false, holder: { ...holder, where: name } }
        return {
          ok: true,
          handle: {
            check: async () => {
              calls.push(`${name} check`)
              return some.check ?? true
            },
            release: async () => {
              calls.push(`${name} release`)
              break_('release')
            },
          },
        }
      },
    }
  }
  it('are got host first and given back cluster first, and hold while both do', async () => {
    const calls: string[] = []
    const handle = await got(bothLocks(told('host', calls), told('cluster', calls)), 'r', true)
    expect(await handle.check()).toBe(true)
    await handle.release()
    expect(calls).toEqual([
      'host acquire r true',
      'cluster acquire r true',
      'host check',
      'cluster check',
      'cluster release',
      'host release',
    ])
  })
  it.each([
    [false, true],
    [true, false],
  ])('are lost with either (host %j, cluster %j)', async (host, cluster) => {
    const handle = await got(bothLocks(told('host', [], { check: host }), told('cluster', [], { check: cluster })))
    expect(await handle.check()).toBe(false)
  })
  it('are not asked of the cluster when the host has none', async () => {
    const calls: string[] = []
    expect(await refused(bothLocks(told('host', calls, { ok: false }), told('cluster', calls)))).toMatchObject({
      where: 'host',
    })
    expect(calls).toEqual(['host acquire run-aaaa false'])
  })
  it('are given back whatever goes wrong with the other', async () => {
    const calls: string[] = []
    const host = told('host', calls)
    expect(await refused(bothLocks(host, told('cluster', [], { ok: false })))).toMatchObject({ where: 'cluster' })
    await expect(bothLocks(host, told('cluster', [], { broken: 'acquire' })).acquire('r', false)).rejects.toThrow(
      'cluster acquire',
    )
    const handle = await got(bothLocks(host, told('cluster', [], { broken: 'release' })))
    await expect(handle.release()).rejects.toThrow('cluster release')
    expect(calls.filter((call) => call === 'host release')).toHaveLength(3)
  })
})

describe('the Lease', () => {
  const at = Date.parse('2026-01-02T03:04:05.678Z')
  interface Stored {
    metadata: {
      name?: string
      namespace?: string
      uid?: string
      resourceVersion?: string
      annotations?: Record<string, string>
    }
    spec: { holderIdentity: string; leaseDurationSeconds: number; acquireTime: string; renewTime: string }
  }
  /** kubectl and the API behind it, as far as a Lease goes. */
  function api(stored?: Stored) {
    const it = {
      stored,
      up: 0,
      calls: [] as Command[],
      answer: undefined as Partial<CommandResult> | undefined,
      /** Played before a write is looked at. */
      meanwhile: () => {},
      refuse: undefined as string | undefined,
    }
    const run = async (command: Command): Promise<CommandResult> => {
      it.calls.push(structuredClone(command))
      const said = (part: Partial<CommandResult>): CommandResult => ({
        command,
        exitCode: 0,
        stdout: '',
        stderr: '',
        timedOut: false,
        truncated: false,
        ms: 1,
        ...part,
      })
      if (command.argv[0] === 'get')
        return said(it.answer ?? { stdout: it.stored ? `${JSON.stringify(it.stored)}\n` : '' })
      it.meanwhile()
      if (it.refuse !== undefined) return said({ exitCode: 1, stderr: it.refuse })
      if (command.argv[0] === 'delete') {
        it.stored = undefined
        return said({})
      }
      const given = JSON.parse(command.stdin ?? '') as Stored
      if (command.argv[0] === 'create' && it.stored) return said({ exitCode: 1, stderr: 'AlreadyExists' })
      if (command.argv[0] === 'replace' && given.metadata.resourceVersion !== it.stored?.metadata.resourceVersion)
        return said({ exitCode: 1, stderr: 'Conflict' })
      const version = String(Number(it.stored?.metadata.resourceVersion ?? 0) + 1)
      it.stored = { ...given, metadata: { uid: 'uid-1', ...given.metadata, resourceVersion: version } }
      return said({})
    }
    const clock = { stamp: () => ({ at: at + it.up, up: it.up, boot: 'b' }), sleep: async () => {} }
    const asked: object[] = []
    const lease = (some: { host?: string; pid?: number; dead?: boolean } = {}) =>
      new ClusterLease(run, clock, { host: some.host ?? 'm1', pid: some.pid ?? 1, journal: '/state/run' }, (who) => {
        asked.push(who)
        return some.dead ?? false
      })
    return { it, lease, asked }
  }
  const theirs = (some: Partial<Stored['spec']> = {}, run = 'run-bbbb'): Stored => ({
    metadata: { uid: 'uid-9', resourceVersion: '9', annotations: { run, journal: '/other' } },
    spec: {
      holderIdentity: 'm2/22',
      leaseDurationSeconds: 60,
      acquireTime: 'a',
      renewTime: new Date(at).toISOString(),
      ...some,
    },
  })

  it('is made with all that another wizard has to know, and read back', async () => {
    const { it, lease } = api()
    await got(lease())
    expect(it.calls.map(({ tool, effect, argv }) => [tool, effect, argv.join(' ')])).toEqual([
      ['kubectl', 'read', 'get lease calico-rr-wizard -n kube-system --ignore-not-found -o json'],
      ['kubectl', 'write', 'create -f -'],
      ['kubectl', 'read', 'get lease calico-rr-wizard -n kube-system --ignore-not-found -o json'],
    ])
    expect(it.calls[0]).not.toHaveProperty('stdin')
    expect(JSON.parse(it.calls[1]?.stdin ?? '')).toEqual({
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      metadata: {
        name: 'calico-rr-wizard',
        namespace: 'kube-system',
        annotations: { run: 'run-aaaa', journal: '/state/run' },
      },
      spec: {
        holderIdentity: 'm1/1',
        leaseDurationSeconds: 60,
        acquireTime: '2026-01-02T03:04:05.678000Z',
        renewTime: '2026-01-02T03:04:05.678000Z',
      },
    })
  })
  it('of a living holder is refused, with who it is and where its journal lies', async () => {
    const { it, lease, asked } = api(theirs())
    expect(await refused(lease(), 'run-bbbb', true)).toEqual({
      runId: 'run-bbbb',
      host: 'm2',
      journal: '/other',
      pid: 22,
      since: 'a',
      dead: false,
      where: 'Lease kube-system/calico-rr-wizard (journal in /other)',
    })
    expect(it.calls).toHaveLength(1)
    expect(asked).toEqual([])
  })
  it('of this host asks whether that process lives, by all that is known of it', async () => {
    const { lease, asked } = api(theirs({ holderIdentity: 'm1/22' }))
    expect(await refused(lease(), 'run-bbbb', true)).toMatchObject({ dead: false })
    expect(await refused(lease({ dead: true }), 'run-cccc', false)).toMatchObject({ dead: true, runId: 'run-bbbb' })
    expect(asked[0]).toEqual({ host: 'm1', pid: 22, journal: '/other', runId: 'run-bbbb' })
  })
  it.each([
    ['its run', 'run-bbbb', false],
    ['another run, when asked', 'run-cccc', true],
  ])('of a dead holder is taken over for %s, under the version that was read', async (_, run, takeOver) => {
    const found = theirs({ holderIdentity: 'm1/22' })
    found.metadata.annotations!['journal'] = '/state/run'
    const { it, lease } = api(found)
    await got(lease({ dead: true }), run, takeOver)
    expect(it.calls.map(({ argv }) => argv[0])).toEqual(['get', 'replace', 'get'])
    expect(it.calls[1]?.argv).toEqual(['replace', '-f', '-'])
    expect(JSON.parse(it.calls[1]?.stdin ?? '').metadata).toMatchObject({ uid: 'uid-9', resourceVersion: '9' })
    expect(it.stored).toMatchObject({
      metadata: { annotations: { run, journal: '/state/run' } },
      spec: { holderIdentity: 'm1/1', acquireTime: '2026-01-02T03:04:05.678000Z' },
    })
  })
  it.each([
    ['in another state directory', 'm1/22', '/other'],
    ['on another host', 'm2/22', '/state/run'],
  ])('of a dead holder %s is not taken over for another run, whoever asks', async (_, holderIdentity, journal) => {
    for (const open of [true, false]) {
      const found = theirs({ holderIdentity, renewTime: 'long ago' })
      Object.assign(found.metadata.annotations!, { journal, ...(open ? { open: 'true' } : {}) })
      const { it, lease } = api(found)
      expect(await refused(lease({ dead: true }), 'run-cccc', true)).toMatchObject({ runId: 'run-bbbb', dead: true })
      expect(it.calls.map(({ argv }) => argv[0])).toEqual(['get'])
    }
  })
  it.each([
    ['left open', { open: 'true' }, undefined],
    ['killed, and known to be unfinished', {}, 'run-bbbb'],
  ])('of another run here that was %s tells of that run again when this one has ended', async (_, some, unfinished) => {
    const found = theirs({ holderIdentity: 'm1/22' })
    Object.assign(found.metadata.annotations!, { journal: '/state/run', ...some })
    const { it, lease } = api(found)
    const takes = async (run: string) => {
      const result = await lease({ dead: true }).acquire(run, true, run === 'run-cccc' ? unfinished : undefined)
      if (!result.ok) throw new Error('not got')
      return result.handle
    }
    const handle = await takes('run-cccc')
    it.up = 30_000
    expect(await handle.check()).toBe(true)
    // Left open itself it is what stands there, and the other is not forgotten.
    await handle.release(true)
    expect(it.stored?.metadata.annotations).toMatchObject({ run: 'run-cccc', open: 'true', alsoOpen: 'run-bbbb' })
    await (await takes('run-cccc')).release(false)
    expect(it.stored?.metadata.annotations).toEqual({ run: 'run-bbbb', journal: '/state/run', open: 'true' })
    await (await takes('run-bbbb')).release(false)
    expect(it.stored).toBeUndefined()
  })
  it('of another host is a dead one’s after ten times its duration, and when its times say nothing', async () => {
    const dead = async (renewTime: string, leaseDurationSeconds = 60) =>
      (await refused(api(theirs({ renewTime, leaseDurationSeconds })).lease(), 'run-cccc')).dead
    expect(await dead(new Date(at - 599_999).toISOString())).toBe(false)
    expect(await dead(new Date(at - 600_000).toISOString())).toBe(true)
    expect(await dead(new Date(at - 10_000).toISOString(), 1)).toBe(true)
    expect(await dead(new Date(at + 3_600_000).toISOString())).toBe(false)
    expect(await dead('nonsense')).toBe(true)
  })
  it('without what the wizard writes is still somebody’s', async () => {
    const bare = theirs({ holderIdentity: '' })
    delete bare.metadata.annotations
    expect(await refused(api(bare).lease(), 'run-aaaa')).toMatchObject({
      runId: 'unknown',
      host: '',
      pid: 0,
      where: 'Lease kube-system/calico-rr-wizard (journal in an unknown place)',
    })
  })
  it('says nothing of its writer’s that could be typed for a command or steer a terminal', async () => {
    const planted = theirs(
      { holderIdentity: 'm2;reboot/22x', acquireTime: '\u001b[2Jnow', renewTime: 'long ago' },
      'a b',
    )
    planted.metadata.annotations = { run: '$(reboot)', journal: '/x --context=theirs;reboot' }
    expect(await refused(api(planted).lease(), 'run-aaaa')).toEqual({
      runId: 'unknown',
      host: 'unknown',
      pid: 0,
      since: 'unknown',
      journal: '',
      dead: true,
      where: 'Lease kube-system/calico-rr-wizard (journal in an unknown place)',
    })
  })
  it('that another wizard makes in the same moment is theirs, dead or not', async () => {
    const { it, lease } = api()
    it.meanwhile = () => void Object.assign(it, { stored: theirs({ renewTime: 'long ago' }) })
    expect(await refused(lease())).toMatchObject({ runId: 'run-bbbb', host: 'm2', dead: false })
    // Of the same process, for another run.
    const same = api()
    same.it.meanwhile = () => void Object.assign(same.it, { stored: theirs({ holderIdentity: 'm1/1' }) })
    expect(await refused(same.lease())).toMatchObject({ runId: 'run-bbbb' })
    const other = api()
    other.it.meanwhile = () => void Object.assign(other.it, { stored: theirs({}, 'run-aaaa') })
    expect(await refused(other.lease())).toMatchObject({ host: 'm2' })
  })
  it('that cannot be made is told with the cluster’s words', async () => {
    const { it, lease } = api()
    it.refuse = `${'x'.repeat(400)} forbidden\n`
    const wanted = `the Lease could not be made: ${`${'x'.repeat(400)} forbidden`.slice(-300)}`
    await expect(lease().acquire('run-aaaa', false)).rejects.toThrow(wanted)
  })
  it.each([
    ['a failure', { exitCode: 1, stderr: ' refused\n' }, 'the Lease could not be read: refused'],
    ['half an answer', { exitCode: 0, truncated: true, stdout: '{' }, 'the Lease could not be read: '],
    ['no holder', { exitCode: 0, stdout: '{"spec":{}}' }, 'the Lease has no holder'],
    ['nothing of a Lease', { exitCode: 0, stdout: '{}' }, 'the Lease has no holder'],
    ['null', { exitCode: 0, stdout: 'null' }, 'the Lease has no holder'],
  ])('of which %s is read is not guessed', async (_, answer, message) => {
    const { it, lease } = api()
    it.answer = answer
    const error = await lease()
      .acquire('run-aaaa', false)
      .catch((each: Error) => each.message)
    expect(error).toBe(message)
    expect(it.calls).toHaveLength(1)
  })

  describe('once it is held', () => {
    it('is looked at each time, and renewed after a third of its duration', async () => {
      const { it, lease } = api()
      const handle = await got(lease())
      const verbs = async (up: number) => {
        it.up = up
        it.calls.length = 0
        expect(await handle.check()).toBe(true)
        return it.calls.map(({ argv }) => argv[0]).join(' ')
      }
      expect(await verbs(19_999)).toBe('get')
      expect(await verbs(20_000)).toBe('get replace')
      expect(it.stored?.spec).toMatchObject({
        acquireTime: '2026-01-02T03:04:05.678000Z',
        renewTime: '2026-01-02T03:04:25.678000Z',
      })
      expect(it.calls[1]).toMatchObject({ effect: 'write', argv: ['replace', '-f', '-'] })
      expect(await verbs(39_999)).toBe('get')
      expect(await verbs(40_000)).toBe('get replace')
    })
    it.each([
      ['another process', theirs({}, 'run-aaaa')],
      ['another run of this process', theirs({ holderIdentity: 'm1/1' })],
      ['nobody', undefined],
    ])('is lost to %s', async (_, stored) => {
      const { it, lease } = api()
      const handle = await got(lease())
      it.stored = stored
      expect(await handle.check()).toBe(false)
    })
    it('is still held when a renewal fails and it is read to be ours, and lost when it is not', async () => {
      const held = api()
      const handle = await got(held.lease())
      held.it.up = 30_000
      held.it.refuse = 'timeout'
      expect(await handle.check()).toBe(true)
      held.it.up = 60_000
      held.it.meanwhile = () => void Object.assign(held.it, { stored: theirs() })
      expect(await handle.check()).toBe(false)
    })
    it('stays behind when its run is left open, held by nobody, and only that run takes it without being told', async () => {
      const { it, lease } = api()
      await (await got(lease({ pid: 7 }))).release(true)
      expect(it.stored).toMatchObject({
        metadata: { annotations: { run: 'run-aaaa', journal: '/state/run', open: 'true' } },
      })
      // Its process lives and waits for a confirmation; another host needs no ten minutes to see that nobody is at work.
      expect(await refused(lease(), 'run-bbbb')).toMatchObject({ runId: 'run-aaaa', dead: true })
      expect(await refused(lease({ host: 'm2' }), 'run-bbbb')).toMatchObject({ host: 'm1', dead: true })
      // Not even the process that left it has it back before it takes it again.
      it.refuse = 'timeout'
      expect(await refused(lease({ pid: 7 }), 'run-aaaa')).toMatchObject({ pid: 7 })
      it.refuse = undefined
      const again = await got(lease({ pid: 8 }), 'run-aaaa')
      expect(it.stored?.metadata.annotations).not.toHaveProperty('open')
      expect(await again.check()).toBe(true)
      // Nobody could tell how the run stands: it is left as it was found.
      await again.release()
      expect(it.stored).toMatchObject({ metadata: { annotations: { run: 'run-aaaa', open: 'true' } } })
      await (await got(lease({ pid: 9 }), 'run-aaaa')).release(false)
      expect(it.stored).toBeUndefined()
    })
    it('is removed at the end while it is ours, and left where it is not', async () => {
      const { it, lease } = api()
      const handle = await got(lease())
      it.calls.length = 0
      await handle.release()
      expect(it.calls.at(-1)).toEqual({
        tool: 'kubectl',
        effect: 'write',
        argv: ['delete', 'lease', 'calico-rr-wizard', '-n', 'kube-system', '--ignore-not-found'],
      })
      expect(it.stored).toBeUndefined()
      it.calls.length = 0
      await handle.release()
      it.stored = theirs()
      await handle.release()
      expect(it.calls.map(({ argv }) => argv[0])).toEqual(['get', 'get'])
      expect(it.stored).toBeDefined()
    })
  })
})
