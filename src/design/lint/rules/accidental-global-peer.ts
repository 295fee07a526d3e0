import type { LintRule } from '../rule.ts'

/** A peer with a selector applies to every node. */
export const accidentalGlobalPeer: LintRule = {
  code: 'LINT_ACCIDENTAL_GLOBAL_PEER',
  title: 'A peer with a selector applies to every node',
  message: 'BGPPeer {subject} has a peerSelector but chooses no nodes, so it applies to all',
  reason: 'An unquoted !has(...) is a YAML tag: the selector becomes empty and the peer global, without any error.',
  remedy: 'Put the nodeSelector in quotes; write all() when you mean every node',
  source: 'kubeasz#741',
  check: ({ peers }) =>
    peers.filter(({ spec }) => spec.peerSelector && !spec.nodeSelector && !spec.node).map((peer) => peer.name),
}
