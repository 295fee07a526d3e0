import type { ClusterState } from '../../model/cluster.ts'
import type { Design } from '../../model/design.ts'
import type { Change, FieldChange, Json } from '../../model/plan.ts'
import { isEqual } from '../equal.ts'

/**
 * Switches the mesh. Going off, the default AS is named too (the guide's step 3). Other fields of an existing object stay.
 * nodeMeshPassword and nodeMeshMaxRestartTime must leave in the same update, or Calico refuses it (facts: section 5.4).
 */
export function meshChanges(cluster: ClusterState, design: Design, enabled: boolean): Change[] {
  const current = defaultConfiguration(cluster)
  if (!current) {
    if (enabled) return []
    const spec = { logSeverityScreen: 'Info', nodeToNodeMeshEnabled: false, asNumber: design.defaultAsn }
    return [{ action: 'create', ref: { kind: 'BGPConfiguration', name: 'default' }, content: { spec } }]
  }
  const wanted: Record<string, Json | undefined> = { nodeToNodeMeshEnabled: enabled }
  if (!enabled) {
    wanted['asNumber'] = design.defaultAsn
    wanted['nodeMeshPassword'] = undefined
    wanted['nodeMeshMaxRestartTime'] = undefined
  }
  return updateConfiguration(cluster, wanted)
}

/** Service ranges that are not announced yet are added to those that are (the guide's step 8). */
export function serviceCidrChanges(cluster: ClusterState, design: Design): Change[] {
  if (design.serviceCidrs.length === 0) return []
  const current = defaultConfiguration(cluster)
  const present = current?.spec.serviceClusterIPs ?? []
  const missing = design.serviceCidrs.filter((cidr) => !present.some((entry) => entry.cidr === cidr))
  if (missing.length === 0) return []
  const serviceClusterIPs: Json = [...present.map((entry) => ({ ...entry })), ...missing.map((cidr) => ({ cidr }))]
  if (!current)
    return [
      {
        action: 'create',
        ref: { kind: 'BGPConfiguration', name: 'default' },
        content: { spec: { serviceClusterIPs } },
      },
    ]
  return updateConfiguration(cluster, { serviceClusterIPs })
}

function defaultConfiguration(cluster: ClusterState) {
  return cluster.resources.bgpConfigurations.find((object) => object.metadata.name === 'default')
}

function updateConfiguration(cluster: ClusterState, wanted: Record<string, Json | undefined>): Change[] {
  const current = defaultConfiguration(cluster)!
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
