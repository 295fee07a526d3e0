import { parseAsn } from '../../../model/asn.ts'
import type { LintRule } from '../rule.ts'

/** Leafs and the full mesh at the same time. */
export const meshAndLeaf: LintRule = {
  code: 'LINT_MESH_AND_LEAF',
  title: 'Leafs and the full mesh at the same time',
  message: '{subject} and the full mesh are there at the same time',
  reason: 'With the mesh on, every node announces every block to the leaf: traffic may take a wrong node on its way.',
  remedy: 'Turn the mesh off once the leafs hold all blocks, or filter on the leaf',
  source: 'calico#3810',
  check: ({ peers, meshOn, effectiveAsn }) => {
    if (!meshOn) return []
    return peers
      .filter((peer) => peer.address && !peer.inside && peer.locals.length > 1)
      .filter((peer) => {
        const asn = peer.spec.asNumber === undefined ? undefined : parseAsn(peer.spec.asNumber)
        return peer.locals.some((node) => effectiveAsn(node) !== asn)
      })
      .map((peer) => `BGPPeer ${peer.name} (${peer.spec.peerIP}, ${peer.locals.length} nodes)`)
  },
}
