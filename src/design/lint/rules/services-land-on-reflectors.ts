import { names } from '../context.ts'
import type { LintRule } from '../rule.ts'

/** Service traffic from outside lands on the reflectors. */
export const servicesLandOnReflectors: LintRule = {
  code: 'LINT_SERVICES_LAND_ON_REFLECTORS',
  title: 'Service traffic from outside lands on the reflectors',
  message: '{subject}: outside traffic to services enters through these reflectors',
  reason: 'Every node announces the service range, but the leaf hears only the reflectors: they carry all of it.',
  remedy:
    'Let the leafs accept every node, or size the reflectors for it; the label node.kubernetes.io/exclude-from-external-load-balancers keeps a node out',
  source: 'calico#3365, calico#6451',
  check: ({ design, reflectorRacks }) => {
    if (!design || design.serviceCidrs.length === 0) return []
    const racks = reflectorRacks.filter(
      (rack) => rack.leafs.length > 0 && rack.leafs.every((leaf) => leaf.options.accepts === 'reflectors'),
    )
    return racks.length > 0
      ? [
          names(
            racks.map((rack) => `${rack.name} (${names(rack.reflectors)})`),
            3,
          ),
        ]
      : []
  },
}
