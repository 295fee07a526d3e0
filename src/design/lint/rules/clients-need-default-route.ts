import { names } from '../context.ts'
import type { LintRule } from '../rule.ts'

/** Clients do not learn routes to the outside. */
export const clientsNeedDefaultRoute: LintRule = {
  code: 'LINT_CLIENTS_NEED_DEFAULT_ROUTE',
  title: 'Clients do not learn routes to the outside',
  message: '{subject} learn only pod and service routes from their reflectors',
  reason:
    'A Calico node passes on what is inside its pools and nothing else: routes of the leaf stop at the reflector.',
  remedy: "Make sure each node's own default route leads to its leaf, and say so (fabric.defaultRouteViaLeaf: true)",
  source: 'calico#4539',
  check: ({ design, reflectorRacks }) => {
    if (!design || design.fabric.defaultRouteViaLeaf) return []
    const racks = reflectorRacks.filter(
      (rack) =>
        rack.leafs.length > 0 &&
        rack.leafs.every((leaf) => leaf.options.accepts === 'reflectors') &&
        rack.nodes.length > rack.reflectors.length,
    )
    const clients = racks.reduce((sum, rack) => sum + rack.nodes.length - rack.reflectors.length, 0)
    return clients > 0 ? [`the ${clients} clients of ${names(racks, 4)}`] : []
  },
}
