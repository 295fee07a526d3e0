import type { LintRule } from '../rule.ts'

/** A peer selects by a label that others manage. */
export const foreignLabelSelector: LintRule = {
  code: 'LINT_FOREIGN_LABEL',
  title: 'A peer selects by a label that others manage',
  message: '{subject} belongs to Kubernetes, not to you',
  reason:
    'Kubernetes removed node-role.kubernetes.io/master in 1.24: a cluster whose peers selected by it lost every route for 314 minutes.',
  remedy: 'Select by a label of your own, such as rr-group and rr-id',
  source: 'Reddit engineering blog on the outage of 2023-03-14',
  check: ({ peers }) =>
    peers.flatMap((peer) => {
      const text = `${peer.spec.nodeSelector ?? ''} ${peer.spec.peerSelector ?? ''}`
      const label = /[\w.-]*(?:kubernetes\.io|k8s\.io)\/[\w.-]+/.exec(text)?.[0]
      // The host name never changes its meaning.
      return label && label !== 'kubernetes.io/hostname' ? [`${label} in BGPPeer ${peer.name}`] : []
    }),
}
