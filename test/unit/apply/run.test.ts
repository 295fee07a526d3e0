import { describe, expect, it } from 'vitest'
import { awaitConfirm } from '../../../src/apply/await-confirm.ts'
import { foldRecords } from '../../../src/apply/core/history.ts'
import type { DeadMan, EnginePorts } from '../../../src/apply/ports.ts'
import {
  applyPlan,
  confirmRun,
  expireRun,
  type RunResult,
  resumeRun,
  rollbackRun,
  statusRuns,
} from '../../../src/apply/run.ts'
import type { WizardEvent } from '../../../src/model/events.ts'
import type { Fault } from '../../campaign/faults.ts'
import { Prng } from '../../campaign/prng.ts'
import { sorted } from '../../campaign/sim-cluster.ts'
import { SimProcess } from '../../campaign/sim-process.ts'
import { prepare, topologies } from '../../campaign/topology.ts'
import { World } from '../../campaign/world.ts'

const { plan, fill } = prepare(topologies['guide-order']!)

function makeWorld(faults: Fault[] = []): World {
  const world = new World(plan, 1, faults)
  fill(world.cluster)
  return world
}
const armed: string[] = []
const timer: DeadMan = {
  method: 'systemd',
  impossible: async () => undefined,
  arm: async (id) => void armed.push(`arm ${id}`),
  disarm: async (id) => void armed.push(`disarm ${id}`),
}
const portsOf = (world: World, extra: Partial<EnginePorts> = {}): EnginePorts => ({
  ...new SimProcess(world).ports,
  deadMan: timer,
  ...extra,
})
/** Everything with its uid: an object made anew is another object. */
const dump = (world: World) =>
  JSON.stringify([...world.cluster.objects].map(([key, { uid, content }]) => [key, uid, sorted(content)]).sort())
const once = (place: Fault['place'], index: number, kind: Fault['kind']): Fault => ({
  place,
  index,
  kind,
  forever: false,
})

/** Plays until the kill that the faults hold. */
async function killed(
  world: World,
  work: (ports: EnginePorts) => Promise<unknown>,
  extra: Partial<EnginePorts> = {},
): Promise<void> {
  const process = new SimProcess(world)
  expect(await Promise.race([work({ ...process.ports, deadMan: timer, ...extra }), process.killed])).toBe('killed')
}
const newest = (world: World) => statusRuns(portsOf(world).store)[0]!

