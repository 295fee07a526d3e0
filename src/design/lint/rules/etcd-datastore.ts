import type { LintRule } from '../rule.ts'

/** Calico's data is in etcd. */
export const etcdDatastore: LintRule = {
  code: 'LINT_ETCD_DATASTORE',
  title: "Calico's data is in etcd",
  message: '{subject}',
  reason: 'The wizard reads, forecasts and plans here, but it applies changes only with the Kubernetes datastore.',
  remedy: "Run the plan's commands yourself, in its order",
  source: 'docs/architecture.md',
  check: ({ cluster }) => (cluster.datastore === 'etcdv3' ? ['datastore etcdv3'] : []),
}
