import { parseAsn } from '../../../model/asn.ts'
import { names } from '../context.ts'
import type { LintRule } from '../rule.ts'

/** A switch of the same AS becomes a reflector client. */
export const ibgpSwitchAsClient: LintRule = {
  code: 'LINT_IBGP_SWITCH_AS_CLIENT',
  title: 'A switch of the same AS becomes a reflector client',
  message: 'BGPPeer {subject}',
  reason: 'A reflector treats every iBGP peer given by address as its client, a switch or another reflector alike.',
  remedy: 'Give the switch its own AS, or choose reflectors by peerSelector instead of by address',
  source: 'Calico bgp_processor.go; calico#2292',
  check: ({ peers, effectiveAsn }) =>
    peers.flatMap((peer) => {
      if (!peer.address) return []
      const asn = peer.spec.asNumber === undefined ? undefined : parseAsn(peer.spec.asNumber)
      const reflectors = peer.locals.filter(
        (n) => n.clusterId !== undefined && effectiveAsn(n) === asn && n !== peer.inside,
      )
      return reflectors.length > 0
        ? [`${peer.name}: ${names(reflectors)} and ${peer.spec.peerIP} are all AS ${asn}`]
        : []
    }),
}
