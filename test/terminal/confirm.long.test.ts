import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Served, serve } from '../process/served.ts'
import { launcher } from '../process/wizard.ts'
import { startTerminal, type Terminal } from './pty.ts'

// Commit-confirm with the real program: a terminal that waits, a confirmation that comes from another process, and a window
// that really runs out. The shortest window there is takes half a minute, so two clusters are used at the same time.

const limit = 300_000
const seconds = 30
const terminals: Terminal[] = []
const clusters: Served[] = []

beforeAll(async () => {
  clusters.push(...(await Promise.all([serve(), serve()])))
}, limit)
afterAll(async () => {
  for (const terminal of terminals) terminal.kill()
  await Promise.all(clusters.map((cluster) => cluster.close()))
})

const stateOf = (cluster: Served, name: string): string => join(cluster.directory, name)

/** Applies in a terminal, until it waits for the confirmation. @returns when that was */
async function applied(cluster: Served, state: string, more: string[]) {
  const args = ['apply', '--answers', cluster.answers, '--yes', '--state-dir', state, ...cluster.flags]
  const terminal = startTerminal([launcher, ...args, '--confirm-within', `${seconds}s`, ...more])
  terminals.push(terminal)
  await terminal.see(/calico-rr-wizard confirm \d{8}-\d{6}-\w+/, limit)
  const runId = /calico-rr-wizard confirm (\S+)/.exec(terminal.lines().join('\n'))![1]!
  return { terminal, runId, shown: Date.now() }
}

/** Records of a kind in the journal, in their order. */
function records(state: string, runId: string, ...kinds: string[]): { t: string; outcome?: string }[] {
  return readFileSync(join(state, runId, 'journal'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line.slice(line.indexOf('{'))) as { t: string; outcome?: string })
    .filter(({ t }) => kinds.includes(t))
}

describe('in the foreground', () => {
  const foreground = ['--confirm-foreground']

  it.concurrent('a confirmation by another process wins; at the very end of the window one of both does', {
    timeout: limit,
  }, async () => {
    const cluster = clusters[0]!
    const pristine = cluster.objects()
    const first = await applied(cluster, stateOf(cluster, 'first'), foreground)
    const done = cluster.objects()
    expect(done).not.toBe(pristine)
    const began = Date.now()
    const confirmed = await cluster.run(['confirm', first.runId, '--state-dir', stateOf(cluster, 'first')])
    const took = Date.now() - began
    expect([confirmed.code, confirmed.result['outcome']], confirmed.stderr).toEqual([0, 'applied'])
    expect(await first.terminal.exit(limit)).toBe(0)
    expect(records(stateOf(cluster, 'first'), first.runId, 'confirmed', 'rollback', 'end').map(({ t }) => t)).toEqual([
      'confirmed',
      'end',
    ])
    expect(cluster.objects()).toBe(done)
    const back = await cluster.run(['rollback', '--state-dir', stateOf(cluster, 'first')])
    expect([back.code, cluster.objects() === pristine], back.stderr).toEqual([0, true])

    const second = await applied(cluster, stateOf(cluster, 'second'), foreground)
    // Peers that are made again have other uids.
    const doneAgain = cluster.objects()
    // Its look at the lock falls about where the window ends.
    await new Promise((resolve) => setTimeout(resolve, second.shown + seconds * 1000 - took - Date.now()))
    const late = await cluster.run(['confirm', second.runId, '--state-dir', stateOf(cluster, 'second')])
    const exit = await second.terminal.exit(limit)
    const story = records(stateOf(cluster, 'second'), second.runId, 'confirmed', 'rollback', 'end')
    const kept = story[0]?.t === 'confirmed'
    console.log(`at the end of the window ${kept ? 'the confirmation' : 'the expiry'} won`)
    const ended = [exit, story.at(-1)?.outcome]
    expect(ended).toEqual(kept ? [0, 'applied'] : [4, 'rolled-back'])
    expect(cluster.objects()).toBe(kept ? doneAgain : pristine)
    expect(kept ? [0] : [3, 7]).toContain(late.code)
    expect(story.map(({ t }) => t)).toEqual([kept ? 'confirmed' : 'rollback', 'end'])
  })

  it.concurrent('a window that runs out undoes everything: exit 4, and a confirmation is too late; so does another terminal', {
    timeout: limit,
  }, async () => {
    const cluster = clusters[1]!
    const pristine = cluster.objects()
    const state = stateOf(cluster, 'expired')
    const { terminal, runId, shown } = await applied(cluster, state, foreground)
    expect(cluster.objects()).not.toBe(pristine)
    expect(await terminal.exit(limit)).toBe(4)
    expect(Date.now() - shown).toBeGreaterThan((seconds - 5) * 1000)
    expect(terminal.lines().join('\n')).toContain('nobody confirmed in time')
    expect(cluster.objects()).toBe(pristine)
    const late = await cluster.run(['confirm', runId, '--state-dir', state])
    expect([late.code, (late.result['error'] as { code: string }).code]).toEqual([3, 'E_TOO_LATE'])
    expect(records(state, runId, 'confirmed')).toEqual([])

    const other = stateOf(cluster, 'elsewhere')
    const second = await applied(cluster, other, foreground)
    const back = await cluster.run(['rollback', second.runId, '--state-dir', other])
    expect([back.code, cluster.objects() === pristine], back.stderr).toEqual([0, true])
    // The terminal that waited says what the other one did, and not that the run was applied.
    expect(await second.terminal.exit(limit)).toBe(4)
    const said = second.terminal.lines().join('\n')
    expect(said).toContain('Taken back, as asked.')
    expect(said).toMatch(/Undone: (\d+) of \1 changes/)
    expect(said).not.toContain('could not be stopped')
  })
})

// A timer of the system, for real: only where systemd is what started this machine, as root, and when it is asked for,
// because it puts units into /etc/systemd/system for a minute.
const live = existsSync('/run/systemd/system') && process.getuid?.() === 0 && process.env['CRRW_LIVE_SYSTEMD'] === '1'
if (!live)
  console.warn(
    'NOT TRIED: a real timer of systemd (needs systemd as PID 1, root and CRRW_LIVE_SYSTEMD=1); nobody looked',
  )

describe.skipIf(!live)('by a timer of systemd', () => {
  it('a killed wizard and a closed terminal are outlived: the run is taken back, and the units go', {
    timeout: limit,
  }, async () => {
    const cluster = clusters[0]!
    const units = () => readdirSync('/etc/systemd/system').filter((name) => name.startsWith('calico-rr-wizard-'))
    // Not in memory: a run to be confirmed has to survive a reboot.
    const state = join(process.env['CRRW_DISK'] ?? '/var/lib', `crrw-live-${process.pid}`)
    const pristine = cluster.objects()
    const { terminal, runId } = await applied(cluster, state, [])
    expect(units()).toEqual([`calico-rr-wizard-${runId}.service`, `calico-rr-wizard-${runId}.timer`])
    terminal.kill()
    const end = Date.now() + (seconds + 90) * 1000
    while (records(state, runId, 'end').length === 0 && Date.now() < end)
      await new Promise((resolve) => setTimeout(resolve, 1000))
    expect(records(state, runId, 'rollback', 'end')).toMatchObject([{ t: 'rollback' }, { outcome: 'rolled-back' }])
    expect(cluster.objects()).toBe(pristine)
    expect(units()).toEqual([])
    rmSync(state, { recursive: true })
  })
})
