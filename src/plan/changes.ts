import type { ClusterState } from '../model/cluster.ts'
import type { Change, FieldChange, Json } from '../model/plan.ts'
import type { BgpConfiguration, BgpPeer, CalicoNode, ObjectMeta } from '../model/resources.ts'
import { nodeAnnotations } from '../model/resources.ts'
import { isEqual } from './equal.ts'

/** The exact inverse of a change: undoing it gives the object it started from. */
export function invert(change: Change): Change {
  switch (change.action) {
    case 'create':
      return { action: 'delete', ref: change.ref, content: change.content }
    case 'delete':
      return { action: 'create', ref: change.ref, content: change.content }
    case 'update':
      return { action: 'update', ref: change.ref, fields: change.fields.map(invertField) }
  }
}

function invertField(field: FieldChange): FieldChange {
  const inverse: FieldChange = { path: field.path }
  if (field.after !== undefined) inverse.before = field.after
  if (field.before !== undefined) inverse.after = field.before
  return inverse
}

/** Reads the value at a path of a JSON value; undefined when there is no such field. */
export function getField(content: Json | undefined, path: string[]): Json | undefined {
  let value: Json | undefined = content
  for (const key of path) {
    if (value === null || typeof value !== 'object' || Array.isArray(value) || !Object.hasOwn(value, key))
      return undefined
    value = value[key]
  }
  return value
}

/** A copy of a JSON value with the field at `path` set, or removed when `value` is undefined. */
export function setField(content: Json | undefined, path: string[], value: Json | undefined): Json {
  const base = content !== null && typeof content === 'object' && !Array.isArray(content) ? { ...content } : {}
  const [key, ...rest] = path
  if (key === undefined) return value ?? {}
  if (rest.length > 0) base[key] = setField(base[key], rest, value)
  else if (value === undefined) delete base[key]
  else base[key] = value
  return base
}

/** A copy of an object's content with all field changes made. */
export function withFields(content: Json | undefined, fields: FieldChange[]): Json {
  return fields.reduce<Json>((json, field) => setField(json, field.path, field.after), content ?? {})
}

/**
 * Folds changes over a cluster state: what the cluster will be when they have all been made. Files do not show in it.
 * @returns a new state; objects that do not change are shared with the old one
 */
export function applyChanges(cluster: ClusterState, changes: Change[]): ClusterState {
  const nodeFields = new Map<string, FieldChange[]>()
  let { bgpConfigurations, bgpPeers } = cluster.resources
  const hostRoutes = { ...cluster.hostRoutes }
  for (const change of changes) {
    switch (change.ref.kind) {
      case 'KubeNode':
        if (change.action === 'update')
          nodeFields.set(change.ref.name, [...(nodeFields.get(change.ref.name) ?? []), ...change.fields])
        break
      case 'BGPConfiguration':
        bgpConfigurations = applyTo<BgpConfiguration>(bgpConfigurations, change, 'BGPConfiguration')
        break
      case 'BGPPeer':
        bgpPeers = applyTo<BgpPeer>(bgpPeers, change, 'BGPPeer')
        break
      case 'HostRoutes': {
        const host = change.ref.host ?? change.ref.name
        if (change.action === 'create') hostRoutes[host] = (getField(change.content, ['routes']) ?? []) as string[]
        else delete hostRoutes[host]
        break
      }
      case 'File':
        break
    }
  }
  if (nodeFields.size === 0)
    return { ...cluster, hostRoutes, resources: { ...cluster.resources, bgpConfigurations, bgpPeers } }
  const kubeNodes = cluster.kubeNodes.map((node) => {
    const fields = nodeFields.get(node.metadata.name)
    return fields ? { ...node, metadata: metaWith(node.metadata, fields) } : node
  })
  const nodes = cluster.resources.nodes.map((node) => {
    const fields = nodeFields.get(node.metadata.name)
    return fields ? calicoNodeWith(node, fields) : node
  })
  return { ...cluster, hostRoutes, kubeNodes, resources: { ...cluster.resources, nodes, bgpConfigurations, bgpPeers } }
}

/** Whether a change shows in the cluster already; changes of files and of a host's routes never show there. */
export function isHeld(cluster: ClusterState, change: Change): boolean {
  const { kind, name } = change.ref
  if (kind !== 'KubeNode' && kind !== 'BGPConfiguration' && kind !== 'BGPPeer') return false
  const { resources, kubeNodes } = cluster
  const objects: { metadata: ObjectMeta }[] =
    kind === 'KubeNode' ? kubeNodes : kind === 'BGPPeer' ? resources.bgpPeers : resources.bgpConfigurations
  const found = objects.find((object) => object.metadata.name === name)
  if (change.action === 'create') return found !== undefined
  if (change.action === 'delete') return found === undefined
  if (!found) return false
  return change.fields.every(({ path, after }) => isEqual(getField(found as unknown as Json, path), after))
}

function applyTo<T extends BgpConfiguration | BgpPeer>(objects: T[], change: Change, kind: T['kind']): T[] {
  const { name } = change.ref
  if (change.action === 'delete') return objects.filter((object) => object.metadata.name !== name)
  if (change.action === 'create') {
    const created = { apiVersion: 'projectcalico.org/v3', kind, metadata: { name }, ...(change.content as object) } as T
    return [...objects.filter((object) => object.metadata.name !== name), created]
  }
  return objects.map((object) => {
    if (object.metadata.name !== name) return object
    const { spec } = withFields({ spec: object.spec as Json }, change.fields) as unknown as { spec: T['spec'] }
    return { ...object, spec }
  })
}

/** Fields of a node are labels and annotations, nothing else. */
function metaWith(meta: ObjectMeta, fields: FieldChange[]): ObjectMeta {
  const labels = { ...meta.labels }
  const annotations = { ...meta.annotations }
  for (const { path, after } of fields) {
    const [, group, key] = path
    const texts = group === 'labels' ? labels : annotations
    if (after === undefined) delete texts[key!]
    else texts[key!] = String(after)
  }
  return { ...meta, labels, annotations }
}

/** The Calico view of a node follows its annotations and labels (Kubernetes datastore, facts: section 1). */
function calicoNodeWith(node: CalicoNode, fields: FieldChange[]): CalicoNode {
  const labels = { ...node.metadata.labels }
  const bgp = { ...node.spec.bgp }
  for (const { path, after } of fields) {
    const [, group, key] = path
    if (group === 'labels' && key !== undefined) {
      if (after === undefined) delete labels[key]
      else labels[key] = String(after)
    } else if (key === nodeAnnotations.asNumber) {
      if (after === undefined) delete bgp.asNumber
      else bgp.asNumber = Number(after)
    } else if (key === nodeAnnotations.clusterId) {
      if (after === undefined) delete bgp.routeReflectorClusterID
      else bgp.routeReflectorClusterID = String(after)
    }
  }
  return { ...node, metadata: { ...node.metadata, labels }, spec: { ...node.spec, bgp } }
}
