import { names } from '../context.ts'
import type { LintRule } from '../rule.ts'

/** Nodes peer with a hub that does not reflect. */
export const hubWithoutClusterId: LintRule = {
  code: 'LINT_HUB_WITHOUT_CLUSTER_ID',
  title: 'Nodes peer with a hub that does not reflect',
  message: '{subject}',
  reason:
    'Without a cluster id a node passes nothing on within its AS: every session is Established and no route arrives.',
  remedy: 'Set routeReflectorClusterID on the nodes that the peerSelector chooses',
  source: 'RFC 4456; Calico bgp_processor.go',
  check: ({ peers, meshOn, effectiveAsn }) => {
    if (meshOn) return []
    return peers.flatMap((peer) => {
      const hubs = peer.targets.filter((node) => node.clusterId === undefined)
      // Everybody peers with everybody: nobody has to reflect.
      if (hubs.length === 0 || peer.locals.every((node) => peer.targets.includes(node))) return []
      const sameAs = hubs.filter((hub) => peer.locals.some((n) => n !== hub && effectiveAsn(n) === effectiveAsn(hub)))
      return sameAs.length > 0 ? [`BGPPeer ${peer.name}: ${names(sameAs)} have no cluster id`] : []
    })
  },
}
