import type { LintRule } from '../rule.ts'

/** Routes of a leaf of the same AS may be unreachable. */
export const ibgpLeafNextHop: LintRule = {
  code: 'LINT_IBGP_LEAF_NEXT_HOP',
  title: 'Routes of a leaf of the same AS may be unreachable',
  message: '{subject}',
  reason:
    'iBGP keeps the next hop: nodes get the far switch as next hop, which they can reach only with a route to it.',
  remedy: 'Set next-hop-self on the leaf for its nodes (nextHopSelf: true)',
  source: 'calico#1515, calico#2178',
  check: ({ design }) =>
    (design?.racks ?? []).flatMap((rack) =>
      rack.leafs
        .filter((leaf) => leaf.asn === rack.asn && !leaf.options.nextHopSelf)
        .map((leaf) => `${leaf.name} and ${rack.name} share AS ${leaf.asn}, and the leaf keeps next hops`),
    ),
}
