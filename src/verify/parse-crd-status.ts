import type { ObservedSession } from '../model/observed.ts'
import { UnreadableStatus } from './parse-birdcl.ts'

interface CrdPeer {
  peerIP?: string
  type?: string
  state?: string
  since?: string
}

const TYPES: Record<string, ObservedSession['type']> = { NodeMesh: 'mesh', NodePeer: 'node', GlobalPeer: 'global' }

/**
 * Reads the status of a CalicoNodeStatus object (v3.21 and later).
 * @throws UnreadableStatus when calico-node has not filled it in
 */
export function parseCrdStatus(node: string, status: unknown): ObservedSession[] {
  const bgp = (status as { bgp?: { peersV4?: CrdPeer[] | null; peersV6?: CrdPeer[] | null } } | undefined)?.bgp
  if (!bgp) throw new UnreadableStatus('calico-node has not written this CalicoNodeStatus')
  return [...(bgp.peersV4 ?? []), ...(bgp.peersV6 ?? [])].map((peer) => ({
    node,
    peer: peer.peerIP ?? '',
    type: TYPES[peer.type ?? ''] ?? 'unknown',
    state: peer.state ?? '',
    ...(peer.since !== undefined ? { since: peer.since } : {}),
  }))
}
