import { names } from '../context.ts'
import type { LintRule } from '../rule.ts'

/** Sessions between nodes that both ends open can lose routes when calico-node restarts. */
export const restartRace: LintRule = {
  code: 'LINT_RESTART_RACE',
  title: 'Both ends connect: a restart of calico-node may lose routes',
  message: '{subject}',
  reason:
    'Only mesh sessions have a passive end. When calico-node restarts on one end of any other, the connection of the other end may meet its graceful restart and end it: the routes are gone until the session is back.',
  remedy: 'Restart or update calico-node one node at a time (maxUnavailable: 1), and leave maxRestartTime as it is',
  source: 'calico#5461, node#79; Calico bgp_processor.go: passive for mesh and global peers only',
  check: ({ peers, version, reflectorRacks }) => {
    // What the design makes replaces what is there.
    const racks = reflectorRacks.filter((rack) => rack.reflectors.length > 0 && rack.nodes.length > 1)
    if (racks.length > 0) return [`sessions with the reflectors of ${names(racks, 4)} are opened by both ends`]
    const between = peers.filter((peer) => {
      const others = peer.inside ? [peer.inside] : peer.targets
      // A global peer that names a node's address is left to connect by whoever has the lesser address.
      const onePassive = version.globalPeersMayBePassive && peer.inside && !peer.spec.node && !peer.spec.nodeSelector
      return !onePassive && others.some((other) => peer.locals.some((local) => local !== other))
    })
    return between.length > 0 ? [`sessions of ${names(between, 4)} are opened by both ends`] : []
  },
}
