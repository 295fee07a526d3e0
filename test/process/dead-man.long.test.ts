import { spawn } from 'node:child_process'
import { chownSync, copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { chooseDeadMan } from '../../src/cli/dead-man.ts'
import { checkOptions, type RawOptions } from '../../src/cli/options.ts'
import { processIo } from '../../src/cli/process-io.ts'
import { openWorld } from '../../src/cli/world.ts'
import { type Served, serve } from './served.ts'
import { readService, type StartedService } from './systemd-unit.ts'
import { launcher } from './wizard.ts'

// The command line of the timer's unit, as systemd would start it, against a cluster whose wizard was killed. A real timer of
// systemd is in test/terminal/confirm.long.test.ts, where there is one.

const limit = 300_000
const seconds = 30
const clusters: Served[] = []
afterAll(() => Promise.all(clusters.map((cluster) => cluster.close())))

/** What systemd gives a service of the system. */
const bare = { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin' }

interface Way {
  env: Record<string, string>
  raw: RawOptions
}

/** With nothing named: a kubeconfig at its usual place, tools that PATH leads to. */
function byHome(cluster: Served): Way {
  const home = join(cluster.directory, 'home of $USER')
  mkdirSync(join(home, '.kube'), { recursive: true })
  const kubeconfig = join(home, '.kube/config')
  copyFileSync(cluster.flags[1]!, kubeconfig)
  const env = { HOME: home, PATH: `${join(cluster.tool('kubectl'), '..')}:/usr/bin:/bin` }
  if (process.getuid?.() !== 0) return { env, raw: {} }
  // As with sudo: the file of the one who called.
  chownSync(kubeconfig, 1000, 1000)
  return { env: { ...env, SUDO_UID: '1000' }, raw: {} }
}

/** With everything named, and nothing to be found. */
function byFlags(cluster: Served): Way {
  const [kubectl, calicoctl, ssh] = (['kubectl', 'calicoctl', 'ssh'] as const).map(cluster.tool)
  return {
    env: { HOME: '/nonexistent', ...bare },
    raw: { kubeconfig: cluster.flags[1]!, kubectl, calicoctl, ssh } as RawOptions,
  }
}

function start({ argv, environment }: StartedService): Promise<{ code: number | null; said: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(argv[0]!, argv.slice(1), { cwd: '/', env: { ...bare, ...environment } })
    let said = ''
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk) => {
        said += chunk
      })
    child.once('error', reject)
    child.once('close', (code) => resolve({ code, said }))
  })
}

const journal = (state: string, runId: string) => readFileSync(join(state, runId, 'journal'), 'utf8')

describe('the unit of the timer takes back what a killed wizard left', () => {
  it.concurrent.each([
    ['found by PATH and HOME', byHome],
    ['named by flags', byFlags],
  ])('%s', { timeout: limit }, async (_, wayOf) => {
    const cluster = await serve()
    clusters.push(cluster)
    const pristine = cluster.objects()
    const state = join(cluster.directory, 'state of $HOME 100%')
    const { env, raw } = wayOf(cluster)
    const flags = Object.entries(raw).flatMap(([name, value]) => [`--${name}`, String(value)])
    const args = ['apply', '--answers', cluster.answers, '--yes', '--json', '--state-dir', state, ...flags]
    const wizard = spawn(
      process.execPath,
      [launcher, ...args, '--confirm-within', `${seconds}s`, '--confirm-foreground'],
      { env, stdio: ['ignore', 'pipe', 'inherit'] },
    )
    let said = ''
    wizard.stdout.on('data', (chunk) => {
      said += chunk
    })
    const started = () => /"type":"run-start".*?"runId":"([^"]+)"/.exec(said)?.[1]
    const waits = () => started() !== undefined && journal(state, started()!).includes('"t":"window"')
    while (!waits()) {
      expect(wizard.exitCode, said).toBeNull()
      await new Promise((resolve) => setTimeout(resolve, 200))
    }
    const runId = started()!
    const applied = cluster.objects()
    expect(applied).not.toBe(pristine)
    wizard.kill('SIGKILL')

    const units = join(cluster.directory, 'units')
    mkdirSync(units)
    const options = checkOptions({ ...raw, stateDir: state })
    const world = await openWorld(options, Object.assign(processIo(), { env }), state)
    const deadMan = chooseDeadMan(world, options, {
      systemctl: async () => ({ exitCode: 0, stderr: '' }),
      where: { units, running: cluster.directory, user: 0 },
      programDir: fileURLToPath(new URL('../..', import.meta.url)),
    })
    expect(await deadMan.impossible()).toBeUndefined()
    await deadMan.arm(runId)
    await world.close()
    const service = readService(readFileSync(join(units, `calico-rr-wizard-${runId}.service`), 'utf8'))
    expect(existsSync(service.argv[1]!)).toBe(true)

    const early = await start(service)
    expect([early.code, cluster.objects() === applied], early.said).toEqual([0, true])
    await new Promise((resolve) => setTimeout(resolve, seconds * 1000))
    const back = await start(service)
    expect([back.code, cluster.objects() === pristine], back.said).toEqual([4, true])
    expect(journal(state, runId)).toContain('"outcome":"rolled-back"')
    const again = await start(service)
    expect(again.code, again.said).toBe(0)
  })
})
