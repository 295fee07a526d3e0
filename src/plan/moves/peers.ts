import { rulesFor } from '../../forecast/versions.ts'
import type { ClusterState } from '../../model/cluster.ts'
import type { Design, Rack } from '../../model/design.ts'
import type { Change, FieldChange, Json } from '../../model/plan.ts'
import type { BgpPeer } from '../../model/resources.ts'
import { isEqual } from '../equal.ts'
import {
  leafPeerName,
  nodePeerName,
  peerSpecs,
  REFLECTOR_MESH_PEER,
  TEMPORARY_PREFIX,
  temporaryLeafPeerName,
  temporaryNodePeerName,
} from '../names.ts'

/** The final peers to the leafs: reflectors only, or every node in the top-of-rack scheme. */
export function leafPeerChanges(cluster: ClusterState, design: Design, racks: Rack[], localAs: boolean): Change[] {
  const every = design.scheme === 'top-of-rack'
  return racks.flatMap((rack) =>
    rack.leafs.flatMap((leaf) =>
      ensurePeer(
        cluster,
        leafPeerName(rack, leaf),
        peerSpecs.leaf(design, rack, leaf, { every, localAs, allowAs: allowsAs(cluster) }),
      ),
    ),
  )
}

/** Every node of the rack to its leaf for the time of the move; same options as the final peer, so no conflict of keys. */
export function temporaryLeafPeerChanges(
  cluster: ClusterState,
  design: Design,
  racks: Rack[],
  localAs: boolean,
): Change[] {
  return racks.flatMap((rack) =>
    rack.leafs.flatMap((leaf) =>
      ensurePeer(
        cluster,
        temporaryLeafPeerName(rack, leaf),
        peerSpecs.leaf(design, rack, leaf, { every: true, localAs, allowAs: allowsAs(cluster) }),
      ),
    ),
  )
}

/** An older Calico drops the field, and an older calicoctl refuses it. */
function allowsAs(cluster: ClusterState): boolean {
  return rulesFor(cluster.version).knowsField('BGPPeer', 'numAllowedLocalASNumbers')
}

/** Nodes to the reflectors of their rack (the guide's rr1-to-node-peer). */
export function reflectorPeerChanges(cluster: ClusterState, design: Design, racks: Rack[]): Change[] {
  if (design.scheme !== 'reflectors') return []
  return racks.flatMap((rack) => ensurePeer(cluster, nodePeerName(rack), peerSpecs.node(design, rack)))
}

/** Reflectors of all racks among themselves, where no leaf joins the racks. */
export function reflectorMeshChanges(cluster: ClusterState, design: Design): Change[] {
  if (design.scheme !== 'reflectors' || design.interRack !== 'reflector-mesh' || design.racks.length < 2) return []
  return ensurePeer(cluster, REFLECTOR_MESH_PEER, peerSpecs.reflectorMesh(design))
}

/**
 * Explicit sessions in both directions between each reflector-to-be and the other nodes of its rack, both ends speaking the
 * rack's future AS (3.31, localASNumber). By peerIP, because peerSelector peers ignore localASNumber (bgp-lab.md, S3).
 */
export function temporaryNodePeerChanges(cluster: ClusterState, design: Design, reflectors: string[]): Change[] {
  const addresses = new Map(
    cluster.resources.nodes.map((node) => [node.metadata.name, node.spec.bgp?.ipv4Address?.split('/')[0]]),
  )
  return design.racks.flatMap((rack) => {
    const hubs = rack.reflectors.filter((name) => reflectors.includes(name))
    return hubs.flatMap((hub) =>
      rack.nodes
        // A pair of two reflectors gets its sessions once, from the one that comes first in the rack.
        .filter((other) => other !== hub && !(hubs.includes(other) && hubs.indexOf(other) < hubs.indexOf(hub)))
        .flatMap((other) =>
          [
            [hub, other],
            [other, hub],
          ].flatMap(([from, to]) => {
            const peerIP = addresses.get(to!)
            if (!peerIP) return []
            const spec = { node: from!, peerIP, asNumber: rack.asn, localASNumber: rack.asn }
            return ensurePeer(cluster, temporaryNodePeerName(from!, to!), spec)
          }),
        ),
    )
  })
}

/** Everything with the wizard's temporary prefix goes. */
export function dropTemporaryPeers(cluster: ClusterState): Change[] {
  return cluster.resources.bgpPeers
    .filter((peer) => peer.metadata.name.startsWith(TEMPORARY_PREFIX))
    .map((peer) => ({
      action: 'delete' as const,
      ref: {
        kind: 'BGPPeer' as const,
        name: peer.metadata.name,
        ...(peer.metadata.uid ? { uid: peer.metadata.uid } : {}),
      },
      content: { spec: peer.spec as Json },
    }))
}

/** Creates a peer, or mends it when one of that name says something else; nothing when any peer says the same already. */
function ensurePeer(cluster: ClusterState, name: string, spec: BgpPeer['spec']): Change[] {
  const wanted = spec as Json
  const temporary = name.startsWith(TEMPORARY_PREFIX)
  const peers = cluster.resources.bgpPeers
  const same = peers.find((peer) => peer.metadata.name === name)
  if (!same) {
    const twin = peers.some(
      (peer) => !peer.metadata.name.startsWith(TEMPORARY_PREFIX) && isEqual(tidy(peer.spec), wanted),
    )
    return twin && !temporary ? [] : [{ action: 'create', ref: { kind: 'BGPPeer', name }, content: { spec: wanted } }]
  }
  const fields: FieldChange[] = []
  for (const key of new Set([...Object.keys(same.spec), ...Object.keys(spec)])) {
    const [before, after] = [same.spec[key] as Json | undefined, spec[key] as Json | undefined]
    if (isEqual(before, after)) continue
    fields.push({
      path: ['spec', key],
      ...(before !== undefined ? { before } : {}),
      ...(after !== undefined ? { after } : {}),
    })
  }
  if (fields.length === 0) return []
  const { uid } = same.metadata
  return [{ action: 'update', ref: { kind: 'BGPPeer', name, ...(uid ? { uid } : {}) }, fields }]
}

/** A peer's spec as we would write it: runs of blanks in selectors do not matter (the guide has "rr-id  == 'rr1'"). */
function tidy(spec: BgpPeer['spec']): Json {
  const result = { ...spec }
  for (const key of ['nodeSelector', 'peerSelector'] as const)
    if (result[key] !== undefined) result[key] = result[key].replace(/\s+/g, ' ').trim()
  return result as Json
}
