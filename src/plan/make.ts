import { rulesFor } from '../forecast/versions.ts'
import type { ClusterState } from '../model/cluster.ts'
import type { Design } from '../model/design.ts'
import type { Change, Gate, Guard, Json, Operation, OrderName, Plan, Stage } from '../model/plan.ts'
import { applyChanges } from './changes.ts'
import { commandsFor } from './commands.ts'
import { canonicalJson } from './equal.ts'
import { changesOf, type Move } from './moves.ts'
import { chooseOrder } from './orders/choose.ts'

/** A sentence as catalogue key and parameters. */
interface Sentence {
  key: string
  params: Record<string, string | number>
}

/** A stage as an order describes it, before the cluster decides what of it is still to do. */
export interface StageSpec {
  guideStep: number
  title: Sentence
  moves: Move[]
  gate?: Gate
  manual?: Sentence[]
}

export interface PlanOptions {
  order: OrderName
  /** Version of the wizard, for the plan file. */
  madeBy: string
  /** SHA-256 in hex; the core has no crypto of its own. */
  hash: (text: string) => string
  /** Stages of the guide's steps 1 and 2 (calicoctl and its configuration), made from what was found on the host. */
  setup?: Stage[]
}

/**
 * Makes the plan: the moves of the chosen order, folded over the cluster, so that each stage holds exactly what is still
 * missing when its turn comes. A cluster that already is as designed gives a plan without operations.
 */
export function makePlan(cluster: ClusterState, design: Design, options: PlanOptions): Plan {
  const chosen = chooseOrder(cluster, design, options.order)
  const stages: Stage[] = (options.setup ?? []).filter((stage) => stage.operations.length > 0)
  let state = cluster
  for (const spec of withConfiguration(chosen.stages)) {
    const changes: Change[] = []
    for (const move of spec.moves) {
      const missing = changesOf(move, state, design)
      changes.push(...missing)
      state = applyChanges(state, missing)
    }
    if (changes.length === 0) continue
    stages.push({
      id: 0,
      guideStep: spec.guideStep,
      title: spec.title,
      operations: operationsFor(changes).map((operation) => keepWhereUndoHarms(operation, cluster)),
      ...(spec.gate ? { gate: spec.gate } : {}),
      ...(spec.manual ? { manual: spec.manual } : {}),
    })
  }
  return {
    schema: 1,
    madeBy: options.madeBy,
    cluster: cluster.identity,
    calicoVersion: cluster.version.text,
    order: options.order,
    strategy: chosen.strategy,
    design,
    stages: number(stages),
    guards: guardsOf(cluster, options.hash),
  }
}

/**
 * The default BGPConfiguration is made first, so that the way back can take it away last: every order changes the mesh or
 * announces the services' networks.
 */
function withConfiguration(stages: StageSpec[]): StageSpec[] {
  const title = { key: 'stage.defaultConfiguration', params: {} }
  return [{ guideStep: 3, title, moves: [{ kind: 'default-configuration' }] }, ...stages]
}

/** Deleting the default BGPConfiguration stops confd where that was seen: there it stays, saying what its absence means. */
function keepWhereUndoHarms(operation: Operation, cluster: ClusterState): Operation {
  const creates = operation.changes.some(
    (change) => change.action === 'create' && change.ref.kind === 'BGPConfiguration',
  )
  if (!creates || !rulesFor(cluster.version).deletingConfigurationStopsConfd) return operation
  return { ...operation, keepOnUndo: { key: 'plan.keep.configuration', params: { version: cluster.version.text } } }
}

/** Operations of one stage: one a command. Ids are given when the plan is whole. */
export function operationsFor(changes: Change[]): Operation[] {
  return commandsFor(changes).map(({ command, changes: carried }) => ({
    id: '',
    summary: summaryOf(carried),
    changes: carried,
    command,
  }))
}

/** Gives stages and operations their places: 1, 2, ... and "1.1", "1.2", ... */
export function number(stages: Stage[]): Stage[] {
  return stages.map((stage, i) => ({
    ...stage,
    id: i + 1,
    operations: stage.operations.map((operation, j) => ({ ...operation, id: `${i + 1}.${j + 1}` })),
  }))
}

function summaryOf(changes: Change[]): Sentence {
  const first = changes[0]!
  const names = changes.map((change) => change.ref.name)
  const shown = names.length > 4 ? `${names.slice(0, 3).join(', ')}, ...` : names.join(', ')
  const params: Sentence['params'] = { names: shown, count: changes.length, kind: first.ref.kind }
  if (first.action !== 'update')
    return { key: `plan.${first.action}.${first.ref.kind}`, params: { ...params, host: first.ref.host ?? '' } }
  const fields = first.fields.map((field) => {
    const name = field.path.at(-1)!.replace('projectcalico.org/', '')
    return `${name}: ${show(field.before)} -> ${show(field.after)}`
  })
  return { key: `plan.update.${first.ref.kind}`, params: { ...params, fields: fields.join('; ') } }
}

function show(value: Json | undefined): string {
  return value === undefined ? '(none)' : typeof value === 'string' ? value : JSON.stringify(value)
}

/**
 * Fingerprints of everything the plan was built on: other nodes, versions or BGP settings at apply time mean that the
 * forecast was for another cluster (guarantee G6). Heartbeats and other fields of nodes do not count.
 */
export function guardsOf(cluster: ClusterState, hash: (text: string) => string): Guard[] {
  const guard = (subject: string, value: unknown): Guard => ({ subject, sha256: hash(canonicalJson(value)) })
  const { resources } = cluster
  return [
    guard('cluster', [cluster.identity.uid]),
    guard('calico', [cluster.version.text, cluster.datastore, cluster.backend]),
    ...resources.nodes.map((node) =>
      guard(`Node/${node.metadata.name}`, [node.metadata.uid, node.metadata.labels, node.spec.bgp ?? {}]),
    ),
    ...resources.bgpConfigurations.map((object) => guard(`BGPConfiguration/${object.metadata.name}`, object.spec)),
    ...resources.bgpPeers.map((object) => guard(`BGPPeer/${object.metadata.name}`, object.spec)),
    ...resources.bgpFilters.map((object) => guard(`BGPFilter/${object.metadata.name}`, object.spec)),
    ...resources.ipPools.map((object) => guard(`IPPool/${object.metadata.name}`, object.spec)),
  ]
}

/** One guard that no longer holds. */
export interface StaleGuard {
  subject: string
  what: 'changed' | 'gone' | 'new'
}

/** What differs between the guards of a plan and of the cluster now. */
export function staleness(planned: Guard[], now: Guard[]): StaleGuard[] {
  const current = new Map(now.map((guard) => [guard.subject, guard.sha256]))
  const known = new Set(planned.map((guard) => guard.subject))
  const differing = planned.flatMap(({ subject, sha256 }): StaleGuard[] => {
    const found = current.get(subject)
    if (found === undefined) return [{ subject, what: 'gone' }]
    return found === sha256 ? [] : [{ subject, what: 'changed' }]
  })
  const fresh = now.filter(({ subject }) => !known.has(subject))
  return [...differing, ...fresh.map(({ subject }): StaleGuard => ({ subject, what: 'new' }))]
}

/** Number of mutating commands of a plan. */
export function countOperations(plan: Plan): number {
  return plan.stages.reduce((sum, stage) => sum + stage.operations.length, 0)
}
