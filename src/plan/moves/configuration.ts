import type { ClusterState } from '../../model/cluster.ts'
import type { Design } from '../../model/design.ts'
import type { Change, FieldChange, Json } from '../../model/plan.ts'
import { defaultConfiguration } from '../../model/resources.ts'
import { applyChanges } from '../changes.ts'
import { isEqual } from '../equal.ts'

/**
 * The default BGPConfiguration, made where there is none, saying what its absence means: nothing changes by it. It is an
 * operation of its own, the first one, so that the way back can switch the mesh on by patching the object and delete it as
 * the very last act: deleting it crashes confd 3.25.0 (docs/decisions/0004).
 */
export function defaultConfigurationChanges(cluster: ClusterState): Change[] {
  if (defaultConfiguration(cluster.resources.bgpConfigurations)) return []
  const spec = { logSeverityScreen: 'Info', nodeToNodeMeshEnabled: true }
  return [{ action: 'create', ref: { kind: 'BGPConfiguration', name: 'default' }, content: { spec } }]
}

/**
 * Switches the mesh. Going off, the default AS is named too (the guide's step 3). Other fields of an existing object stay.
 * nodeMeshPassword and nodeMeshMaxRestartTime must leave in the same update, or Calico refuses it (facts: section 5.4).
 */
export function meshChanges(cluster: ClusterState, design: Design, enabled: boolean): Change[] {
  // Absent means on.
  if (!defaultConfiguration(cluster.resources.bgpConfigurations) && enabled) return []
  const created = defaultConfigurationChanges(cluster)
  const wanted: Record<string, Json | undefined> = { nodeToNodeMeshEnabled: enabled }
  if (!enabled) {
    wanted['asNumber'] = design.defaultAsn
    wanted['nodeMeshPassword'] = undefined
    wanted['nodeMeshMaxRestartTime'] = undefined
  }
  return [...created, ...updateConfiguration(applyChanges(cluster, created), wanted)]
}

/** Service ranges that are not announced yet are added to those that are (the guide's step 8). */
export function serviceCidrChanges(cluster: ClusterState, design: Design): Change[] {
  if (design.serviceCidrs.length === 0) return []
  const created = defaultConfigurationChanges(cluster)
  const state = applyChanges(cluster, created)
  const present = defaultConfiguration(state.resources.bgpConfigurations)?.spec.serviceClusterIPs ?? []
  const missing = design.serviceCidrs.filter((cidr) => !present.some((entry) => entry.cidr === cidr))
  if (missing.length === 0) return []
  const serviceClusterIPs: Json = [...present.map((entry) => ({ ...entry })), ...missing.map((cidr) => ({ cidr }))]
  return [...created, ...updateConfiguration(state, { serviceClusterIPs })]
}

function updateConfiguration(cluster: ClusterState, wanted: Record<string, Json | undefined>): Change[] {
  const current = defaultConfiguration(cluster.resources.bgpConfigurations)!
  const fields: FieldChange[] = []
  for (const [name, after] of Object.entries(wanted)) {
    const before = current.spec[name] as Json | undefined
    if (isEqual(before, after)) continue
    const field: FieldChange = { path: ['spec', name] }
    if (before !== undefined) field.before = before
    if (after !== undefined) field.after = after
    fields.push(field)
  }
  if (fields.length === 0) return []
  const { uid } = current.metadata
  return [{ action: 'update', ref: { kind: 'BGPConfiguration', name: 'default', ...(uid ? { uid } : {}) }, fields }]
}