describe('refused before any change', () => {
  const refusal = async (extra: Partial<EnginePorts>, options = {}, world = makeWorld()): Promise<RunResult> => {
    const before = dump(world)
    const result = await applyPlan(plan, portsOf(world, extra), options)
    expect(result.outcome).toBe('refused')
    expect(dump(world)).toBe(before)
    return result
  }
  it('a stale plan', async () => {
    expect(await refusal({ stale: async () => ['nodes'] })).toMatchObject({
      exitCode: 8,
      problem: { code: 'E_STALE', where: 'nodes' },
    })
  })
  it('a plan for another cluster', async () => {
    expect(await refusal({ identify: async () => ({ ...plan.cluster, uid: 'other' }) })).toMatchObject({
      problem: { code: 'E_OTHER_CLUSTER' },
    })
  })
  it('a cluster or a lock that does not answer', async () => {
    const fails = async () => Promise.reject(new Error('refused'))
    expect(await refusal({ identify: fails })).toMatchObject({ problem: { code: 'E_UNREADABLE' } })
    expect(await refusal({ stale: fails })).toMatchObject({ problem: { code: 'E_UNREADABLE' } })
    expect(await refusal({ lock: { acquire: fails } })).toMatchObject({ problem: { code: 'E_UNREADABLE' } })
  })
  it('a held lock', async () => {
    const world = makeWorld()
    world.lockHolder = { process: 77, runId: 'run-of-someone' }
    const elsewhere = await refusal({ host: { name: 'other', user: 0, pid: 1, wizard: '' } }, {}, world)
    expect(elsewhere).toMatchObject({ exitCode: 7, problem: { code: 'E_LOCKED' } })
    expect(elsewhere).not.toHaveProperty('nextCommand')
  })
  it.each([
    [
      'here',
      { host: 'm1', journal: '/state' },
      'resume run-aaaa',
      ['calico-rr-wizard resume run-aaaa', 'calico-rr-wizard rollback run-aaaa'],
    ],
    [
      'in another state directory',
      { host: 'm1', journal: '/other' },
      'resume run-aaaa --state-dir /other',
      [
        'calico-rr-wizard resume run-aaaa --state-dir /other',
        'calico-rr-wizard rollback run-aaaa --state-dir /other',
        expect.stringMatching(
          /^only if that directory is lost: .*kubectl -n kube-system delete lease calico-rr-wizard$/,
        ),
      ],
    ],
    [
      'on another host',
      { host: 'm2', journal: '/other' },
      undefined,
      [
        'on m2: calico-rr-wizard resume run-aaaa --state-dir /other',
        'on m2: calico-rr-wizard rollback run-aaaa --state-dir /other',
        expect.stringContaining('delete lease'),
      ],
    ],
    [
      'of a living process in another state directory',
      { host: 'm1', journal: '/other', dead: false },
      'status --state-dir /other',
      ['calico-rr-wizard status --state-dir /other'],
    ],
  ])('a lock that a run left open %s keeps: never taken over, with the way out', async (_, holder, next, remedies) => {
    const world = makeWorld([once('command', 2, 'sigint')])
    const { runId } = await applyPlan(plan, portsOf(world))
    const ports = portsOf(world)
    const asked: boolean[] = []
    const all = { runId, pid: 2, since: 'then', dead: true, where: 'the Lease', ...holder }
    const store = Object.create(ports.store, { root: { value: '/state' }, list: { value: () => [runId] } })
    store.peek = () => ports.store.peek(runId)
    const acquire = async (_: string, takeOver: boolean) => {
      asked.push(takeOver)
      return { ok: false as const, holder: all }
    }
    const host = { name: 'm1', user: 0, pid: 1, wizard: '' }
    const locked = { ...ports, store, host, lock: { acquire } }
    const refusedWith = async (takeOver: boolean) => {
      asked.length = 0
      const result = await applyPlan(plan, locked, { takeOver })
      expect(result).toMatchObject({ exitCode: 7, problem: { code: 'E_LOCKED', where: 'the Lease' } })
      expect(result.problem?.remedies.map((line) => line.replace(runId, 'run-aaaa'))).toEqual(remedies)
      expect(result.nextCommand?.replace(runId, 'run-aaaa')).toBe(next)
      return asked
    }
    expect(await refusedWith(false)).toEqual([false])
    // `--take-over` is about runs of this state directory only.
    expect(await refusedWith(true)).toEqual(holder.journal === '/state' ? [false, true] : [false])
  })
  it('a confirmation that cannot be promised, and a timer that cannot be armed', async () => {
    const impossible = { ...timer, impossible: async () => 'no systemd' }
    expect(await refusal({ deadMan: impossible }, { confirmWithin: 60 })).toMatchObject({
      problem: { code: 'E_CONFIRM_IMPOSSIBLE', what: expect.stringContaining('no systemd') },
    })
    const broken = { ...timer, arm: async () => Promise.reject(new Error('bus')) }
    expect(await refusal({ deadMan: broken }, { confirmWithin: 60 })).toMatchObject({
      problem: { code: 'E_CONFIRM_IMPOSSIBLE' },
    })
  })
  it('a plan whose command was edited, or that is none', async () => {
    const edited = structuredClone(plan)
    edited.stages[0]!.operations[0]!.command.argv.push('--insecure')
    expect(await applyPlan(edited, portsOf(makeWorld()))).toMatchObject({ problem: { code: 'E_PLAN_COMMAND' } })
    expect(await applyPlan({ ...plan, schema: 2 as 1 }, portsOf(makeWorld()))).toMatchObject({
      problem: { code: 'E_PLAN_SHAPE' },
    })
  })
  it('a second run while the first is open', async () => {
    const world = makeWorld([once('command', 2, 'sigint')])
    const first = await applyPlan(plan, portsOf(world))
    expect(first).toMatchObject({ outcome: 'interrupted', exitCode: 130, nextCommand: `resume ${first.runId}` })
    world.faults = []
    expect(await applyPlan(plan, portsOf(world))).toMatchObject({
      problem: { code: 'E_OPEN_RUN' },
      nextCommand: `resume ${first.runId}`,
    })
  })
  it('a disk without room or without permission', async () => {
    const full = makeWorld()
    full.disk.free = 100
    expect(await refusal({}, {}, full)).toMatchObject({ problem: { code: 'E_DISK_SPACE' } })
    expect(await refusal({}, {}, makeWorld([once('disk', 0, 'EIO')]))).toMatchObject({
      problem: { code: 'E_STATE_DIR' },
    })
  })
  it('an empty plan is nothing to do', async () => {
    expect(await applyPlan({ ...plan, stages: [] }, portsOf(makeWorld()))).toMatchObject({
      outcome: 'nothing-to-do',
      exitCode: 0,
    })
  })
})

