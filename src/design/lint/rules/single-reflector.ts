import type { LintRule } from '../rule.ts'

/** Clients hang on a single reflector. */
export const singleReflector: LintRule = {
  code: 'LINT_SINGLE_REFLECTOR',
  title: 'Clients hang on a single reflector',
  message: '{subject}',
  reason: 'When the only reflector stops, BIRD withdraws its routes at once and the clients lose every other node.',
  remedy: 'Give each group a second reflector on another machine',
  source: 'calico#9259, calico#6922',
  check: ({ peers, reflectorRacks }) => [
    ...reflectorRacks
      .filter((rack) => rack.reflectors.length === 1 && rack.nodes.length > 1)
      .map((rack) => `rack ${rack.name} has one reflector (${rack.reflectors[0]}) for ${rack.nodes.length} nodes`),
    // As it is now, unless the design replaces it.
    ...(reflectorRacks.length > 0 ? [] : peers)
      .filter((peer) => peer.targets.length === 1 && peer.targets[0]!.clusterId !== undefined && peer.locals.length > 2)
      .map((peer) => `BGPPeer ${peer.name}: ${peer.locals.length} nodes hang on ${peer.targets[0]!.name} alone`),
  ],
}
