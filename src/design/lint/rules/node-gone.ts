import { names } from '../context.ts'
import type { LintRule } from '../rule.ts'

/** Calico knows a node that Kubernetes does not. */
export const nodeGone: LintRule = {
  code: 'LINT_NODE_GONE',
  title: 'Calico knows a node that Kubernetes does not',
  message: 'Calico knows {subject}, Kubernetes does not',
  reason: 'Every other node keeps a session toward it that can never come up.',
  remedy: 'Delete it: calicoctl delete node NAME (or bring the node back)',
  source: 'calico#8135; calico#9597',
  check: ({ nodes, cluster }) => {
    if (cluster.kubeNodes.length === 0) return []
    const gone = nodes.filter((node) => !node.kube)
    return gone.length > 0 ? [names(gone)] : []
  },
}
