import type { NodeFacts } from '../../node-facts.ts'
import { names } from '../context.ts'
import type { LintRule } from '../rule.ts'

function isControlPlane(node: NodeFacts): boolean {
  return 'node-role.kubernetes.io/control-plane' in node.labels || 'node-role.kubernetes.io/master' in node.labels
}

/** All reflectors can fail together. */
export const reflectorsShareFate: LintRule = {
  code: 'LINT_REFLECTORS_SHARE_FATE',
  title: 'All reflectors can fail together',
  message: '{subject}',
  reason: 'Reflectors that stop together take all routes between nodes with them once graceful restart ends (120 s).',
  remedy: 'Spread them over zones, and keep at least one off the control plane',
  source: 'calico#9259, calico#1937',
  check: ({ reflectorRacks, node }) =>
    reflectorRacks.flatMap((rack) => {
      if (rack.reflectors.length < 2) return []
      const reflectors = rack.reflectors.flatMap((name) => node(name) ?? [])
      const others = rack.nodes.flatMap((name) => node(name) ?? [])
      const zones = (list: typeof others) => new Set(list.map((n) => n.labels['topology.kubernetes.io/zone'] ?? ''))
      if (reflectors.every(isControlPlane) && !others.every(isControlPlane))
        return [`all reflectors of ${rack.name} are control-plane nodes (${names(reflectors)})`]
      if (zones(others).size > 1 && zones(reflectors).size === 1)
        return [`all reflectors of ${rack.name} are in one zone (${[...zones(reflectors)][0] || 'none'})`]
      return []
    }),
}
