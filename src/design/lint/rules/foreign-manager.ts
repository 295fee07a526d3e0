import type { LintRule } from '../rule.ts'

/** Another tool manages an object that has to change. */
export const foreignManager: LintRule = {
  code: 'LINT_FOREIGN_MANAGER',
  title: 'Another tool manages an object that has to change',
  message: '{subject}',
  reason: 'It will put its own version back, sooner or later, and undo the move.',
  remedy: 'Make the change in its repository too; the plan prints the objects as YAML',
  source: 'calico#12080, tigera/operator#1888',
  check: ({ cluster }) =>
    Object.entries(cluster.foreignManagers)
      .filter(([, managers]) => managers.length > 0)
      .map(([object, managers]) => `${object} is written by ${managers.join(', ')}`),
}
