import type { LintRule } from '../rule.ts'

/** A peer by address has no AS number. */
export const peerWithoutAsn: LintRule = {
  code: 'LINT_PEER_WITHOUT_ASN',
  title: 'A peer by address has no AS number',
  message: 'BGPPeer {subject} has a peerIP but no asNumber',
  reason: 'It is accepted and becomes AS 0, which BIRD refuses: every node it applies to keeps its old configuration.',
  remedy: 'Add the asNumber of the other end',
  source: 'Calico confd client.go; BIRD "Remote AS number must be set"',
  check: ({ peers }) =>
    peers.filter((peer) => peer.spec.peerIP && peer.spec.asNumber === undefined).map((peer) => peer.name),
}
