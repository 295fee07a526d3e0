import { lint } from '../../design/lint/lint.ts'
import type { SessionResources } from '../../forecast/sessions.ts'
import type { ClusterState } from '../../model/cluster.ts'
import type { Warning } from '../../model/session.ts'
import type { CalicoVersion } from '../../model/version.ts'

/** Rules that say what a warning of the forecast itself says, with its place. */
const twins: Record<string, string> = {
  LINT_ASN_ZERO: 'W_NODE_ASN_ZERO',
  LINT_BAD_SELECTOR: 'W_SELECTOR_UNREADABLE',
  LINT_DUPLICATE_ADDRESS: 'W_ADDRESS_TWICE',
  LINT_FIELD_TOO_NEW: 'W_FIELD_TOO_NEW',
  LINT_IGNORED_CONFIGURATION: 'W_BGPCONFIGURATION_IGNORED',
  LINT_MISSING_FILTER: 'W_FILTER_UNKNOWN',
  LINT_MISSING_SECRET: 'W_SECRET_UNREADABLE',
  LINT_MIXED_AS_MESH: 'W_MESH_FALLBACK_AS',
  LINT_NODE_WITHOUT_ADDRESS: 'W_NODE_WITHOUT_ADDRESS',
  LINT_PEER_UNKNOWN_NODE: 'W_BGPPEER_NODE_UNKNOWN',
  LINT_PEER_WITHOUT_ASN: 'W_BGPPEER_WITHOUT_ASN',
  LINT_PEER_WITHOUT_TARGET: 'W_BGPPEER_WITHOUT_TARGET',
  LINT_SELECTOR_MATCHES_NOBODY: 'W_SELECTOR_MATCHES_NOTHING',
}

/** What is known to bite and can be seen in resources alone; findings that `said` already holds are left out. */
export function lintResources(
  resources: SessionResources,
  version: CalicoVersion,
  said: readonly Warning[],
): Warning[] {
  const cluster: ClusterState = {
    identity: { context: '', server: '', uid: '' },
    version,
    datastore: 'kubernetes',
    backend: 'unknown',
    calicoNamespace: '',
    kubeNodes: [],
    resources,
    serviceCidrs: [],
    foreignManagers: {},
  }
  const codes = new Set(said.map((warning) => warning.code))
  return lint(cluster).filter(({ code }) => !codes.has(twins[code] ?? ''))
}
