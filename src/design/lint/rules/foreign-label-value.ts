import { names } from '../context.ts'
import type { LintRule } from '../rule.ts'

/** A node is in another group already. */
export const foreignLabelValue: LintRule = {
  code: 'LINT_FOREIGN_LABEL_VALUE',
  title: 'A node is in another group already',
  message: '{subject}',
  reason: 'The label means something to somebody: another tool, or an earlier design whose peers still choose by it.',
  remedy: 'Find out who set it; or use other label names in the answers (labels.group, labels.id)',
  source: 'kubectl label refuses to overwrite for this reason',
  check: ({ design, reflectorRacks, node }) =>
    reflectorRacks.flatMap((rack) => {
      const label = design!.names.groupLabel
      const other = rack.nodes.filter((name) => {
        const value = node(name)?.labels[label]
        return value !== undefined && value !== rack.name
      })
      return other.length > 0
        ? [`${names(other)}: ${label} is ${node(other[0]!)!.labels[label]}, not ${rack.name}`]
        : []
    }),
}
