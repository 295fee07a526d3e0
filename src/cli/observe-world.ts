import type { GateRequest, GateResult } from '../apply/ports.ts'
import { readLocalServices } from '../cluster/local-services.ts'
import { readCluster, refreshCluster } from '../cluster/read.ts'
import { fabricFromDesign } from '../design/fabric.ts'
import type { ClusterState } from '../model/cluster.ts'
import type { Design } from '../model/design.ts'
import type { WizardEvent } from '../model/events.ts'
import type { Fabric } from '../model/fabric.ts'
import type { Observation } from '../model/observed.ts'
import type { Plan, Stage } from '../model/plan.ts'
import type { ServiceShape } from '../model/resources.ts'
import { applyChanges, isHeld } from '../plan/changes.ts'
import { compareNode, type Difference } from '../verify/compare.ts'
import { type Expectation, expect } from '../verify/expect.ts'
import { openGate, type ReadSwitch } from '../verify/gate.ts'
import { lookUntil, type Reading } from '../verify/look-until.ts'
import { observeNodes, type StatusSource } from '../verify/observe.ts'
import type { Paste } from './ask-switch.ts'
import type { Options } from './options.ts'
import { sleep } from './sleep.ts'
import { proveSwitches, type SwitchProof } from './switches.ts'
import type { World } from './world.ts'

/** Pause between two looks at a gate that does not pass yet. */
const LOOK_AGAIN_MS = 1000
const LOOK_AGAIN_IN_REHEARSAL_MS = 100
/**
 * Before its first look a gate leaves the nodes' BIRD alone for its connect delay of 2 s. BIRD 1.6 counts in whole seconds from its
 * last event, and a question by birdcl is one: asked while a session waits to connect, it connected after up to 2.6 s, left alone
 * after 2.0 to 2.1 (docs/lab.md). No gate on a session that restarts could pass much earlier.
 */
const REST_MS = 2500

/** Observed beside forecast, for the whole cluster as it is now. */
export interface Proof {
  cluster: ClusterState
  fabric: Fabric
  expected: Expectation
  /** Every node's answer, without its routes: a large cluster has hundreds of thousands. */
  observations: Observation[]
  /** How many of the expected blocks each node holds, where routes were read. */
  blocksHeld: Map<string, number>
  differences: Difference[]
  switches: SwitchProof
  /** Services whose addresses are announced one by one; empty when no service range is announced. */
  localServices: ServiceShape[]
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
  const cluster = await readCluster(world.run, { versionHint, design })
  const fabric = fabricFromDesign(design, cluster.resources)
  const expected = expect(cluster, fabric)
  const differences = new Map<string, Difference[]>()
  const blocksHeld = new Map<string, number>()
  const observations = await observeNodes(world.run, [...expected.nodes.keys()], source, (seen): Observation => {
    const node = expected.nodes.get(seen.node)!
    const found = compareNode(node, seen)
    differences.set(seen.node, found)
    if (!seen.ok || !seen.routes) return seen
    const lacks = found.filter(({ what }) => what === 'route-missing' || what === 'route-unreachable').length
    if (node.blocks) blocksHeld.set(seen.node, node.blocks.length - lacks)
    const { routes: _routes, ...rest } = seen
    return rest
  })
  const sessions = observations.flatMap((seen) => (seen.ok ? seen.sessions : []))
  const switches = await proveSwitches(world, options, { cluster, fabric, expected, nodeSessions: sessions }, paste)
  const localServices = announcesServices(cluster) ? await readLocalServices(world.run) : []
  const inOrder = [...expected.nodes.keys()].flatMap((name) => differences.get(name) ?? [])
  return { cluster, fabric, expected, observations, blocksHeld, differences: inOrder, switches, localServices }
}

function announcesServices({ resources }: ClusterState): boolean {
  return resources.bgpConfigurations.some(({ spec }) =>
    [spec.serviceClusterIPs, spec.serviceExternalIPs, spec.serviceLoadBalancerIPs].some(
      (list) => (list ?? []).length > 0,
    ),
  )
}

/**
 * The cluster behind a stage: everything up to it made, and what is there of later stages left as it is. A run that was
 * killed within a stage asks the gate before it again, and the half of the stage that was done must not be taken for undone.
 */
function onTheWay(fresh: ClusterState, plan: Plan, stage: Stage): ClusterState {
  const changesOf = (stages: Stage[]) =>
    stages.flatMap((entry) => entry.operations.flatMap((operation) => operation.changes))
  const made = changesOf(plan.stages.filter((entry) => entry.id <= stage.id))
  const later = changesOf(plan.stages.filter((entry) => entry.id > stage.id))
  return applyChanges(fresh, [...made, ...later.filter((change) => isHeld(fresh, change))])
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
    known ??= await readCluster(world.run, { versionHint: plan.calicoVersion, design: plan.design })
    const fresh = await refreshCluster(world.run, known)
    // On the way there the plan says what should be; on the way back, what is left of it in the cluster.
    const cluster = direction === 'forward' ? onTheWay(fresh, plan, stage) : fresh
    const fabric = fabricFromDesign(plan.design, cluster.resources)
    const asksRoutes = gate.conditions.some((condition) => condition.kind === 'routes-as-forecast')
    const open = openGate(gate, cluster, fabric)
    const start = performance.now()
    const elapsed = (): number => Math.round((performance.now() - start) / 100) / 10
    const ofLeafs = new Map<string, { wanted: number; missing: string[] }>()
    const isLeaf = new Set(open.leafs)
    const result = (readings: Reading[]): Omit<GateResult, 'status'> => {
      const missing = readings.flatMap((reading) => reading.missing)
      const wanted = [...ofLeafs.values()].reduce((sum, leaf) => sum + leaf.wanted, open.wanted)
      return { seen: Math.max(0, wanted - missing.length), wanted, missing, nodes: open.nodes }
    }
    const look = async (subjects: string[]): Promise<Reading[]> => {
      const nodes = subjects.filter((name) => !isLeaf.has(name))
      const asked = { ...source, routes: source.routes && asksRoutes }
      const read = (seen: Observation): Reading => ({
        subject: seen.node,
        missing: open.judge(seen),
        unreadable: !seen.ok,
      })
      const readings = await observeNodes(world.run, nodes, asked, read, signal)
      for (const subject of subjects.filter((name) => isLeaf.has(name))) {
        const judged = open.judgeLeaf(subject, await readSwitch(subject))
        ofLeafs.set(subject, judged)
        readings.push({ subject, missing: judged.missing, unreadable: false })
      }
      return readings
    }
    const limits = {
      patienceMs: gate.timeoutSeconds * 1000,
      restMs: world.rehearsal ? 0 : REST_MS,
      pauseMs: world.rehearsal ? LOOK_AGAIN_IN_REHEARSAL_MS : LOOK_AGAIN_MS,
      signal,
      now: () => performance.now(),
      sleep,
    }
    const readings = await lookUntil([...open.nodes, ...open.leafs], look, limits, (so) => {
      const { seen, wanted, missing } = result(so)
      const { conditions } = gate
      const event = {
        type: 'gate',
        stage: stage.id,
        status: 'waiting',
        conditions,
        seen,
        wanted,
        seconds: elapsed(),
      } as const
      emit({ ...event, missing: missing.slice(0, 20) })
    })
    const end = result(readings)
    const nodes = readings.filter((reading) => !isLeaf.has(reading.subject))
    const blind = nodes.length > 0 && nodes.every((reading) => reading.unreadable)
    return { status: end.missing.length === 0 ? 'passed' : blind ? 'unverified' : 'failed', ...end }
  }
}
