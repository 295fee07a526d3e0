import type { LintRule } from '../rule.ts'

/** A label is only in Calico's copy. */
export const labelOnlyInAnnotation: LintRule = {
  code: 'LINT_LABEL_NOT_IN_KUBERNETES',
  title: "A label is only in Calico's copy",
  message: '{subject}',
  reason:
    "Labels written into the node file's kube-labels annotation are never read, and labels set with calicoctl are invisible to kubectl.",
  remedy: 'Set them with: kubectl label nodes NODE KEY=VALUE',
  source: "Calico libcalico-go node.go; the guide's node1.yaml shows its labels in the annotation only",
  check: ({ cluster, node, design }) => {
    const wanted = [design?.names.groupLabel ?? 'rr-group', design?.names.idLabel ?? 'rr-id']
    return cluster.resources.nodes.flatMap(({ metadata }) => {
      const kube = node(metadata.name)?.kube
      if (!kube) return []
      const copies = Object.values(metadata.annotations ?? {}).join(' ')
      const only = wanted.filter((key) => {
        const elsewhere = key in (metadata.labels ?? {}) || copies.includes(`"${key}"`)
        return elsewhere && !(key in (kube.metadata.labels ?? {}))
      })
      return only.length > 0 ? [`${metadata.name}: ${only.join(' and ')} not on the Kubernetes node`] : []
    })
  },
}
