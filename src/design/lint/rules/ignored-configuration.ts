import type { LintRule } from '../rule.ts'

/** A BGPConfiguration that nobody reads. */
export const ignoredConfiguration: LintRule = {
  code: 'LINT_IGNORED_CONFIGURATION',
  title: 'A BGPConfiguration that nobody reads',
  message: 'BGPConfiguration {subject} is ignored',
  reason:
    'Calico reads "default" and "node.NAME" only; the mesh is switched and the AS number is set in "default" alone.',
  remedy: 'Move its fields to "default", or delete it',
  source: 'Calico confd client.go',
  check: ({ cluster, node }) =>
    cluster.resources.bgpConfigurations.flatMap(({ metadata: { name } }) => {
      if (name === 'default') return []
      const of = name.startsWith('node.') ? name.slice('node.'.length) : undefined
      return of !== undefined && node(of) ? [] : [name]
    }),
}
