import type { LintRule } from '../rule.ts'

/** A stored selector does not parse. */
export const badSelector: LintRule = {
  code: 'LINT_BAD_SELECTOR',
  title: 'A stored selector does not parse',
  message: '{subject}',
  reason: 'Calico treats it as a selector that chooses nobody; objects written with kubectl are not checked.',
  remedy: 'Correct the selector',
  source: 'Calico confd client.go; objects of crd.projectcalico.org bypass the checks',
  check: ({ peers, select }) =>
    peers.flatMap((peer) =>
      (['nodeSelector', 'peerSelector'] as const).flatMap((field) => {
        const text = peer.spec[field]
        const found = text ? select(text) : undefined
        return found && !Array.isArray(found) ? [`BGPPeer ${peer.name}: ${field} "${text}": ${found.problem}`] : []
      }),
    ),
}
