import type { ClusterState } from '../model/cluster.ts'
import type { Design } from '../model/design.ts'
import type { StageFacts } from './stages-causes.ts'
import type { Moment } from './stages-moment.ts'
import type { StageRun } from './stages-run.ts'
import { rulesFor } from './versions.ts'

/** Sessions that were established and end or restart in a stage. */
export function endedIn(run: StageRun): StageRun['changes'] {
  return run.changes.filter((change) => change.what !== 'new' && change.was.state.cause === 'established')
}

/** Gathers what decides why a stage hurts and what would help. */
export function stageFacts(design: Design, cluster: ClusterState, run: StageRun): StageFacts {
  const ended = endedIn(run)
  const byNode = new Map<string, StageRun['changes']>()
  for (const change of ended) byNode.set(change.node, [...(byNode.get(change.node) ?? []), change])
  const { racks } = design
  return {
    ended: byNode,
    meshGoesOff: ended.some((change) => change.was.origin.kind === 'mesh') && !hasMesh(run.after),
    rules: rulesFor(cluster.version),
    leafs: racks.some((rack) => rack.leafs.length > 0),
    leafsAcceptAll: racks.every((rack) => rack.leafs.some((leaf) => leaf.options.accepts === 'all-nodes')),
    leafOf: (node) => racks.find((rack) => rack.nodes.includes(node))?.leafs[0]?.name,
    emptyReflectors: design.move?.emptyReflectors ?? false,
    encapsulated: cluster.resources.ipPools.some(
      (pool) => (pool.spec.ipipMode ?? 'Never') !== 'Never' || (pool.spec.vxlanMode ?? 'Never') !== 'Never',
    ),
  }
}

function hasMesh(moment: Moment): boolean {
  return Object.values(moment.sessions.nodes).some((node) =>
    [...node.ip4.protocols, ...node.ip6.protocols].some((protocol) => protocol.origin.kind === 'mesh'),
  )
}
