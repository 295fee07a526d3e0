/**
 * Lists that Kubernetes merges by a key instead of replacing them, by field name. Only those of the core kinds the
 * rehearsal serves; a field name decides, since no name means two things among them. Lists of custom resources are
 * replaced as a whole: Calico's definitions say nothing else.
 */
const mergeKeys: Record<string, string> = {
  conditions: 'type',
  addresses: 'type',
  containers: 'name',
  initContainers: 'name',
  env: 'name',
  volumes: 'name',
  volumeMounts: 'mountPath',
  ports: 'port',
  ownerReferences: 'uid',
  imagePullSecrets: 'name',
}

/** Lists of plain values that are merged as sets. */
const mergedSets = new Set(['finalizers', 'podCIDRs'])

/** The field by which items of a list of a core kind are told apart; undefined for a list that is replaced. */
export function mergeKeyOf(field: string): string | undefined {
  return mergeKeys[field]
}

/** True for a list of plain values that is merged. */
export function isMergedSet(field: string): boolean {
  return mergedSets.has(field)
}
