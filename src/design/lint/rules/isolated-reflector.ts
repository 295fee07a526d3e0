import { names } from '../context.ts'
import type { LintRule } from '../rule.ts'

/** A cluster id takes a node out of the mesh. */
export const isolatedReflector: LintRule = {
  code: 'LINT_ISOLATED_REFLECTOR',
  title: 'A cluster id takes a node out of the mesh',
  message: '{subject}',
  reason: 'From 3.21 a node with a cluster id has no mesh session; without a BGPPeer it has none at all.',
  remedy: 'Create its BGPPeers first, or remove the cluster id',
  source: 'Calico commit 1036964eb2 (3.21.0)',
  check: ({ nodes, peers, meshOn, version }) => {
    if (!meshOn || !version.reflectorsLeaveMesh) return []
    const reached = new Set(peers.flatMap((peer) => [...peer.locals, ...peer.targets].map((node) => node.name)))
    const alone = nodes.filter((node) => node.clusterId !== undefined && !reached.has(node.name))
    return alone.length > 0 ? [`${names(alone)}: a cluster id, and no BGPPeer`] : []
  },
}
