import { names } from '../context.ts'
import type { LintRule } from '../rule.ts'

/** A future reflector runs pods. */
export const reflectorHasPods: LintRule = {
  code: 'LINT_REFLECTOR_HAS_PODS',
  title: 'A future reflector runs pods',
  message: '{subject} will become reflectors with pods on them',
  reason: 'Setting a cluster id restarts the sessions of that node, which cuts its own pods for about two seconds.',
  remedy: 'Choose nodes without pods, or drain them first; the plan changes one reflector at a time',
  source: 'Calico docs bgp.mdx, note on reflectors; calico#3819',
  check: ({ reflectorRacks, node }) => {
    const busy = reflectorRacks
      .flatMap((rack) => rack.reflectors)
      .filter((name) => (node(name)?.kube?.podCount ?? 0) > 0 && node(name)?.clusterId === undefined)
    return busy.length > 0 ? [names(busy)] : []
  },
}
