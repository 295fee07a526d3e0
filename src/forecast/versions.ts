import { type CalicoVersion, compareVersions, parseVersion } from '../model/version.ts'

/**
 * Everything that differs between Calico 3.14 and 3.33 and that a forecast, a command line or a parser depends on. This
 * is the only file with a version test: others ask `rulesFor(version)`. docs/forecast-sessions.md explains the rules; a
 * row names the commit or the measurement behind it where there is one.
 */
const since = {
  // --- node-to-node mesh ---
  /** A node with a cluster id leaves the mesh, and the others leave it out (confd PR 619). */
  reflectorsLeaveMesh: '3.21.0',
  /** A mesh neighbour without an AS number of its own is expected to have OURS, not the global one. */
  meshFallbackIsOwnAs: '3.32.0',
  /** `multihop` is no longer rendered for the mesh: eBGP across subnets never comes up. Measured at 3.25.0 and 3.31.7. */
  meshIsSingleHop: '3.31.0',
  /** ... and is rendered again (confd bgp_processor.go, read, not measured). */
  meshIsMultihopAgain: '3.32.0',
  /** From here to the row above nobody measured; the forecast keeps what was measured last. */
  meshHopsUnmeasured: '3.26.0',
  /** The mesh's export filter asks whether the two AS numbers are one; before it always took the neighbour for internal. */
  meshExportsByAs: '3.32.0',
  // --- BGPPeer ---
  /** A global peer that is a Calico node with a greater address (as text) is left to connect to us. */
  globalPeersMayBePassive: '3.23.0',
  /** The mirror of a peerIP exists in the family of that address only; before in both. */
  mirrorKeepsFamily: '3.24.0',
  /** keepOriginalNextHop also counts where the peer was chosen by selector. */
  keepNextHopOnSelectors: '3.31.0',
  /** BIRD starts protocols in the order of their names, not Mesh, Global, Node. */
  protocolsSortedByName: '3.32.0',
  // --- routes a node originates ---
  /** /32 blocks are no longer made static routes. */
  hostBlocksAreNotStatic: '3.18.0',
  /** The label node.kubernetes.io/exclude-from-external-load-balancers stops service routes of a node. */
  excludeLabelStopsServices: '3.18.0',
  /** A load balancer range of one address is announced per service. */
  singleLoadBalancerIpPerService: '3.25.0',
  /** An external range of one address is announced per service. */
  singleExternalIpPerService: '3.30.0',
  /** serviceLoadBalancerAggregation exists. */
  loadBalancerAggregationSwitch: '3.31.0',
  // --- export policy ---
  /** IPPool.disableBGPExport exists. */
  poolExportSwitch: '3.22.0',
  /** Routes over Felix's tunnels are not sent to iBGP peers. */
  tunnelRoutesStayLocal: '3.27.0',
  /** A reflector passes on addresses inside serviceLoadBalancerIPs. */
  reflectorPassesLoadBalancerIps: '3.28.0',
  /** A reflector passes on addresses inside serviceExternalIPs (PR 13413). */
  reflectorPassesExternalIps: '3.33.0',
  /** Equal paths are merged in the kernel. */
  mergesEqualPaths: '3.17.0',
  /** Unless told otherwise, Felix programs the routes of IPIP pools; BGP then only announces them (cluster-routes.ts). */
  felixProgramsIpip: '3.33.0',
  // --- calicoctl and status ---
  /** calicoctl.cfg may name a context of the kubeconfig (calicoctl PR 2212; 3.17.2 refuses the field). */
  calicoctlKnowsContexts: '3.18.0',
  /** Binaries are released in projectcalico/calico instead of projectcalico/calicoctl. */
  calicoctlInMonorepo: '3.22.0',
  /** The release carries SHA256SUMS. (3.22.5 does too; 3.22.0 does not.) */
  calicoctlChecksums: '3.22.5',
} as const

/** First version that knows a field. Fields that are not listed exist in every supported version. */
const fieldsSince: Record<string, Record<string, string>> = {
  BGPPeer: {
    keepOriginalNextHop: '3.16.0',
    password: '3.16.0',
    sourceAddress: '3.18.0',
    maxRestartTime: '3.20.0',
    numAllowedLocalASNumbers: '3.23.0',
    ttlSecurity: '3.25.0',
    reachableBy: '3.25.0',
    filters: '3.26.0',
    localWorkloadSelector: '3.30.0',
    localASNumber: '3.31.0',
    nextHopMode: '3.31.0',
    reversePeering: '3.31.0',
    keepaliveTime: '3.32.0',
  },
  BGPConfiguration: {
    nodeMeshPassword: '3.23.0',
    nodeMeshMaxRestartTime: '3.23.0',
    serviceLoadBalancerAggregation: '3.31.0',
    programClusterRoutes: '3.31.0',
  },
  IPPool: { disableBGPExport: '3.22.0' },
}

