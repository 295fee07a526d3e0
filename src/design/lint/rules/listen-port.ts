import type { LintRule } from '../rule.ts'

/** BGP listens on another port. */
export const listenPort: LintRule = {
  code: 'LINT_LISTEN_PORT',
  title: 'BGP listens on another port',
  message: '{subject}, not 179',
  reason:
    'Leafs connect to 179 unless told otherwise, and a change of the port takes effect only after calico-node restarts.',
  remedy: 'Tell the leafs the port (passive sessions), and open it between racks',
  source: 'tigera/operator#1888, calico#5279',
  check: ({ cluster }) =>
    cluster.resources.bgpConfigurations
      .filter((config) => config.spec.listenPort !== undefined && config.spec.listenPort !== 179)
      .map((config) => `BGPConfiguration ${config.metadata.name}: port ${config.spec.listenPort}`),
}
