import type { ClusterState } from '../model/cluster.ts'
import type { Design, Rack } from '../model/design.ts'
import type { Change } from '../model/plan.ts'
import { defaultConfigurationChanges, meshChanges, serviceCidrChanges } from './moves/configuration.ts'
import { labelChanges, nodeBgpChanges } from './moves/nodes.ts'
import {
  dropTemporaryPeers,
  leafPeerChanges,
  reflectorMeshChanges,
  reflectorPeerChanges,
  temporaryLeafPeerChanges,
  temporaryNodePeerChanges,
} from './moves/peers.ts'
import { safetyNetChanges } from './moves/safety-net.ts'

/**
 * A semantic step of the move, independent of what is there already: `changesOf` compares it with the cluster and gives
 * only what is missing, so that a second run has nothing to do. Orders are lists of moves.
 */
export type Move =
  /** rr-group on all nodes, rr-id on the reflectors. */
  | { kind: 'labels' }
  /** The final peers reflector -> leaf (top-of-rack: every node -> leaf). */
  | { kind: 'leaf-peers'; localAs: boolean; racks?: string[] }
  /** Every node of the rack -> leaf, for the time of the move. */
  | { kind: 'temporary-leaf-peers'; localAs: boolean; racks?: string[] }
  /** Explicit sessions between a reflector-to-be and its rack, both with the rack's future AS (S3 in bgp-lab.md). */
  | { kind: 'temporary-node-peers'; reflectors: string[] }
  /** All temporary peers away. */
  | { kind: 'drop-temporary-peers' }
  /** The default BGPConfiguration, where there is none, saying what its absence means. */
  | { kind: 'default-configuration' }
  /** nodeToNodeMeshEnabled and, going off, the default AS. */
  | { kind: 'mesh'; enabled: boolean }
  /** AS number and/or cluster id of nodes. */
  | { kind: 'node-bgp'; nodes: string[]; asn: boolean; clusterId: boolean }
  /** The final peers node -> reflectors of its rack, and reflectors among racks where the design says so. */
  | { kind: 'reflector-peers'; racks?: string[] }
  | { kind: 'service-cidrs' }
  /** Routes on the nodes that carry pods while BGP is rebuilt. */
  | { kind: 'safety-net'; install: boolean }

/**
 * What of a move is still to do on this cluster.
 * @returns changes in the order they may be made; empty when it is done already
 */
export function changesOf(move: Move, cluster: ClusterState, design: Design): Change[] {
  switch (move.kind) {
    case 'labels':
      return labelChanges(cluster, design)
    case 'leaf-peers':
      return leafPeerChanges(cluster, design, racksOf(design, move.racks), move.localAs)
    case 'temporary-leaf-peers':
      return temporaryLeafPeerChanges(cluster, design, racksOf(design, move.racks), move.localAs)
    case 'temporary-node-peers':
      return temporaryNodePeerChanges(cluster, design, move.reflectors)
    case 'drop-temporary-peers':
      return dropTemporaryPeers(cluster)
    case 'default-configuration':
      return defaultConfigurationChanges(cluster)
    case 'mesh':
      return meshChanges(cluster, design, move.enabled)
    case 'node-bgp':
      return nodeBgpChanges(cluster, design, move)
    case 'reflector-peers':
      return [
        ...reflectorPeerChanges(cluster, design, racksOf(design, move.racks)),
        ...reflectorMeshChanges(cluster, design),
      ]
    case 'service-cidrs':
      return serviceCidrChanges(cluster, design)
    case 'safety-net':
      return safetyNetChanges(cluster, design, move.install)
  }
}

function racksOf(design: Design, names: string[] | undefined): Rack[] {
  return names ? design.racks.filter((rack) => names.includes(rack.name)) : design.racks
}
