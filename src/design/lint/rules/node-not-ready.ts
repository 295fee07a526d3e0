import { names } from '../context.ts'
import type { LintRule } from '../rule.ts'

/** A node is not ready. */
export const nodeNotReady: LintRule = {
  code: 'LINT_NODE_NOT_READY',
  title: 'A node is not ready',
  message: '{subject}',
  reason: "Its sessions cannot come up, so no gate can pass; dead nodes slow the others' BGP down by minutes.",
  remedy: 'Repair it, or remove it from the cluster, before the move',
  source: 'calico#9597, node#355',
  check: ({ nodes }) => {
    const down = nodes.filter((node) => node.kube && !node.kube.ready)
    return down.length > 0 ? [`${names(down)} NotReady`] : []
  },
}
