import { names } from '../context.ts'
import type { LintRule } from '../rule.ts'

/** A node has no BGP address. */
export const nodeWithoutAddress: LintRule = {
  code: 'LINT_NODE_WITHOUT_ADDRESS',
  title: 'A node has no BGP address',
  message: '{subject} without a BGP address',
  reason: 'It has no session at all, and the others have none with it.',
  remedy: "Look into calico-node's log there; autodetection found no address",
  source: 'Calico golden mesh/static-routes-no-ipv4-address',
  check: ({ nodes }) => {
    const missing = nodes.filter((node) => !node.address)
    return missing.length > 0 ? [names(missing)] : []
  },
}
