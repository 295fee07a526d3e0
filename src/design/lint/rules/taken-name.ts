import { parseAsn } from '../../../model/asn.ts'
import { leafPeerName, nodePeerName } from '../../names.ts'
import type { LintRule } from '../rule.ts'

/** A BGPPeer of this name exists with another content. */
export const takenName: LintRule = {
  code: 'LINT_TAKEN_NAME',
  title: 'A BGPPeer of this name exists with another content',
  message: 'BGPPeer {subject} exists already and says something else',
  reason: 'The wizard never overwrites what it did not make.',
  remedy: 'Rename the rack or the leaf in the answers, or delete the old BGPPeer yourself',
  source: "kubeasz and other tools overwrote users' objects here",
  check: ({ design, peers }) => {
    if (!design) return []
    const wanted = new Map<string, string>()
    for (const rack of design.scheme === 'full-mesh' ? [] : design.racks) {
      for (const leaf of rack.leafs) wanted.set(leafPeerName(rack, leaf), `${leaf.address} ${leaf.asn}`)
      if (design.scheme === 'reflectors') wanted.set(nodePeerName(rack), 'selector')
    }
    return peers
      .filter(({ name, spec }) => {
        const meant = wanted.get(name)
        if (meant === undefined) return false
        if (meant === 'selector') return !spec.peerSelector
        return `${spec.peerIP} ${spec.asNumber === undefined ? '' : parseAsn(spec.asNumber)}` !== meant
      })
      .map((peer) => peer.name)
  },
}
