import { fabricFromDesign } from '../design/fabric.ts'
import type { ClusterState } from '../model/cluster.ts'
import type { Fabric } from '../model/fabric.ts'
import type { PlanForecast, StageForecast } from '../model/forecast.ts'
import type { Plan } from '../model/plan.ts'
import type { Protocol } from '../model/session.ts'
import { applyChanges } from '../plan/changes.ts'
import { type Quotient, quotient } from './quotient.ts'
import { routesNotModelled } from './routes.ts'
import { forecastSessions, openSessions } from './sessions.ts'
import { endedIn, stageFacts } from './stages-facts.ts'
import { failureRows, failuresOf } from './stages-failures.ts'
import type { Moment } from './stages-moment.ts'
import { classNames } from './stages-names.ts'
import { reaches } from './stages-pairs.ts'
import { lossRows, restartRows, unreachableRows } from './stages-rows.ts'
import { type StageRun, stageRunner } from './stages-run.ts'
import { timeline, worstByScope } from './stages-timeline.ts'

/** Clusters up to this size get the sessions of every node after the last stage. */
const LISTABLE_NODES = 200

export interface PlanForecastOptions {
  /** The switches, when more is known of them than the design says. */
  fabric?: Fabric
  /** Ids of stages that run into each other, nobody waiting between them. */
  runsOn?: ReadonlySet<number>
  /** Every node instead of representatives: slower, for tests. */
  whole?: boolean
}

/**
 * Every stage of a plan before, during and after: sessions, restarts, who loses whom, for how long and why, and what one
 * failure would cost afterwards. Computed on representatives (quotient.ts) and counted for the whole cluster.
 * @param cluster the state the plan was made for
 */
export function forecastPlan(plan: Plan, cluster: ClusterState, options: PlanForecastOptions = {}): PlanForecast {
  const { design } = plan
  const fabric = options.fabric ?? fabricFromDesign(design, cluster.resources)
  const changes = plan.stages.map((stage) => stage.operations.flatMap((operation) => operation.changes))
  const q = quotient(cluster, fabric, changes, { design, whole: options.whole ?? false })
  const runner = stageRunner(q)
  const runs: StageRun[] = []
  let at = runner.first
  for (const stage of q.stages) {
    const run = runner.run(at, stage)
    runs.push(run)
    at = { cluster: run.cluster, moment: run.after }
  }
  const { pairs } = runner
  const known = pairs.map((pair) => reaches(runner.first.moment, pair)?.ok ?? false)
  const work = plan.stages.map((stage) => ({
    operations: stage.operations.length,
    gated: stage.gate !== undefined,
    manual: (stage.manual?.length ?? 0) > 0,
    runsOn: options.runsOn?.has(stage.id) ?? false,
  }))
  const events = timeline(
    pairs,
    runs.map((run) => run.transitions),
    work,
    known,
  )
  const name = classNames(q, design)
  const failures = failuresOf(q, design)
  let lastKey: string | undefined
  let lastFailures: StageForecast['failures'] = []
  const stages = runs.map((run, index): StageForecast => {
    const ended = endedIn(run)
    const facts = stageFacts(design, cluster, run)
    const own = events.filter((event) => event.stage === index)
    if (run.after.key !== lastKey) {
      lastKey = run.after.key
      lastFailures = failureRows(q, failures, pairs, run.cluster, run.after, runner.maker)
    }
    return {
      stage: plan.stages[index]!.id,
      sessionsBefore: countSessions(q, run.before),
      sessionsAfter: countSessions(q, run.after),
      restarts: restartRows(ended, q, name),
      losses: lossRows(
        own.filter((event) => event.transition.what !== 'opens'),
        facts,
        name,
      ),
      unreachableAfter: unreachableRows(pairs, run.after, name),
      opens: lossRows(
        own.filter((event) => event.transition.what === 'opens'),
        facts,
        name,
      ),
      failures: lastFailures,
    }
  })
  const whole = cluster.resources.nodes.length <= LISTABLE_NODES ? lastSessions(plan, cluster, fabric) : undefined
  return {
    stages,
    worst: worstByScope(pairs, events),
    sessionsNow: countSessions(q, runner.first.moment).established,
    sessionsThen: countSessions(q, at.moment).established,
    lostPairs: lostPairs(q, at.moment, pairs),
    warnings: [...(whole?.warnings ?? lastWarnings(plan, cluster, fabric, Object.keys(at.moment.sessions.nodes)))],
    notModelled: [...new Set([...at.moment.sessions.notModelled, ...routesNotModelled, ...stagesNotModelled])],
    ...(whole ? { after: whole } : {}),
  }
}

/** What the forecast of stages leaves out, beside what routes leave out. */
export const stagesNotModelled: readonly string[] = [
  'The instants between the changes of single nodes: everything that restarts counts as down at once.',
  'Packets already on their way, and connection tracking on nodes and switches.',
  'Pods that start, stop or move during the plan.',
]

/** Sessions of the whole cluster, each counted once; sessions between switches do not count. */
function countSessions(q: Quotient, moment: Moment): { configured: number; established: number } {
  let [configured, established] = [0, 0]
  for (const node of q.nodes) {
    const own = moment.sessions.nodes[node]
    for (const protocols of [own?.ip4.protocols ?? [], own?.ip6.protocols ?? []]) {
      for (const [peer, list] of byPeer(protocols)) {
        // Both ends of a session between nodes are met, so each counts half.
        const share = list[0]!.peerNode === null ? q.nodeWeight(node) : q.pairWeight(node, peer) / 2
        configured += share
        if (list.some((protocol) => protocol.state.cause === 'established')) established += share
      }
    }
  }
  return { configured: Math.round(configured), established: Math.round(established) }
}

function byPeer(protocols: Protocol[]): Map<string, Protocol[]> {
  const found = new Map<string, Protocol[]>()
  for (const protocol of protocols) {
    const key = protocol.peerNode ?? protocol.neighbor
    found.set(key, [...(found.get(key) ?? []), protocol])
  }
  return found
}

function lostPairs(q: Quotient, moment: Moment, pairs: ReturnType<typeof stageRunner>['pairs']): number {
  let lost = 0
  for (const pair of pairs)
    if (pair.to !== '' && q.nodes.includes(pair.from) && reaches(moment, pair)?.ok === false) lost += pair.weight
  return Math.round(lost)
}

function lastSessions(plan: Plan, cluster: ClusterState, fabric: Fabric) {
  return forecastSessions(lastResources(plan, cluster), sessionOptions(cluster, fabric))
}

/**
 * Warnings about the whole cluster once the plan is done: a few nodes of each class carry its sessions, but a selector
 * that chooses none of these few chooses others.
 * @param nodes those whose sessions are looked at
 */
function lastWarnings(plan: Plan, cluster: ClusterState, fabric: Fabric, nodes: readonly string[]) {
  const model = openSessions(lastResources(plan, cluster), sessionOptions(cluster, fabric))
  for (const node of nodes) model.sessionsOf(node)
  return model.warnings()
}

function lastResources(plan: Plan, cluster: ClusterState) {
  const all = plan.stages.flatMap((stage) => stage.operations.flatMap((operation) => operation.changes))
  return applyChanges(cluster, all).resources
}

function sessionOptions(cluster: ClusterState, fabric: Fabric) {
  return { version: cluster.version, fabric, calicoNamespace: cluster.calicoNamespace }
}
