import { names } from '../context.ts'
import type { LintRule } from '../rule.ts'

/** A node was not labelled when it joined. */
export const missingGroupLabel: LintRule = {
  code: 'LINT_NODE_WITHOUT_GROUP',
  title: 'A node was not labelled when it joined',
  message: '{subject} without the label that its neighbours are chosen by',
  reason: 'Peers choose by label; a node that joined later has no session with any reflector.',
  remedy: "Label it, and put the label into the kubelet's --node-labels or the node's bootstrap",
  source: 'kubespray#8595, kube-controllers#482',
  check: ({ nodes, peers, design }) => {
    const label = design?.names.groupLabel ?? 'rr-group'
    const used = peers.some((peer) => `${peer.spec.nodeSelector} ${peer.spec.peerSelector}`.includes(label))
    const missing = nodes.filter((node) => !(label in node.labels))
    return used && missing.length > 0 && missing.length < nodes.length ? [names(missing)] : []
  },
}
