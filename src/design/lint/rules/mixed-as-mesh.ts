import { names } from '../context.ts'
import type { LintRule } from '../rule.ts'

/** A full mesh of different AS numbers. */
export const mixedAsMesh: LintRule = {
  code: 'LINT_MIXED_AS_MESH',
  title: 'A full mesh of different AS numbers',
  message: '{subject}',
  reason:
    'Such sessions are eBGP: in 3.31 they do not come up across subnets, and every node announces every block again.',
  remedy: 'Turn the mesh off before AS numbers differ; the safe order does',
  source: 'Calico bird.cfg.template: mesh sessions without multihop',
  check: ({ meshOn, nodes, effectiveAsn }) => {
    const asns = [...new Set(nodes.map(effectiveAsn))]
    return meshOn && asns.length > 1 ? [`mesh on, AS numbers ${names(asns.map(String))}`] : []
  },
}
