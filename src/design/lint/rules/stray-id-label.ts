import type { LintRule } from '../rule.ts'

/** A node carries the reflector label but is no reflector. */
export const strayIdLabel: LintRule = {
  code: 'LINT_STRAY_ID_LABEL',
  title: 'A node carries the reflector label but is no reflector',
  message: '{subject}',
  reason: "It would peer with the leaf, which does not know it, and its rack's nodes would peer with it for nothing.",
  remedy: 'Remove the label: kubectl label nodes NODE rr-id-',
  source: 'the guide lists rr-id=rr2 on node6, which is no reflector there',
  check: ({ nodes, design, reflectorRacks }) => {
    if (!design || reflectorRacks.length === 0) return []
    const reflectors = new Set(reflectorRacks.flatMap((rack) => rack.reflectors))
    return nodes
      .filter((node) => design.names.idLabel in node.labels && !reflectors.has(node.name))
      .map(
        (node) => `${node.name} has ${design.names.idLabel}=${node.labels[design.names.idLabel]} but is no reflector`,
      )
  },
}
