import type { ResourceSet } from '../../model/resources.ts'
import type { Warning } from '../../model/session.ts'
import type { VersionRules } from '../versions.ts'
import type { Family } from './address.ts'
import type { ClusterFacts, NodeFacts } from './cluster.ts'
import type { CompiledPeer, NodeMatcher } from './peers.ts'
import type { PeerConflict } from './table.ts'

export class WarningCollector {
  constructor(_r: ResourceSet, _c: ClusterFacts, _p: readonly CompiledPeer[], _m: NodeMatcher) {}
  conflicts(_conflicts: readonly PeerConflict[]): void {}
  frozen(_node: NodeFacts, _family: Family, _reason: string | undefined): void {}
  all(): Warning[] {
    return []
  }
}
export function notModelled(_rules: VersionRules): string[] {
  return []
}
