import type { LintRule } from '../rule.ts'

/** Calico peers from another address than Kubernetes uses. */
export const addressNotInternal: LintRule = {
  code: 'LINT_ADDRESS_NOT_INTERNAL',
  title: 'Calico peers from another address than Kubernetes uses',
  message: '{subject}',
  reason:
    'Address autodetection may have found the wrong interface; then peers and leafs wait for an address that never answers.',
  remedy: 'Check IP_AUTODETECTION_METHOD; fine when BGP has a network of its own',
  source: 'calico#4479, calico#8607, kubekey#134',
  check: ({ nodes }) =>
    nodes.flatMap((node) => {
      const internal = node.kube?.internalIPs ?? []
      if (!node.address || internal.length === 0 || internal.includes(node.address.text)) return []
      return [`${node.name}: Calico uses ${node.address.text}, Kubernetes ${internal.join(', ')}`]
    }),
}