describe('a run that was left open', () => {
  it.each(['../../etc', 'x', 'ABCDEFGHIJ', 'run-00000000\n'])('is not found under %j (S19)', async (id) => {
    for (const verb of [resumeRun, rollbackRun, confirmRun]) {
      expect(await verb(id, portsOf(makeWorld()))).toMatchObject({ outcome: 'refused', problem: { code: 'E_RUN_ID' } })
    }
    expect(await resumeRun('run-not-there', portsOf(makeWorld()))).toMatchObject({ problem: { code: 'E_NO_RUN' } })
  })
  it('is refused on another cluster (M30), with a damaged journal, a foreign plan, a cut-off disk', async () => {
    const world = makeWorld([once('command', 3, 'kill-before')])
    await killed(world, (ports) => applyPlan(plan, ports))
    world.faults = []
    const { runId } = newest(world)
    const other = { identify: async () => ({ ...plan.cluster, uid: 'other' }) }
    expect(await resumeRun(runId, portsOf(world, other))).toMatchObject({ problem: { code: 'E_OTHER_CLUSTER' } })
    expect(
      await resumeRun(runId, portsOf(world, { identify: async () => Promise.reject(new Error('x')) })),
    ).toMatchObject({ problem: { code: 'E_UNREADABLE' } })
    const journal = world.disk.files.get(`/state/${runId}/journal`)!
    journal.bytes[40]! ^= 1
    expect(await rollbackRun(runId, portsOf(world))).toMatchObject({
      problem: { code: 'E_JOURNAL_DAMAGED', what: expect.stringContaining('byte 0') },
    })
    expect(newest(world)).toMatchObject({ state: 'damaged', next: [`bundle ${runId}`] })
    expect(await applyPlan(plan, portsOf(world))).toMatchObject({
      problem: {
        code: 'E_JOURNAL_DAMAGED',
        what: expect.stringMatching(/cannot be used: record 0 at byte 0/),
        where: `/state/${runId}/journal`,
        remedies: expect.arrayContaining([expect.stringContaining(`calico-rr-wizard bundle ${runId}`)]),
      },
      nextCommand: `bundle ${runId}`,
    })
    journal.bytes[40]! ^= 1
    const saved = world.disk.files.get(`/state/${runId}/plan.json`)!
    saved.bytes[40]! ^= 1
    expect(await rollbackRun(runId, portsOf(world))).toMatchObject({ problem: { code: 'E_JOURNAL_PLAN' } })
    saved.bytes[40]! ^= 1
    world.faults = [{ place: 'disk', index: world.counters.disk, kind: 'EIO', forever: true }]
    expect(await rollbackRun(runId, portsOf(world))).toMatchObject({
      outcome: 'refused',
      problem: { code: 'E_STATE_DIR' },
    })
    world.faults = []
    expect(await rollbackRun(runId, portsOf(world))).toMatchObject({ outcome: 'rolled-back', exitCode: 4 })
    expect(await rollbackRun(runId, portsOf(world))).toMatchObject({ outcome: 'nothing-to-do' })
    expect(await resumeRun(runId, portsOf(world))).toMatchObject({ outcome: 'nothing-to-do' })
    expect(newest(world)).toMatchObject({ state: 'ended', outcome: 'rolled-back', next: [] })
  })
  it('whose journal was cut where a record ends is not taken for one that did less', async () => {
    const world = makeWorld()
    const { runId } = await applyPlan(plan, portsOf(world))
    const journal = world.disk.files.get(`/state/${runId}/journal`)!
    const whole = journal.length
    const text = new TextDecoder('latin1').decode(journal.bytes.subarray(0, whole))
    const ends = [...text].flatMap((char, at) => (char === '\n' ? [at + 1] : []))
    const lastIntent = text.slice(0, text.lastIndexOf('"t":"intent"')).split('\n').length
    for (const [kept, length] of [0, ...ends].entries()) {
      journal.length = length
      const status = newest(world)
      if (kept >= lastIntent) expect([kept, status.state]).toEqual([kept, kept === ends.length ? 'ended' : 'applying'])
      else {
        expect(status).toMatchObject({ state: 'damaged', next: [`bundle ${runId}`] })
        for (const verb of [resumeRun, rollbackRun, confirmRun])
          expect(await verb(runId, portsOf(world))).toMatchObject({
            exitCode: 3,
            problem: { code: 'E_JOURNAL_DAMAGED', what: expect.stringContaining('commands.ndjson') },
          })
      }
    }
    // Where no command is known of, what is there is all there was.
    const log = world.disk.files.get(`/state/${runId}/commands.ndjson`)!
    for (const bytes of [new Uint8Array(), new TextEncoder().encode('{"operation":"1\0\0\0\nnull\n[]\n')]) {
      Object.assign(log, { bytes, length: bytes.length })
      journal.length = ends[1]!
      expect(newest(world)).toMatchObject({ state: 'applying', operations: { done: 0 } })
    }
    world.disk.files.delete(`/state/${runId}/commands.ndjson`)
    journal.length = 0
    expect(newest(world)).toMatchObject({ state: 'never-started' })
  })
  it('stops at a dead journal and is taken back when the disk is well', async () => {
    const world = makeWorld()
    const before = dump(world)
    world.faults = [{ place: 'disk', index: 40, kind: 'EIO', forever: true }]
    const result = await applyPlan(plan, portsOf(world))
    expect(result).toMatchObject({
      outcome: 'rollback-incomplete',
      exitCode: 5,
      problem: { code: 'E_JOURNAL_WRITE' },
      nextCommand: `rollback ${result.runId}`,
    })
    expect(result.left.length).toBeGreaterThan(0)
    world.faults = []
    expect(await rollbackRun(result.runId, portsOf(world))).toMatchObject({ outcome: 'rolled-back' })
    expect(dump(world)).toBe(before)
  })
  it('of an earlier success can be taken back, twice, and a hang-up does not stop that', async () => {
    const world = makeWorld()
    const before = dump(world)
    const { runId } = await applyPlan(plan, portsOf(world))
    world.faults = [{ place: 'command', index: world.counters.command, kind: 'sighup', forever: true }]
    expect(await rollbackRun(runId, portsOf(world))).toMatchObject({ outcome: 'rolled-back' })
    expect(dump(world)).toBe(before)
    expect(await rollbackRun(runId, portsOf(world))).toMatchObject({ outcome: 'nothing-to-do', operations: 0 })
  })
  it('shows the three values of what somebody changed, and does not touch it the second time (M24)', async () => {
    const world = makeWorld()
    const { runId } = await applyPlan(plan, portsOf(world))
    world.cluster.touch('KubeNode/node1', (content) => {
      ;(content['metadata'] as { labels: Record<string, string> }).labels['rr-group'] = 'mine'
    })
    const drift = [
      { object: 'KubeNode/node1', path: 'metadata.labels.rr-group', before: '(absent)', ours: 'rr1', now: 'mine' },
    ]
    expect(await rollbackRun(runId, portsOf(world))).toMatchObject({
      outcome: 'rollback-incomplete',
      exitCode: 5,
      drift,
    })
    const after = dump(world)
    expect(await rollbackRun(runId, portsOf(world))).toMatchObject({
      outcome: 'rollback-incomplete',
      drift,
      operations: 0,
    })
    expect(dump(world)).toBe(after)
  })
})

