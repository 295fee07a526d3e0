import type { LintRule } from '../rule.ts'

/** A pool is kept out of BGP. */
export const poolNotExported: LintRule = {
  code: 'LINT_POOL_NOT_EXPORTED',
  title: 'A pool is kept out of BGP',
  message: '{subject} is kept out of BGP',
  reason:
    'Its routes go to no peer, reflectors included: once the mesh is off its pods are reachable on their own node only, unless it is encapsulated by Felix.',
  remedy: 'Remove disableBGPExport, or keep such pools on VXLAN',
  source: 'Calico docs IPPool; calico#4248',
  check: ({ cluster, version }) =>
    version.poolExportSwitch
      ? cluster.resources.ipPools
          .filter(({ spec }) => spec.disableBGPExport && (spec.vxlanMode ?? 'Never') === 'Never')
          .map((pool) => `IPPool ${pool.metadata.name} (${pool.spec.cidr})`)
      : [],
}
