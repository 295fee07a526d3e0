import { once } from 'node:events'
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { systemClock } from '../../src/apply/clock.ts'
import { nodeDisk } from '../../src/apply/disk-node.ts'
import { FileLock } from '../../src/apply/file-lock.ts'
import { applyPlan, resumeRun, rollbackRun, statusRuns } from '../../src/apply/run.ts'
import { RunStore } from '../../src/apply/run-store.ts'
import { watchSignals } from '../../src/apply/signals.ts'
import { openStateDir } from '../../src/apply/state-dir.ts'
import { letGoOfGoneTerminal } from '../../src/cli/gone-terminal.ts'
import { childrenOf, stopChildren } from '../../src/tools/children.ts'
import { runChild } from '../../src/tools/process.ts'
import type { FaultKind } from './faults.ts'
import { SIGNAL_ME } from './signal-me.ts'
import type { SimObject } from './sim-cluster.ts'
import { SimProcess } from './sim-process.ts'
import { prepare, topologies } from './topology.ts'
import { World } from './world.ts'

/**
 * One real process of the engine, in a real terminal: real disk, lock, clock, children and signals. Only the cluster is
 * simulated, in a file that outlives the process. `index` counts commands over all processes of a run, as in the
 * simulation. A signal comes from outside, where whoever started it waits for SIGNAL_ME on the terminal; what the run came
 * to is a file, because a terminal may be gone by then.
 *
 *     real-process.mjs apply|resume|rollback STATE CLUSTER SAID TOPOLOGY [INDEX KIND]
 */
const [verb = '', state = '', clusterFile = '', saidFile = '', topology = '', indexText = '-1', kindText = ''] =
  process.argv.slice(2)
const { plan, fill } = prepare(topologies[topology]!)
const world = new World(plan, 1, [])
interface Stored {
  commands: number
  objects: [string, SimObject][]
}
let commands = 0
if (existsSync(clusterFile)) {
  const stored = JSON.parse(readFileSync(clusterFile, 'utf8')) as Stored
  commands = stored.commands
  // Serial numbers go on where the last process stopped.
  for (const [key, object] of stored.objects) {
    world.cluster.put(key, object.content)
    Object.assign(world.cluster.objects.get(key)!, object)
  }
} else fill(world.cluster)
const save = () => {
  writeFileSync(`${clusterFile}.new`, JSON.stringify({ commands, objects: [...world.cluster.objects] }))
  renameSync(`${clusterFile}.new`, clusterFile)
}
save()

const die = (signal: NodeJS.Signals) => process.kill(process.pid, signal)
const signalOf: Partial<Record<string, NodeJS.Signals>> = { sigint: 'SIGINT', sigterm: 'SIGTERM', sighup: 'SIGHUP' }
const bare = { env: {}, timeoutMs: 10_000, mayStop: false }
// As the program does it (src/cli/process-io.ts, main.ts): a terminal may be closed at any time.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})
process.once('exit', letGoOfGoneTerminal)
const sim = new SimProcess(world)
const root = openStateDir(state)
const ports: typeof sim.ports = {
  ...sim.ports,
  run: async (command) => {
    const index = commands++
    const kind = index === Number(indexText) ? (kindText as FaultKind) : undefined
    save()
    if (kind === 'kill-before') die('SIGKILL')
    const signal = signalOf[kind ?? '']
    const came = signal && once(process, signal)
    // A real child, so that a session, a pipe and an exit code are really there; a signal strikes while it is at work.
    const child = runChild({ ...bare, file: '/bin/sleep', argv: [signal ? '0.3' : '0'] })
    if (came) {
      process.stdout.write(`${SIGNAL_ME}\n`)
      await came
    }
    const { exitCode } = await child
    if (exitCode !== 0) throw new Error('the child was struck by what was meant for the wizard')
    const result = sim.answer(command, kind === 'kill-after' ? undefined : kind)
    save()
    if (kind === 'kill-after') die('SIGKILL')
    await new Promise((resolve) => setImmediate(resolve))
    return result
  },
  children: { alive: (runId) => (childrenOf(runId)?.length ?? 0) > 0, stop: stopChildren },
  store: new RunStore(nodeDisk, root, sim.ports.hash),
  lock: new FileLock(root, { host: 'sim', boot: systemClock.stamp().boot }),
  clock: { stamp: systemClock.stamp, sleep: (ms, signal) => systemClock.sleep(Math.min(ms, 5), signal) },
  stop: watchSignals(),
  emit: () => {},
}
const newest = statusRuns(ports.store)[0]?.runId ?? 'run-none-there'
const work = verb === 'apply' ? applyPlan(plan, ports) : (verb === 'resume' ? resumeRun : rollbackRun)(newest, ports)
const result = await work
writeFileSync(
  saidFile,
  JSON.stringify({
    outcome: result.outcome,
    exitCode: result.exitCode,
    code: result.problem?.code,
    state: statusRuns(ports.store)[0]?.state,
  }),
)
process.exit(result.exitCode)
