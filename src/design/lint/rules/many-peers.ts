import type { LintRule } from '../rule.ts'

/** Many BGPPeer objects. */
export const manyPeers: LintRule = {
  code: 'LINT_MANY_PEERS',
  title: 'Many BGPPeer objects',
  message: '{subject}',
  reason: 'Every node works through every BGPPeer: 64 nodes with 2,622 of them kept confd busy all the time.',
  remedy: 'Choose nodes by label: a few BGPPeers a rack are enough',
  source: 'confd#234',
  check: ({ peers, nodes }) =>
    peers.length > Math.max(100, nodes.length) ? [`${peers.length} BGPPeers for ${nodes.length} nodes`] : [],
}