describe('a lock that cannot be looked at', () => {
  const notes = (events: WizardEvent[]) => events.filter((event) => event.type === 'note').map(({ key }) => key)
  const rollbacks = (events: WizardEvent[]) =>
    events.flatMap((event) => (event.type === 'rollback-start' ? event.why : []))
  /** One lost answer at every look of a run. */
  const looks = Array.from({ length: 40 }, (_, index) => index)

  it('once is looked at again, wherever in a run that is', async () => {
    let struck = 0
    for (const index of looks) {
      const world = makeWorld([once('lock', index, 'lock-throws')])
      const events: WizardEvent[] = []
      const result = await applyPlan(plan, portsOf(world, { emit: (event) => void events.push(event) }))
      expect([index, result.outcome]).toEqual([index, 'applied'])
      struck += world.fired.length
      expect(notes(events)).toEqual(world.fired.map(() => 'engine.lockUnknown'))
    }
    expect(struck).toBeGreaterThan(5)
  })
  it('for some seconds turns the run back, and the way back goes on when it can be looked at again', async () => {
    const world = makeWorld([{ ...once('lock', 3, 'lock-throws'), forever: true }])
    const before = dump(world)
    const events: WizardEvent[] = []
    const ports = portsOf(world, { emit: (event) => void events.push(event) })
    const { sleep } = ports.clock
    // Twenty minutes of silence.
    const until = world.up + 20 * 60_000
    ports.clock.sleep = async (ms) => {
      await sleep(ms)
      if (world.up > until) world.faults = []
    }
    expect(await applyPlan(plan, ports)).toMatchObject({
      outcome: 'rolled-back',
      failedAt: { code: 'lock-unknown', detail: 'no answer' },
    })
    expect(world.up).toBeGreaterThan(until)
    expect(rollbacks(events)).toEqual(['lock-unknown'])
    expect(dump(world)).toBe(before)
  })
  it('for as long as the way back has time leaves what is left, with the command that goes on', async () => {
    const world = makeWorld([{ ...once('lock', 3, 'lock-throws'), forever: true }])
    const before = dump(world)
    const started = world.up
    const result = await applyPlan(plan, portsOf(world), { rollbackBudgetMs: 600_000 })
    expect(result).toMatchObject({
      outcome: 'rollback-incomplete',
      exitCode: 5,
      problem: { what: 'lock-unknown: no answer' },
      nextCommand: `rollback ${result.runId}`,
    })
    expect(result.left.length).toBeGreaterThan(0)
    expect(world.up - started).toBeGreaterThan(600_000)
    world.faults = []
    expect(await rollbackRun(result.runId, portsOf(world))).toMatchObject({ outcome: 'rolled-back' })
    expect(dump(world)).toBe(before)
  })
  it('is not waited for when somebody insists', async () => {
    const world = makeWorld([{ ...once('lock', 3, 'lock-throws'), forever: true }])
    const ports = portsOf(world)
    const stop = { ...ports.stop, requested: () => (world.up > 2_000_000 ? 'SIGINT' : undefined), insisted: () => true }
    const result = await applyPlan(plan, { ...ports, stop })
    expect(result).toMatchObject({ outcome: 'interrupted', exitCode: 130, nextCommand: `rollback ${result.runId}` })
    expect(world.up).toBeLessThan(2_100_000)
  })
  it('is lost once it was seen to be another’s', async () => {
    const world = makeWorld([once('lock', 3, 'lock-lost')])
    expect(await applyPlan(plan, portsOf(world))).toMatchObject({
      outcome: 'interrupted',
      exitCode: 7,
      problem: { code: 'E_LOCK_LOST' },
    })
  })
})

