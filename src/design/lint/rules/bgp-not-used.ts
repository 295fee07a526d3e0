import { podsOnBgp } from '../../pods-on-bgp.ts'
import type { LintRule } from '../rule.ts'

/** Pods do not ride on BGP. */
export const bgpNotUsed: LintRule = {
  code: 'LINT_BGP_NOT_USED',
  title: 'Pods do not ride on BGP',
  message: '{subject}',
  reason: 'Then reflectors change nothing between pods; at most what is announced to the outside.',
  remedy: 'Leave the cluster as it is, unless leafs need the routes',
  source: 'calico#7527; Calico docs vxlan-ipip.mdx',
  check: ({ cluster }) => {
    const rides = podsOnBgp(cluster)
    return rides.verdict === 'no' ? rides.reasons : []
  },
}
