import { refusedConfiguration } from '../../refused-configuration.ts'
import type { LintRule } from '../rule.ts'

/** calicoctl refuses to write the BGPConfiguration as it is. */
export const configurationRefused: LintRule = {
  code: 'LINT_CONFIGURATION_REFUSED',
  title: 'calicoctl refuses to write the BGPConfiguration as it is',
  message: 'BGPConfiguration default has {subject}',
  reason: 'calicoctl checks the whole object at every change: the mesh could not be turned off, nor on again.',
  remedy: 'Use the communities in prefixAdvertisements, or remove them',
  source: 'Calico validator: "communities are defined but not used"',
  check: ({ config }) => {
    const has = refusedConfiguration(config)
    return has === undefined ? [] : [has]
  },
}
