import type { LintRule } from '../rule.ts'

/** A password's secret or key is missing. */
export const missingSecret: LintRule = {
  code: 'LINT_MISSING_SECRET',
  title: "A password's secret or key is missing",
  message: '{subject}',
  reason: 'Calico then uses no password, and the session fails against an end that has one.',
  remedy: "Create the secret in calico-node's namespace, and let calico-node read it",
  source: 'Calico confd client.go',
  check: ({ cluster, config, peers, design }) => {
    const leafs = design?.racks.flatMap((rack) => rack.leafs) ?? []
    const wanted = [
      ...peers.map((peer) => ({ who: `BGPPeer ${peer.name}`, ref: peer.spec.password?.secretKeyRef })),
      { who: 'BGPConfiguration default', ref: config?.nodeMeshPassword?.secretKeyRef },
      ...leafs.map(({ name, password }) => ({
        who: `leaf ${name}`,
        ref: password && { name: password.secret, key: password.key },
      })),
    ]
    return wanted.flatMap(({ who, ref }) => {
      if (!ref) return []
      const secret = cluster.resources.secrets.find(
        (entry) => entry.name === ref.name && entry.namespace === cluster.calicoNamespace,
      )
      if (secret?.keys.includes(ref.key)) return []
      // What was not allowed to be seen, or what calico-node may not read, is said where it was looked at.
      const look = cluster.secretLooks?.find((entry) => entry.name === ref.name)
      if (look?.status === 'unreadable' || (look?.calicoMay === 'no' && look.keys.includes(ref.key))) return []
      return [`${who}: no key ${ref.key} in secret ${cluster.calicoNamespace}/${ref.name}`]
    })
  },
}
