import { names } from '../context.ts'
import type { LintRule } from '../rule.ts'

/** The mesh is off and a node has no peer. */
export const meshOffWithoutPeers: LintRule = {
  code: 'LINT_NODE_WITHOUT_SESSION',
  title: 'The mesh is off and a node has no peer',
  message: '{subject}: the mesh is off and no BGPPeer gives a session',
  reason:
    'Without the mesh a node has only the sessions that BGPPeers give it; with none, its pods reach no other node.',
  remedy: 'Create the BGPPeers, or turn the mesh on again until they exist',
  source: 'calico#3819; Calico e2e route_reflector.go',
  check: ({ meshOn, nodes, peers }) => {
    if (meshOn) return []
    const reached = new Set(peers.flatMap((peer) => [...peer.locals, ...peer.targets].map((node) => node.name)))
    const alone = nodes.filter((node) => !reached.has(node.name))
    return alone.length > 0 ? [names(alone)] : []
  },
}
