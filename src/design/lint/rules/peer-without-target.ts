import type { LintRule } from '../rule.ts'

/** A peer names no other end. */
export const peerWithoutTarget: LintRule = {
  code: 'LINT_PEER_WITHOUT_TARGET',
  title: 'A peer names no other end',
  message: 'BGPPeer {subject} has neither peerIP nor peerSelector',
  reason: 'Calico skips it with a line in its log.',
  remedy: 'Add peerIP and asNumber, or a peerSelector, or delete it',
  source: 'Calico confd client.go',
  check: ({ peers }) =>
    peers
      .filter(({ spec }) => !spec.peerIP && !spec.peerSelector && !spec.localWorkloadSelector)
      .map((peer) => peer.name),
}
