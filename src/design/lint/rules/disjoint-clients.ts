import type { NodeFacts } from '../../node-facts.ts'
import type { LintRule } from '../rule.ts'

/** Reflectors by cluster id and AS: between ASes nothing is reflected anyway. */
function byClusterId(nodes: NodeFacts[]): [string, string[]][] {
  const groups = new Map<string, string[]>()
  for (const node of nodes) {
    if (node.clusterId === undefined) continue
    const group = groups.get(node.clusterId)
    if (group) group.push(node.name)
    else groups.set(node.clusterId, [node.name])
  }
  return [...groups].filter(([, list]) => list.length > 1)
}

/** Clients of one cluster id do not share a reflector. */
export const disjointClients: LintRule = {
  code: 'LINT_DISJOINT_CLIENTS',
  title: 'Clients of one cluster id do not share a reflector',
  message: '{subject} never learn each other',
  reason: "Reflectors that share a cluster id do not pass routes of their clients on to each other's clients.",
  remedy:
    'Let every client of an id peer with every reflector of that id, or give each reflector its own id and let them peer',
  source: 'calico#2735; RFC 4456 section 8',
  check: ({ peers, nodes }) => {
    const reflectorsOf = new Map<string, Set<string>>()
    for (const peer of peers) {
      for (const target of peer.targets) {
        if (target.clusterId === undefined) continue
        for (const local of peer.locals) {
          if (local.clusterId !== undefined || local.name === target.name) continue
          const list = reflectorsOf.get(local.name)
          if (list) list.add(target.name)
          else reflectorsOf.set(local.name, new Set([target.name]))
        }
      }
    }
    return byClusterId(nodes).flatMap(([id, reflectors]) => {
      // Clients with the same reflectors are one class: compare classes, not nodes.
      const classes = new Map<string, string>()
      for (const [client, all] of reflectorsOf) {
        const mine = reflectors.filter((name) => all.has(name))
        if (mine.length > 0) classes.set(mine.join(' '), client)
      }
      const list = [...classes].map(([key, client]) => ({ client, reflectors: new Set(key.split(' ')) }))
      for (const a of list)
        for (const b of list)
          if (![...a.reflectors].some((name) => b.reflectors.has(name)))
            return [`clients such as ${a.client} and ${b.client}, on different reflectors of cluster id ${id},`]
      return []
    })
  },
}
