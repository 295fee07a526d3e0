import { execFileSync } from 'node:child_process'
import { systemClock } from '../../src/apply/clock.ts'
import { nodeDisk } from '../../src/apply/disk-node.ts'
import { FileLock } from '../../src/apply/file-lock.ts'
import { applyPlan, rollbackRun } from '../../src/apply/run.ts'
import { RunStore } from '../../src/apply/run-store.ts'
import { openStateDir } from '../../src/apply/state-dir.ts'
import { SimProcess } from './sim-process.ts'
import { prepare, topologies } from './topology.ts'
import { World } from './world.ts'

/**
 * Applies and takes back a plan with the real disk, the real lock and real child processes (`true`, with the arguments of
 * the command); only the cluster is simulated. Run under strace it shows in which order bytes, syncs and children come.
 */
const { plan, fill } = prepare(topologies['guide-order']!)
const world = new World(plan, 1, [])
fill(world.cluster)
const sim = new SimProcess(world).ports
const root = openStateDir(process.argv[2] ?? '')
const ports: typeof sim = {
  ...sim,
  run: async (command) => {
    execFileSync('/bin/true', [command.tool, ...command.argv])
    const said = world.cluster.execute(command)
    return { command, ...said, timedOut: false, truncated: false, ms: 1 }
  },
  store: new RunStore(nodeDisk, root, sim.hash),
  lock: new FileLock(root, { host: 'h', boot: systemClock.stamp().boot }),
  emit: () => {},
}
const applied = await applyPlan(plan, ports)
const back = await rollbackRun(applied.runId, ports)
console.log(JSON.stringify([applied.outcome, back.outcome, applied.operations + back.operations]))