describe('commit-confirm', () => {
  const pending = async () => {
    const world = makeWorld()
    const before = dump(world)
    const result = await applyPlan(plan, portsOf(world), { confirmWithin: 60 })
    expect(result).toMatchObject({ outcome: 'applied', nextCommand: `confirm ${result.runId}` })
    return { world, before, runId: result.runId }
  }
  it('is kept by a confirmation in time', async () => {
    const { world, runId } = await pending()
    expect(newest(world)).toMatchObject({
      state: 'waiting-for-confirm',
      next: [`confirm ${runId}`, `rollback ${runId}`],
    })
    expect(await resumeRun(runId, portsOf(world))).toMatchObject({
      outcome: 'nothing-to-do',
      nextCommand: `confirm ${runId}`,
    })
    expect(await expireRun(runId, portsOf(world))).toMatchObject({ outcome: 'nothing-to-do' })
    world.advance(59_000)
    expect(await confirmRun(runId, portsOf(world))).toMatchObject({ outcome: 'applied', exitCode: 0 })
    expect(armed).toContain(`disarm ${runId}`)
    world.advance(3_600_000)
    expect(await expireRun(runId, portsOf(world))).toMatchObject({ outcome: 'nothing-to-do' })
    expect(await confirmRun(runId, portsOf(world))).toMatchObject({ outcome: 'nothing-to-do' })
  })
  it('is taken back without one, and a late one is refused', async () => {
    const { world, before, runId } = await pending()
    world.advance(61_000)
    expect(await confirmRun(runId, portsOf(world))).toMatchObject({
      outcome: 'refused',
      problem: { code: 'E_TOO_LATE' },
    })
    expect(await expireRun(runId, portsOf(world))).toMatchObject({ outcome: 'rolled-back' })
    expect(dump(world)).toBe(before)
    expect(await confirmRun(runId, portsOf(world))).toMatchObject({ problem: { code: 'E_TOO_LATE' } })
  })
  it('the timer takes back what a killed wizard left half done, and not before (DM-1, DM-7)', async () => {
    const world = makeWorld([once('command', 6, 'kill-after')])
    const before = dump(world)
    await killed(world, (ports) => applyPlan(plan, ports, { confirmWithin: 60 }))
    const { runId } = newest(world)
    for (let looks = 0; looks < 3; looks++) {
      expect(await expireRun(runId, portsOf(world))).toMatchObject({ outcome: 'nothing-to-do' })
      world.advance(10_000)
    }
    world.advance(40_000)
    expect(await expireRun(runId, portsOf(world))).toMatchObject({ outcome: 'rolled-back' })
    expect(dump(world)).toBe(before)
  })
  it('goes on trying while the cluster does not answer (DM-6)', async () => {
    const { world, before, runId } = await pending()
    world.advance(61_000)
    const identify = async () => Promise.reject(new Error('connection refused'))
    for (let hour = 0; hour < 3; hour++) {
      expect(await expireRun(runId, portsOf(world, { identify }))).toMatchObject({ outcome: 'refused' })
      world.advance(3_600_000)
    }
    expect(await expireRun(runId, portsOf(world))).toMatchObject({ outcome: 'rolled-back' })
    expect(dump(world)).toBe(before)
  })
  it('of a run that does not wait for it is refused', async () => {
    const world = makeWorld()
    const { runId } = await applyPlan(plan, portsOf(world))
    expect(await confirmRun(runId, portsOf(world))).toMatchObject({ problem: { code: 'E_NOT_PENDING' } })
  })
  it('has exactly one winner when confirm and expiry meet (DM-4, M16)', { timeout: 120_000 }, async () => {
    const seen = new Set<string>()
    for (let seed = 1; seed <= 60; seed++) {
      const prng = new Prng(seed)
      const { world, before, runId } = await pending()
      const applied = dump(world)
      world.advance(59_990 + prng.below(20))
      // Two processes whose effects interleave at random: each waits a random number of turns before every look.
      const jittered = () => {
        const ports = portsOf(world, { host: { name: 'other', user: 0, pid: 1, wizard: '' } })
        const { acquire } = ports.lock
        ports.lock.acquire = async (id, take) => {
          for (let turns = prng.below(6); turns > 0; turns--) await Promise.resolve()
          const holder = world.lockHolder
          if (holder) return { ok: false, holder: { runId: id, host: 'x', pid: 1, since: '', dead: false, where: '' } }
          return acquire(id, take)
        }
        return ports
      }
      const [confirmed, expired] = await Promise.all([confirmRun(runId, jittered()), expireRun(runId, jittered())])
      const kept = confirmed.outcome === 'applied'
      const undone = expired.outcome === 'rolled-back'
      expect(kept && undone, `seed ${seed}`).toBe(false)
      if (kept) expect(dump(world)).toBe(applied)
      if (undone) expect(dump(world)).toBe(before)
      seen.add(kept ? 'kept' : undone ? 'undone' : 'neither')
    }
    expect(seen).toContain('kept')
    expect(seen).toContain('undone')
  })
  it('in the foreground waits, and is told by the journal', async () => {
    const one = await pending()
    expect(await awaitConfirm({ runId: one.runId, plan }, portsOf(one.world))).toMatchObject({ outcome: 'rolled-back' })
    const two = await pending()
    await confirmRun(two.runId, portsOf(two.world))
    expect(await awaitConfirm({ runId: two.runId, plan }, portsOf(two.world))).toBe('confirmed')
    const three = await pending()
    const ports = portsOf(three.world)
    const stop = { ...ports.stop, requested: () => 'SIGINT' }
    expect(await awaitConfirm({ runId: three.runId, plan }, { ...ports, stop })).toBe('stopped')
  })
  it('in the foreground tells the way back that another terminal took', async () => {
    const { world, runId, before } = await pending()
    expect(await rollbackRun(runId, portsOf(world))).toMatchObject({ outcome: 'rolled-back' })
    const events: WizardEvent[] = []
    const emit: EnginePorts['emit'] = (event) => void events.push(event)
    const waited = await awaitConfirm({ runId, plan }, portsOf(world, { emit }))
    expect(waited).toMatchObject({ runId, outcome: 'rolled-back', exitCode: 4, drift: [], left: [] })
    expect(dump(world)).toBe(before)
    expect(events[0]).toMatchObject({ type: 'note', key: 'engine.takenBackElsewhere' })
    expect(events[1]).toMatchObject({ type: 'rollback-start', why: 'asked' })
    const undone = events.filter((event) => event.type === 'undo')
    expect(undone.map(({ status }) => status)).toEqual(undone.map(() => 'undone'))
    expect(undone.map(({ operation }) => operation).sort()).toEqual(
      plan.stages.flatMap((stage) => stage.operations.map(({ id }) => id)).sort(),
    )
  })
  it('in the foreground tells what the other terminal could not take back', async () => {
    const { world, runId } = await pending()
    world.cluster.touch('KubeNode/node1', (content) => {
      ;(content['metadata'] as { labels: Record<string, string> }).labels['rr-group'] = 'mine'
    })
    expect(await rollbackRun(runId, portsOf(world))).toMatchObject({ outcome: 'rollback-incomplete' })
    const events: WizardEvent[] = []
    const emit: EnginePorts['emit'] = (event) => void events.push(event)
    const waited = await awaitConfirm({ runId, plan }, portsOf(world, { emit }))
    expect(waited).toMatchObject({ runId, outcome: 'rollback-incomplete', exitCode: 5, drift: [{ now: 'mine' }] })
    expect(events.filter((event) => event.type === 'undo' && event.status === 'drift')).toHaveLength(1)
    expect(events.filter((event) => event.type === 'drift')).toHaveLength(1)
  })
  it('in the foreground has no timer to stop when it ends, however it ends', async () => {
    const foreground: Partial<EnginePorts> = { deadMan: { ...timer, method: 'foreground' } }
    for (const end of [confirmRun, rollbackRun, expireRun]) {
      const world = makeWorld()
      const { runId } = await applyPlan(plan, portsOf(world, foreground), { confirmWithin: 60 })
      world.advance(end === expireRun ? 61_000 : 0)
      // Another process knows of systemd only, and there is no unit.
      const notes: string[] = []
      const deadMan = { ...timer, disarm: async () => Promise.reject(new Error('does not exist')) }
      const emit: EnginePorts['emit'] = (event) => void (event.type === 'note' && notes.push(event.key))
      await end(runId, portsOf(world, { deadMan, emit }))
      expect(foldRecords(portsOf(world).store.peek(runId).records).end).toBeDefined()
      expect(notes).toEqual([])
    }
  })
  it('a timer that cannot be disarmed is told and harms nobody', async () => {
    const { world, runId } = await pending()
    const notes: string[] = []
    const deadMan = { ...timer, disarm: async () => Promise.reject(new Error('bus')) }
    const emit: EnginePorts['emit'] = (event) => void (event.type === 'note' && notes.push(event.key))
    expect(await confirmRun(runId, portsOf(world, { deadMan, emit }))).toMatchObject({ outcome: 'applied' })
    expect(notes).toContain('engine.timerLeft')
  })
})

