import type { LintRule } from '../rule.ts'

/** A password's secret or key is missing. */
export const missingSecret: LintRule = {
  code: 'LINT_MISSING_SECRET',
  title: "A password's secret or key is missing",
  message: '{subject}',
  reason: 'Calico then uses no password, and the session fails against an end that has one.',
  remedy: "Create the secret in calico-node's namespace, and let calico-node read it",
  source: 'Calico confd client.go',
  check: ({ cluster, config, peers }) => {
    const wanted = [
      ...peers.map((peer) => ({ who: `BGPPeer ${peer.name}`, ref: peer.spec.password?.secretKeyRef })),
      { who: 'BGPConfiguration default', ref: config?.nodeMeshPassword?.secretKeyRef },
    ]
    return wanted.flatMap(({ who, ref }) => {
      if (!ref) return []
      const secret = cluster.resources.secrets.find(
        (entry) => entry.name === ref.name && entry.namespace === cluster.calicoNamespace,
      )
      if (secret?.keys.includes(ref.key)) return []
      return [`${who}: no key ${ref.key} in secret ${cluster.calicoNamespace}/${ref.name}`]
    })
  },
}
