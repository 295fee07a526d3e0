import type { GateRequest, GateResult } from '../apply/ports.ts'
import { readCluster, refreshCluster } from '../cluster/read.ts'
import { fabricFromDesign } from '../design/fabric.ts'
import type { ClusterState } from '../model/cluster.ts'
import type { Design } from '../model/design.ts'
import type { WizardEvent } from '../model/events.ts'
import type { Fabric } from '../model/fabric.ts'
import type { Observation } from '../model/observed.ts'
import { applyChanges } from '../plan/changes.ts'
import { compare, type Difference } from '../verify/compare.ts'
import { type Expectation, expect } from '../verify/expect.ts'
import { type ReadSwitch, watchGate } from '../verify/gate.ts'
import { observeEach, observeNodes, type StatusSource } from '../verify/observe.ts'
import type { Paste } from './ask-switch.ts'
import type { Options } from './options.ts'
import { sleep } from './sleep.ts'
import { proveSwitches, type SwitchProof } from './switches.ts'
import type { World } from './world.ts'

/** Pause between two looks at a gate that does not pass yet. */
const LOOK_AGAIN_MS = 1000
const LOOK_AGAIN_IN_REHEARSAL_MS = 100

/** Observed beside forecast, for the whole cluster as it is now. */
export interface Proof {
  cluster: ClusterState
  fabric: Fabric
  expected: Expectation
  observations: Observation[]
  differences: Difference[]
  switches: SwitchProof
}

/** Reads the cluster and all its daemons again and lays them beside the forecast. */
export async function prove(
  world: World,
  options: Options,
  design: Design,
  source: StatusSource,
  versionHint: string,
  paste?: Paste,
): Promise<Proof> {
  const cluster = await readCluster(world.run, { versionHint })
  const fabric = fabricFromDesign(design, cluster.resources)
  const expected = expect(cluster, fabric, design)
  const observations = await observeNodes(world.run, [...expected.names], source)
  const sessions = observations.flatMap((seen) => (seen.ok ? seen.sessions : []))
  const switches = await proveSwitches(world, options, { cluster, fabric, expected, nodeSessions: sessions }, paste)
  return { cluster, fabric, expected, observations, differences: compare(expected, observations), switches }
}

/**
 * The engine's gate: looks at all nodes (and at the switches that can be asked) again and again until everything that the
 * forecast of this moment promises is there, or time is up.
 */
export function makeGate(
  world: World,
  source: StatusSource | undefined,
  readSwitch: ReadSwitch,
  emit: (event: WizardEvent) => void,
): (request: GateRequest) => Promise<GateResult> {
  let known: ClusterState | undefined
  return async ({ plan, stage, gate, direction, signal }) => {
    const unseen = { seen: 0, wanted: 0, missing: [], nodes: [] }
    if (!source) return { status: 'unverified', ...unseen, missing: ['sessions cannot be read'] }
    known ??= await readCluster(world.run, { versionHint: plan.calicoVersion })
    const fresh = await refreshCluster(world.run, known)
    // On the way there the plan says what should be; on the way back, what is left of it in the cluster.
    const done = plan.stages
      .filter((entry) => entry.id <= stage.id)
      .flatMap((entry) => entry.operations.flatMap((operation) => operation.changes))
    const cluster = direction === 'forward' ? applyChanges(fresh, done) : fresh
    const fabric = fabricFromDesign(plan.design, cluster.resources)
    const asksRoutes = gate.conditions.some((condition) => condition.kind === 'routes-as-forecast')
    const asked = { ...source, routes: source.routes && asksRoutes, brief: true }
    const look = watchGate({
      gate,
      cluster,
      fabric,
      design: plan.design,
      observe: (nodes, each) => observeEach(world.run, nodes, asked, each, signal),
      readSwitch,
    })
    const start = performance.now()
    const elapsed = (): number => Math.round((performance.now() - start) / 100) / 10
    // A look at hundreds of nodes takes minutes, whatever it finds; only what comes after the first is waiting.
    let waiting: number | undefined
    for (;;) {
      const { seen, wanted, missing, nodes, blind } = await look()
      waiting ??= elapsed()
      const ok = missing.length === 0
      const over = signal.aborted || elapsed() - waiting >= gate.timeoutSeconds
      const status = ok ? 'passed' : over ? (blind ? 'unverified' : 'failed') : 'waiting'
      if (status !== 'waiting') return { status, seen, wanted, missing, nodes: [...nodes] }
      emit({
        type: 'gate',
        stage: stage.id,
        status,
        conditions: gate.conditions,
        seen,
        wanted,
        missing: missing.slice(0, 20),
        seconds: elapsed(),
      })
      await sleep(world.rehearsal ? LOOK_AGAIN_IN_REHEARSAL_MS : LOOK_AGAIN_MS, signal)
    }
  }
}
