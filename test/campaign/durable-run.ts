import { execFileSync } from 'node:child_process'
import { closeSync, constants, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { systemClock } from '../../src/apply/clock.ts'
import { systemdDeadMan } from '../../src/apply/dead-man.ts'
import type { Disk } from '../../src/apply/disk.ts'
import { nodeDisk } from '../../src/apply/disk-node.ts'
import { FileLock } from '../../src/apply/file-lock.ts'
import { applyPlan, rollbackRun } from '../../src/apply/run.ts'
import { RunStore } from '../../src/apply/run-store.ts'
import { openStateDir } from '../../src/apply/state-dir.ts'
import { runInternal } from '../../src/tools/internal.ts'
import { SimProcess } from './sim-process.ts'
import { prepare, topologies } from './topology.ts'
import { World } from './world.ts'

/**
 * Applies and takes back a plan with the real disk, the real lock, real unit files and real child processes (`true`, with the
 * arguments of the command); only the cluster is simulated. Run under strace it shows in which order bytes, syncs and
 * children come. Between the two the journal gets a torn tail; a second run meets a full disk once.
 */
const { plan, fill } = prepare(topologies['guide-order']!)
const home = process.argv[2] ?? ''
const root = openStateDir(join(home, 'state'))

/** A child that tells the trace what it stands for. */
const child = (of: string, ...words: string[]) => execFileSync('/bin/true', [of, ...words])

function portsOf(disk: Disk, seed: number) {
  const world = new World(plan, seed, [])
  fill(world.cluster)
  const sim = new SimProcess(world).ports
  const ports: typeof sim = {
    ...sim,
    run: async (command) => {
      child('command', command.tool, ...command.argv)
      const said = world.cluster.execute(command)
      return { command, ...said, timedOut: false, truncated: false, ms: 1 }
    },
    store: new RunStore(disk, root, sim.hash),
    lock: new FileLock(root, { host: 'h', boot: systemClock.stamp().boot }),
    emit: () => {},
  }
  return ports
}

/** The real disk, full at one append to a journal. */
function onceFull(at: number): Disk {
  let appends = 0
  return {
    ...nodeDisk,
    create(path) {
      const file = nodeDisk.create(path)
      if (!path.endsWith('/journal')) return file
      return {
        append: (bytes) => {
          if (++appends === at) throw Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' })
          file.append(bytes)
        },
        truncate: (length) => file.truncate(length),
        sync: () => file.sync(),
        close: () => file.close(),
      }
    },
  }
}

const ports = portsOf(nodeDisk, 1)
const applied = await applyPlan(plan, ports)
// What a power cut leaves of a record that was not synced.
const torn = openSync(join(root, applied.runId, 'journal'), constants.O_WRONLY | constants.O_APPEND)
writeSync(torn, '120 01234567 ')
closeSync(torn)
const back = await rollbackRun(applied.runId, ports)

const units = join(home, 'units')
const program = {
  node: '/bin/node',
  programDir: join(home, 'installed'),
  launcher: 'bin/x.js',
  stateDir: root,
  flags: [],
}
const systemctl = async (argv: string[]) => {
  child('systemctl', ...argv)
  return { exitCode: 0, stderr: '' }
}
await systemdDeadMan(systemctl, program, { units, running: home, user: 0 }).arm(applied.runId)

const files = { hostRoot: join(home, 'host'), binaries: join(home, 'binaries') }
const written = await runInternal(
  {
    tool: 'internal',
    argv: ['write-file', '/etc/calico/calicoctl.cfg', '--mode', '0644'],
    stdin: 'x: y\n',
    effect: 'write',
  },
  files,
)
child('after-file')

const full = await applyPlan(plan, portsOf(onceFull(12), 2))
const ends = [applied.outcome, back.outcome, written.exitCode, full.outcome, full.failedAt?.code]
console.log(JSON.stringify([...ends, applied.operations + back.operations]))
