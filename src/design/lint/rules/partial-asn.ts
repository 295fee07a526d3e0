import { names } from '../context.ts'
import type { LintRule } from '../rule.ts'

/** Some nodes of a group have no AS number of their own. */
export const partialAsn: LintRule = {
  code: 'LINT_PARTIAL_ASN',
  title: 'Some nodes of a group have no AS number of their own',
  message: '{subject}',
  reason: `Nodes without a number inherit the default; the others expect the group's: "Bad peer AS". From 3.32 the mesh guesses differently at both ends.`,
  remedy: 'Set the number on all nodes of the group and read back: calicoctl get nodes -o wide',
  source: 'calico#2373, calico#2961, calico#2021',
  check: ({ nodes, design, effectiveAsn }) => {
    const label = design?.names.groupLabel ?? 'rr-group'
    const groups = new Map<string, typeof nodes>()
    for (const node of nodes) {
      const group = node.labels[label] ?? ''
      const members = groups.get(group)
      if (members) members.push(node)
      else groups.set(group, [node])
    }
    return [...groups].flatMap(([group, members]) => {
      const missing = members.filter((node) => node.asn === undefined)
      const differs = new Set(members.map(effectiveAsn)).size > 1
      if (missing.length === 0 || missing.length === members.length || !differs) return []
      return [
        group
          ? `${names(missing)} of group ${group} inherit another AS than their neighbours have`
          : `${names(missing)} inherit another AS than their neighbours have`,
      ]
    })
  },
}
