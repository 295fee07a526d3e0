import { names } from '../context.ts'
import type { LintRule } from '../rule.ts'

/** Traffic from outside to all pods goes through the reflectors. */
export const reflectorsInDataPath: LintRule = {
  code: 'LINT_REFLECTORS_IN_DATA_PATH',
  title: 'Traffic from outside to all pods goes through the reflectors',
  message: '{subject}: all traffic from the leaf to the pods of these racks passes their reflectors',
  reason: 'A leaf hears every block from the reflectors, over eBGP, with the reflector as next hop.',
  remedy:
    'Set keepOriginalNextHop: true on the leaf peers (from 3.31 nextHopMode: Keep), or let the leaf accept every node',
  source: 'calico#3666, confd#308',
  check: ({ reflectorRacks }) => {
    const racks = reflectorRacks.filter(
      (rack) =>
        rack.leafs.some((leaf) => leaf.options.accepts === 'reflectors' && leaf.asn !== rack.asn) &&
        rack.nodes.length > rack.reflectors.length,
    )
    return racks.length > 0
      ? [
          names(
            racks.map((rack) => `${rack.name} (${names(rack.reflectors)})`),
            3,
          ),
        ]
      : []
  },
}
