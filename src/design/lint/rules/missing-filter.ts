import type { LintRule } from '../rule.ts'

/** A peer names a filter that does not exist. */
export const missingFilter: LintRule = {
  code: 'LINT_MISSING_FILTER',
  title: 'A peer names a filter that does not exist',
  message: '{subject} is no BGPFilter of this cluster',
  reason: 'A filter that was deleted later is ignored: the peer then exchanges more than was meant.',
  remedy: 'Create the BGPFilter, or remove its name',
  source: 'Calico docs BGPFilter',
  check: ({ cluster, peers }) => {
    const known = new Set(cluster.resources.bgpFilters.map((filter) => filter.metadata.name))
    return peers.flatMap((peer) =>
      (peer.spec.filters ?? []).filter((name) => !known.has(name)).map((name) => `BGPPeer ${peer.name}: ${name}`),
    )
  },
}
