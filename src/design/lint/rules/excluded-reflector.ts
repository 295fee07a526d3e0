import { names } from '../context.ts'
import type { LintRule } from '../rule.ts'

/** A reflector is excluded from load balancing. */
export const excludedReflector: LintRule = {
  code: 'LINT_EXCLUDED_REFLECTOR',
  title: 'A reflector is excluded from load balancing',
  message: 'excluded from load balancing: {subject}',
  reason:
    'Such a node announces no service range and, as a reflector, passes none on either (load balancer ranges from 3.28).',
  remedy: 'Remove the label from the reflector, or choose another node',
  source: 'calico#8358, calico#13413',
  check: ({ nodes, reflectorRacks, version, design }) => {
    if (!version.excludeLabelStopsServices || (design && design.serviceCidrs.length === 0)) return []
    const chosen = new Set(reflectorRacks.flatMap((rack) => rack.reflectors))
    const excluded = nodes.filter(
      (node) =>
        // kubeadm sets it without a value on control planes; Calico heeds "true" only.
        node.labels['node.kubernetes.io/exclude-from-external-load-balancers'] === 'true' &&
        (chosen.size > 0 ? chosen.has(node.name) : node.clusterId !== undefined),
    )
    return excluded.length > 0 ? [names(excluded)] : []
  },
}
