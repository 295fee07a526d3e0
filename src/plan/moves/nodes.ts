import type { ClusterState, KubeNode } from '../../model/cluster.ts'
import type { Design } from '../../model/design.ts'
import type { Change, FieldChange } from '../../model/plan.ts'
import { nodeAnnotations } from '../../model/resources.ts'

/**
 * rr-group on every node of a rack, rr-id on its reflectors only (the guide's step 5). A node that carries another value is
 * changed, a node that is no reflector but has our id label loses it: it would be selected as one.
 */
export function labelChanges(cluster: ClusterState, design: Design): Change[] {
  const group = ['metadata', 'labels', design.names.groupLabel]
  const member = ['metadata', 'labels', design.names.idLabel]
  const kube = nodesByName(cluster)
  return design.racks.flatMap((rack) =>
    rack.nodes.flatMap((name) => {
      const labels = kube.get(name)?.metadata.labels ?? {}
      const fields: FieldChange[] = []
      if (design.scheme === 'reflectors') {
        const id = rack.reflectors.includes(name) ? rack.name : undefined
        // The guide labels the group first.
        push(fields, group, labels[design.names.groupLabel], rack.name)
        push(fields, member, labels[design.names.idLabel], id)
      } else if (design.scheme === 'top-of-rack') push(fields, group, labels[design.names.groupLabel], rack.name)
      return update(kube.get(name), name, fields)
    }),
  )
}

/**
 * AS number and cluster id of nodes, as the annotations in which Calico keeps them (facts: section 1). A node of the design
 * that is no reflector loses a cluster id it still has when cluster ids are asked for.
 */
export function nodeBgpChanges(
  cluster: ClusterState,
  design: Design,
  move: { nodes: string[]; asn: boolean; clusterId: boolean },
): Change[] {
  const kube = nodesByName(cluster)
  const wanted = new Set(move.nodes)
  return design.racks.flatMap((rack) =>
    rack.nodes
      .filter((name) => wanted.has(name))
      .flatMap((name) => {
        const annotations = kube.get(name)?.metadata.annotations ?? {}
        const fields: FieldChange[] = []
        const id = design.scheme === 'reflectors' ? rack.clusterIds[name] : undefined
        if (move.asn) push(fields, asNumber, annotations[nodeAnnotations.asNumber], String(rack.asn))
        if (move.clusterId) push(fields, clusterId, annotations[nodeAnnotations.clusterId], id)
        return update(kube.get(name), name, fields)
      }),
  )
}

/** Places that thousands of changes share. */
const asNumber = ['metadata', 'annotations', nodeAnnotations.asNumber]
const clusterId = ['metadata', 'annotations', nodeAnnotations.clusterId]

const byName = new WeakMap<KubeNode[], Map<string, KubeNode>>()

/** Every move asks for the nodes of a state that many moves share. */
function nodesByName({ kubeNodes }: ClusterState): Map<string, KubeNode> {
  let found = byName.get(kubeNodes)
  if (!found) {
    found = new Map(kubeNodes.map((node) => [node.metadata.name, node]))
    byName.set(kubeNodes, found)
  }
  return found
}

function push(fields: FieldChange[], path: string[], before: string | undefined, after: string | undefined): void {
  if (before === after) return
  const field: FieldChange = { path }
  if (before !== undefined) field.before = before
  if (after !== undefined) field.after = after
  fields.push(field)
}

function update(node: KubeNode | undefined, name: string, fields: FieldChange[]): Change[] {
  if (fields.length === 0) return []
  const uid = node?.metadata.uid
  return [{ action: 'update', ref: { kind: 'KubeNode', name, ...(uid ? { uid } : {}) }, fields }]
}