describe('a second signal', () => {
  it('does not wait for a command that does not end, and says what to do', async () => {
    const world = makeWorld()
    const { ports } = new SimProcess(world)
    const now = new AbortController()
    const stop = { ...ports.stop, requested: () => 'SIGTERM', now: now.signal, soon: now.signal }
    let asked = 0
    const requested = () => (asked++ > 3 ? 'SIGTERM' : undefined)
    const run = () => new Promise<never>(() => setTimeout(() => now.abort(), 5))
    const result = await applyPlan(plan, { ...ports, run, stop: { ...stop, requested } })
    expect(result).toMatchObject({ outcome: 'interrupted', exitCode: 143, nextCommand: `resume ${result.runId}` })
  })
})

describe('a gate that Ctrl-C interrupts', () => {
  const safe = prepare(topologies['guide']!)
  const gatesOf = (events: WizardEvent[]) =>
    events.filter((event) => event.type === 'gate' || event.type === 'stage-end').map((event) => event.status)
  const recorded = (world: World) =>
    portsOf(world)
      .store.peek(newest(world).runId)
      .records.flatMap((record) => (record.t === 'gate' ? [`${record.direction} ${record.status}`] : []))
  /** Ports whose gates, once interrupted, saw nothing at all, as when every read of a node is broken off. */
  const blind = (world: World, events: WizardEvent[]): EnginePorts => {
    const ports = portsOf(world, { emit: (event) => void events.push(event) })
    const gate: EnginePorts['gate'] = async (request) => {
      const seen = await ports.gate(request)
      return seen.status === 'failed' ? { ...seen, status: 'unverified' } : seen
    }
    return { ...ports, gate }
  }
  const interrupted = (place: number) => {
    const world = new World(safe.plan, 1, [once('gate', place, 'sigint')])
    safe.fill(world.cluster)
    return world
  }

  it.each([false, true])(
    'has neither failed nor been missing, on the way there (--unverified %s)',
    async (unverified) => {
      const world = interrupted(0)
      const events: WizardEvent[] = []
      const stopped = await applyPlan(safe.plan, blind(world, events), { unverified })
      expect(stopped).toMatchObject({ outcome: 'interrupted', exitCode: 130, nextCommand: `resume ${stopped.runId}` })
      expect(gatesOf(events)).not.toContain('unverified')
      expect(gatesOf(events)).not.toContain('failed')
      expect(recorded(world)).toEqual([])
      expect(await resumeRun(stopped.runId, portsOf(world))).toMatchObject({ outcome: 'applied' })
    },
  )
  it('nor on the way back', async () => {
    const world = interrupted(-1)
    const { runId } = await applyPlan(safe.plan, portsOf(world))
    const before = recorded(world)
    world.faults = [once('gate', world.counters.gate, 'sigint')]
    const events: WizardEvent[] = []
    const stopped = await rollbackRun(runId, blind(world, events))
    expect(stopped).toMatchObject({ outcome: 'interrupted', exitCode: 130, nextCommand: `rollback ${runId}` })
    expect(gatesOf(events)).toEqual([])
    expect(recorded(world)).toEqual(before)
    expect(await rollbackRun(runId, portsOf(world))).toMatchObject({ outcome: 'rolled-back' })
  })
})
