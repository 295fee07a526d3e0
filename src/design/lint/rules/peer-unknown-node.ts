import type { LintRule } from '../rule.ts'

/** A peer belongs to a node that does not exist. */
export const peerUnknownNode: LintRule = {
  code: 'LINT_PEER_UNKNOWN_NODE',
  title: 'A peer belongs to a node that does not exist',
  message: 'BGPPeer {subject}',
  reason: 'It gives no session; often the node was renamed or replaced.',
  remedy: "Correct the node's name, or delete the BGPPeer",
  source: 'calico#8135; calicoctl accepts it',
  check: ({ peers, node }) =>
    peers.flatMap((peer) => (peer.spec.node && !node(peer.spec.node) ? [`${peer.name} names ${peer.spec.node}`] : [])),
}