/** The rules of one version. Booleans are the rows of the table above; the comments there say what they mean. */
export type VersionRules = { readonly [K in keyof typeof since]: boolean } & {
  readonly version: CalicoVersion
  /**
   * What a cluster id does to the mesh, by family. `none`: nothing. `own-side`: the reflector has no mesh sessions but the
   * others still configure theirs toward it. `both-sides`: neither end has one.
   */
  readonly reflectorInMesh: { readonly 4: MeshEra; readonly 6: MeshEra }
  /** Whether this version knows a field of a kind; a field it does not know has no effect. */
  knowsField(kind: string, field: string): boolean
  /** Deleting the default BGPConfiguration crashes confd; seen on 3.25.0, taken for the whole minor (docs/lab.md). */
  readonly deletingConfigurationStopsConfd: boolean
  /** First version with the field, as "v3.23.0", when it is newer than the oldest supported one. */
  fieldSince(kind: string, field: string): string | undefined
}

/** First version by "Kind.field". */
const firstWith = new Map(
  Object.entries(fieldsSince).flatMap(([kind, fields]) =>
    Object.entries(fields).map(([field, first]) => [`${kind}.${field}`, version(first)] as const),
  ),
)

type MeshEra = 'none' | 'own-side' | 'both-sides'

export const oldestSupported = version('3.14.0')
/** Every patch of 3.33 counts as supported. */
export const newestSupported = version('3.33.0')

const cache = new Map<string, VersionRules>()

/**
 * The rules of a version. Versions outside the supported range get the rules the table gives them: refuse or bend them
 * with `supportedVersion` first.
 */
export function rulesFor(of: CalicoVersion): VersionRules {
  const found = cache.get(of.text)
  if (found) return found
  const reached = (text: string) => compareVersions(of, version(text)) >= 0
  const flags = Object.fromEntries(Object.entries(since).map(([rule, first]) => [rule, reached(first)])) as {
    [K in keyof typeof since]: boolean
  }
  const newer = [...firstWith].filter(([, first]) => compareVersions(of, first) < 0)
  const unknown = new Set(newer.map(([field]) => field))
  const rules: VersionRules = {
    ...flags,
    version: of,
    // The IPv6 template kept the rule of 3.12 until both halves came with 3.21.
    reflectorInMesh: flags.reflectorsLeaveMesh ? { 4: 'both-sides', 6: 'both-sides' } : { 4: 'none', 6: 'own-side' },
    deletingConfigurationStopsConfd: of.major === 3 && of.minor === 25,
    knowsField: (kind, field) => !unknown.has(`${kind}.${field}`),
    fieldSince: (kind, field) => firstWith.get(`${kind}.${field}`)?.text,
  }
  cache.set(of.text, rules)
  return rules
}

/** What became of a version text. `nearest` says which supported version stands in for it. */
export type VersionChoice =
  | { status: 'supported'; version: CalicoVersion }
  | { status: 'nearest'; version: CalicoVersion; asked: CalicoVersion }
  | { status: 'unsupported'; asked: CalicoVersion }
  | { status: 'unreadable'; text: string }

/**
 * Decides whether a version can be forecast (3.14 to 3.33, any patch).
 * @param text "v3.17.2", "3.25", "v3.31.7-0.dev", ...
 * @param options nearest: let the nearest supported version stand in for one outside the range
 */
export function supportedVersion(text: string, options: { nearest?: boolean } = {}): VersionChoice {
  // What will be the next release.
  if (text.trim() === 'master') return { status: 'supported', version: newestSupported }
  const asked = parseVersion(text)
  if (!asked) return { status: 'unreadable', text }
  const tooOld = compareVersions(asked, oldestSupported) < 0
  const tooNew = asked.major > newestSupported.major || (!tooOld && asked.minor > newestSupported.minor)
  if (!tooOld && !tooNew) return { status: 'supported', version: asked }
  if (!options.nearest) return { status: 'unsupported', asked }
  return { status: 'nearest', version: tooOld ? oldestSupported : newestSupported, asked }
}

function version(text: string): CalicoVersion {
  const parsed = parseVersion(text)
  if (!parsed) throw new Error(`not a version: ${text}`)
  return parsed
}
