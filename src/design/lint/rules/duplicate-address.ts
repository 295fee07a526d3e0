import { names } from '../context.ts'
import type { LintRule } from '../rule.ts'

/** Two nodes have one address. */
export const duplicateAddress: LintRule = {
  code: 'LINT_DUPLICATE_ADDRESS',
  title: 'Two nodes have one address',
  message: '{subject}',
  reason: 'Every third node gets two protocols of one name, which BIRD refuses: its whole configuration freezes.',
  remedy: 'Correct the address of one of them before anything else',
  source: 'projectcalico/bird#12',
  check: ({ nodes }) => {
    const at = new Map<string, string[]>()
    for (const node of nodes) {
      if (node.address) at.set(node.address.text, [...(at.get(node.address.text) ?? []), node.name])
    }
    return [...at].filter(([, list]) => list.length > 1).map(([address, list]) => `${names(list)} share ${address}`)
  },
}
