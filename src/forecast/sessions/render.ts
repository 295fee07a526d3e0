import type { BgpFilter } from '../../model/resources.ts'
import type { Protocol, ProtocolOrigin, SessionState } from '../../model/session.ts'
import { addressId, type Family } from './address.ts'
import type { ClusterFacts, NodeFacts } from './cluster.ts'
import type { PeerRecord } from './peers.ts'

/** BIRD's hop count for a bare `multihop`. */
const bareMultihop = 64

/** Stands in until the states are worked out; never seen outside. */
const stateUndecided: SessionState = { state: 'unknown', info: 'unknown', cause: 'outside-unknown' }

const noFilters: string[] = []

/** Which BGPFilters have rules for a direction and family; others are ignored when they are applied. */
export type FilterIndex = ReadonlyMap<string, { import: readonly Family[]; export: readonly Family[] }>

export function indexFilters(filters: readonly BgpFilter[]): FilterIndex {
  const rules = (filter: BgpFilter, field: string) => {
    const value = filter.spec?.[field]
    return Array.isArray(value) && value.length > 0
  }
  return new Map(
    filters.map((filter) => [
      filter.metadata.name,
      {
        import: ([4, 6] as const).filter((family) => rules(filter, `importV${family}`)),
        export: ([4, 6] as const).filter((family) => rules(filter, `exportV${family}`)),
      },
    ]),
  )
}

/** The protocol a node writes for a record of a BGPPeer. */
export function renderPeer(
  node: NodeFacts,
  type: Exclude<Protocol['type'], 'Mesh'>,
  record: PeerRecord,
  origin: ProtocolOrigin,
  cluster: ClusterFacts,
  filters: FilterIndex,
): Protocol {
  const { options, family } = record
  const own = node.address[family]!
  const localAS = record.localASN ?? node.asn
  const ibgp = record.asn === localAS
  const rrClient = node.clusterId !== '' && ibgp && record.clusterId !== node.clusterId
  const name = `${type}_${addressId(record.text)}${record.port === null ? '' : `_port_${record.port}`}`
  const applied = (direction: 'import' | 'export') =>
    options.filters.filter((filter) => filters.get(filter)?.[direction].includes(family))
  return {
    name,
    type,
    neighbor: record.text,
    port: record.port,
    localAS,
    localASOverride: record.localASN !== undefined,
    remoteAS: record.asn,
    ibgp,
    sourceAddress: options.useNodeIp ? own.text : null,
    passive:
      type === 'Local_Workload' ||
      // Compared as text, as everywhere in Calico: "10.0.0.9" is greater than "10.0.0.10".
      (type === 'Global' && record.byNodeAddress && cluster.rules.globalPeersMayBePassive && record.text > own.text),
    rrClient,
    clusterId: rrClient ? node.clusterId : null,
    nextHop: nextHop(record, ibgp),
    multihop: options.ttlSecurity || bareMultihop,
    ttlSecurity: options.ttlSecurity > 0,
    allowLocalAS: record.allowLocalAS,
    gracefulRestartTime: options.restartSeconds,
    keepaliveTime: options.keepaliveSeconds,
    password: options.password,
    importFilters: options.filters.length === 0 ? noFilters : applied('import'),
    exportFilters: options.filters.length === 0 ? noFilters : applied('export'),
    exportInternalPeer: ibgp && cluster.rules.tunnelRoutesStayLocal,
    origin,
    peerNode: cluster.byAddress.get(record.text)?.find((other) => other !== node)?.name ?? null,
    state: stateUndecided,
  }
}

function nextHop(record: PeerRecord, ibgp: boolean): Protocol['nextHop'] {
  const { nextHopMode } = record.options
  if (nextHopMode === 'Self') return 'self'
  if (nextHopMode === 'Keep') return 'keep'
  if (nextHopMode === 'Auto') return 'default'
  return record.keepNextHop && !ibgp ? 'keep' : 'default'
}

const meshOrigin: ProtocolOrigin = { kind: 'mesh' }

/** The protocol a node writes for another node of the mesh. Both have an address in the family. */
export function renderMesh(node: NodeFacts, other: NodeFacts, family: Family, cluster: ClusterFacts): Protocol {
  const theirs = other.address[family]!
  const end = meshEnd(node, other, family, cluster)
  return {
    name: theirs.meshName,
    type: 'Mesh',
    neighbor: theirs.text,
    port: end.port,
    localAS: end.localAS,
    localASOverride: false,
    remoteAS: end.remoteAS,
    ibgp: end.ibgp,
    sourceAddress: node.address[family]!.text,
    passive: end.passive,
    rrClient: false,
    clusterId: null,
    nextHop: 'default',
    multihop: end.multihop,
    ttlSecurity: false,
    allowLocalAS: 0,
    gracefulRestartTime: cluster.meshRestartSeconds,
    keepaliveTime: null,
    password: end.password,
    importFilters: noFilters,
    exportFilters: noFilters,
    exportInternalPeer: cluster.rules.tunnelRoutesStayLocal && (end.ibgp || !cluster.rules.meshExportsByAs),
    origin: meshOrigin,
    peerNode: other.name,
    state: stateUndecided,
  }
}

/** The part of a protocol that the other end reacts to. */
export type PairEnd = Pick<
  Protocol,
  'passive' | 'port' | 'localAS' | 'remoteAS' | 'ibgp' | 'multihop' | 'ttlSecurity' | 'password'
>

/** The same protocol as `renderMesh` makes, reduced to what its other end needs: the mesh asks for it n^2 times. */
export function meshEnd(node: NodeFacts, other: NodeFacts, family: Family, cluster: ClusterFacts): PairEnd {
  const remoteAS = meshRemoteAs(node, other, cluster)
  return {
    passive: other.address[family]!.text > node.address[family]!.text,
    port: other.listenPort,
    localAS: node.asn,
    remoteAS,
    ibgp: remoteAS === node.asn,
    multihop: cluster.rules.meshIsSingleHop && !cluster.rules.meshIsMultihopAgain ? null : bareMultihop,
    ttlSecurity: false,
    password: cluster.meshPassword,
  }
}

/** The AS a node expects of another one in the mesh (docs/forecast-sessions.md, section 2; the fallback changed in 3.32). */
export function meshRemoteAs(node: NodeFacts, other: NodeFacts, cluster: ClusterFacts): number {
  return other.ownAsn ?? (cluster.rules.meshFallbackIsOwnAs ? node.asn : cluster.globalAsn)
}
