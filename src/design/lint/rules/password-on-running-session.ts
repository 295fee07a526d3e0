import type { LintRule } from '../rule.ts'

/** A session that runs gets another password. */
export const passwordOnRunningSession: LintRule = {
  code: 'LINT_PASSWORD_ON_RUNNING_SESSION',
  title: 'A session that is there gets another password, or its first, or none any more',
  message: '{subject}: the password of a session that is there changes',
  reason: 'A TCP password has to be the same at both ends: from the first change to the second the session is down.',
  remedy: 'Change the leaf at the moment of the step "leaf peers", or take the password in or out in a move of its own',
  source: 'RFC 2385; Calico confd client.go: a changed password restarts the session',
  check: ({ design, peers }) =>
    (design?.racks ?? []).flatMap((rack) =>
      rack.leafs.flatMap((leaf) => {
        const members = new Set(rack.nodes)
        const there = peers.filter(
          (peer) => peer.address?.text === leaf.address && peer.locals.some((node) => members.has(node.name)),
        )
        const other = there.filter(({ spec: { password } }) => {
          const ref = password?.secretKeyRef
          return ref?.name !== leaf.password?.secret || ref?.key !== leaf.password?.key
        })
        return other.length > 0 ? [`BGPPeer ${other.map(({ name }) => name).join(', ')} and leaf ${leaf.name}`] : []
      }),
    ),
}
