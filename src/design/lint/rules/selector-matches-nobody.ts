import type { LintRule } from '../rule.ts'

/** A selector chooses no node. */
export const selectorMatchesNobody: LintRule = {
  code: 'LINT_SELECTOR_MATCHES_NOBODY',
  title: 'A selector chooses no node',
  message: '{subject} chooses no node',
  reason: 'Calico accepts it without a word; the sessions that it should give do not exist.',
  remedy: 'Compare the selector with: kubectl get nodes --show-labels',
  source: 'Reddit engineering blog on the outage of 2023-03-14; calicoctl accepts it',
  check: ({ peers, nodes, select }) => {
    if (nodes.length === 0) return []
    return peers.flatMap((peer) =>
      (['nodeSelector', 'peerSelector'] as const).flatMap((field) => {
        const text = peer.spec[field]
        const found = text ? select(text) : undefined
        return Array.isArray(found) && found.length === 0 ? [`BGPPeer ${peer.name}: ${field} "${text}"`] : []
      }),
    )
  },
}
