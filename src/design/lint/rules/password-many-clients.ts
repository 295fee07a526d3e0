import { names } from '../context.ts'
import type { LintRule } from '../rule.ts'

/** Trouble was reported at 152 clients. */
const limit = 140

/** Passwords and many sessions on one node. */
export const passwordManyClients: LintRule = {
  code: 'LINT_PASSWORD_MANY_CLIENTS',
  title: 'Passwords and many sessions on one node',
  message: '{subject}',
  reason:
    'The kernel keeps TCP passwords in a small buffer: at about 150 sessions the next ones fail with "MD5 auth failed".',
  remedy: 'Raise net.core.optmem_max on the reflectors before the move',
  source: 'calico#9610',
  check: ({ peers, nodes, config, meshOn }) => {
    const sessions = new Map<string, number>()
    const add = (name: string, count: number) => sessions.set(name, (sessions.get(name) ?? 0) + count)
    for (const peer of peers.filter((entry) => entry.spec.password)) {
      for (const target of peer.targets) add(target.name, peer.locals.length)
      for (const local of peer.locals) add(local.name, peer.address ? 1 : peer.targets.length)
    }
    if (meshOn && config?.nodeMeshPassword) for (const node of nodes) add(node.name, nodes.length - 1)
    const crowded = [...sessions].filter(([, count]) => count >= limit).map(([name]) => name)
    return crowded.length > 0 ? [`${names(crowded)}: ${limit} or more sessions with a password`] : []
  },
}
