import { applyPlan, resumeRun, rollbackRun, statusRuns } from '../../../src/apply/run.ts'
import { SimProcess } from '../sim-process.ts'
import { prepare, topologies } from '../topology.ts'
import { World } from '../world.ts'

/** With another context a run finds another cluster: it must not be gone on with there, in either direction. */
export async function otherCluster(): Promise<string | undefined> {
  const { plan, fill } = prepare(topologies['flat']!)
  for (const verb of [resumeRun, rollbackRun]) {
    const world = new World(plan, 1, [{ place: 'command', index: 3, kind: 'kill-after', forever: false }])
    fill(world.cluster)
    const process = new SimProcess(world)
    await Promise.race([applyPlan(plan, process.ports), process.killed])
    const { ports } = new SimProcess(world)
    const { runId } = statusRuns(ports.store)[0]!
    const started = world.commands
    const result = await verb(runId, { ...ports, identify: async () => ({ ...plan.cluster, uid: 'another' }) })
    if (world.commands > started) return `${world.commands - started} commands on another cluster`
    if (result.problem?.code !== 'E_OTHER_CLUSTER') return `${result.outcome} on another cluster`
  }
  return undefined
}
