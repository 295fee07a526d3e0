import type { LintRule } from '../rule.ts'

/** One reflector serves many clients. */
export const manyClients: LintRule = {
  code: 'LINT_MANY_CLIENTS',
  title: 'One reflector serves many clients',
  message: '{subject}',
  reason: 'About 500 clients a reflector are known to work; above that a restart of one takes long to settle.',
  remedy: 'Split the rack, or add reflectors',
  source: 'sizing notes of calico-route-reflector-operator',
  check: ({ reflectorRacks }) =>
    reflectorRacks
      .filter((rack) => rack.nodes.length - rack.reflectors.length > 500)
      .map((rack) => `${rack.name}: ${rack.nodes.length} nodes on each of ${rack.reflectors.length} reflectors`),
}
