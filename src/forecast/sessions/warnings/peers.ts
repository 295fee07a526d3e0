import type { BgpPeer, ResourceSet } from '../../../model/resources.ts'
import type { Warning } from '../../../model/session.ts'
import { parseSelector } from '../../selector/parse.ts'
import { parseAddress, splitPeerIp } from '../address.ts'
import { type ClusterFacts, readAsn } from '../cluster.ts'
import { parseDurationSeconds } from '../duration.ts'
import type { CompiledPeer, NodeMatcher } from '../peers.ts'
import { warnSecret } from './secrets.ts'

/** What of the BGPPeers is refused, ignored, or means something else than it seems to. */
export function peerWarnings(
  resources: ResourceSet,
  cluster: ClusterFacts,
  compiled: readonly CompiledPeer[],
  matching: NodeMatcher,
): Warning[] {
  const warnings: Warning[] = []
  const names = new Set<string>()
  const filters = new Set(resources.bgpFilters.map((filter) => filter.metadata.name))
  for (const { peer } of compiled) {
    const subject = `BGPPeer/${peer.metadata.name}`
    const warn = (code: string, message: string, remedy?: string) =>
      warnings.push({ code, subject, message, ...(remedy ? { remedy } : {}) })
    if (names.has(subject))
      warn('W_BGPPEER_TWICE', 'appears more than once; all of them count here, in a cluster only one can exist')
    names.add(subject)
    warnFields(peer, cluster, warn)
    warnSelectors(peer, matching, warn)
    warnTarget(peer, warn)
    warnScope(peer, cluster, warn)
    warnSecret(peer.spec?.password?.secretKeyRef, 'BGPPeer', 'password', cluster, warn)
    for (const filter of peer.spec?.filters ?? []) {
      if (!filters.has(filter)) warn('W_FILTER_UNKNOWN', `names BGPFilter ${filter}, which is not there: it is ignored`)
    }
  }
  return warnings
}

type Warn = (code: string, message: string, remedy?: string) => void

function warnFields(peer: BgpPeer, cluster: ClusterFacts, warn: Warn): void {
  for (const field of Object.keys(peer.spec ?? {})) {
    const first = cluster.rules.fieldSince('BGPPeer', field)
    if (first && !cluster.rules.knowsField('BGPPeer', field)) {
      warn('W_FIELD_TOO_NEW', `sets ${field}, known from ${first}: no effect in ${cluster.rules.version.text}`)
    }
  }
  for (const field of ['maxRestartTime', 'keepaliveTime'] as const) {
    const text = peer.spec?.[field]
    if (text !== undefined && parseDurationSeconds(String(text)) === undefined) {
      warn('W_DURATION_UNREADABLE', `has ${field} ${text}, which is no duration such as 120s`)
    }
  }
}

function warnSelectors(peer: BgpPeer, matching: NodeMatcher, warn: Warn): void {
  for (const field of ['nodeSelector', 'peerSelector', 'localWorkloadSelector'] as const) {
    const text = peer.spec?.[field]
    if (text === undefined) continue
    if (text === '' || text === null) {
      // An unquoted !has(x) is a YAML tag and leaves exactly this behind.
      const instead =
        field === 'nodeSelector' ? peer.spec.node : field === 'peerSelector' ? peer.spec.peerIP : undefined
      if (instead) continue
      const effect = field === 'nodeSelector' ? ', so the peer is for every node' : ''
      warn('W_SELECTOR_EMPTY', `has an empty ${field}: it counts as not set${effect}`, 'Write the selector in quotes.')
      continue
    }
    const parsed = parseSelector(text)
    if (!parsed.ok) {
      const { at, reason } = parsed.problem
      warn(
        'W_SELECTOR_UNREADABLE',
        `has ${field} ${JSON.stringify(text)}, wrong at character ${at + 1}: ${reason}; it matches nothing`,
      )
    } else if (field !== 'localWorkloadSelector' && matching(text).length === 0) {
      warn(
        'W_SELECTOR_MATCHES_NOTHING',
        `has ${field} ${JSON.stringify(text)}, which matches no node: it makes no session`,
      )
    }
  }
}

function warnTarget(peer: BgpPeer, warn: Warn): void {
  const spec = peer.spec ?? {}
  if (spec.localWorkloadSelector) return
  if (spec.peerSelector) {
    if (spec.peerIP) warn('W_BGPPEER_CONTRADICTS', 'has peerIP and peerSelector: the selector wins')
    if (spec.asNumber)
      warn('W_BGPPEER_CONTRADICTS', 'has asNumber with peerSelector: the AS of each node is used instead')
    return
  }
  if (!spec.peerIP) {
    warn(
      'W_BGPPEER_WITHOUT_TARGET',
      'has neither peerIP nor peerSelector: Calico makes no session of it, but its mirror on every node that lacks an IPv4 or IPv6 address',
    )
    return
  }
  const address = parseAddress(splitPeerIp(spec.peerIP).host)
  if (!address) {
    warn('W_PEER_IP_UNREADABLE', `has peerIP ${spec.peerIP}, which is no address: Calico skips it`)
    return
  }
  if (spec.reachableBy && parseAddress(spec.reachableBy)?.family !== address.family) {
    warn(
      'W_REACHABLE_BY',
      `has reachableBy ${spec.reachableBy}, no address of the family of ${spec.peerIP}: Calico skips it`,
    )
  }
  if (!readAsn(spec.asNumber)) {
    const what = spec.asNumber === undefined ? 'no asNumber' : `asNumber ${spec.asNumber}`
    warn(
      'W_BGPPEER_WITHOUT_ASN',
      `has a peerIP and ${what}: Calico writes AS 0, BIRD refuses the file, and the nodes keep their former configuration`,
      'Set asNumber.',
    )
  }
}

function warnScope(peer: BgpPeer, cluster: ClusterFacts, warn: Warn): void {
  const { node, nodeSelector } = peer.spec ?? {}
  if (node && nodeSelector) warn('W_BGPPEER_CONTRADICTS', 'has node and nodeSelector: the selector wins')
  else if (node && !cluster.byName.has(node)) warn('W_BGPPEER_NODE_UNKNOWN', `is for node ${node}, which is not there`)
}
