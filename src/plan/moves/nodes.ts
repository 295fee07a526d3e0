import type { ClusterState, KubeNode } from '../../model/cluster.ts'
import type { Design } from '../../model/design.ts'
import type { Change, FieldChange } from '../../model/plan.ts'
import { nodeAnnotations } from '../../model/resources.ts'

/**
 * rr-group on every node of a rack, rr-id on its reflectors only (the guide's step 5). A node that carries another value is
 * changed, a node that is no reflector but has our id label loses it: it would be selected as one.
 */
export function labelChanges(cluster: ClusterState, design: Design): Change[] {
  const { groupLabel, idLabel } = design.names
  const kube = nodesByName(cluster)
  return design.racks.flatMap((rack) =>
    rack.nodes.flatMap((name) => {
      const labels = kube.get(name)?.metadata.labels ?? {}
      const fields: FieldChange[] = []
      if (design.scheme === 'reflectors') {
        const id = rack.reflectors.includes(name) ? rack.name : undefined
        // The guide labels the group first.
        push(fields, ['metadata', 'labels', groupLabel], labels[groupLabel], rack.name)
        push(fields, ['metadata', 'labels', idLabel], labels[idLabel], id)
      } else if (design.scheme === 'top-of-rack')
        push(fields, ['metadata', 'labels', groupLabel], labels[groupLabel], rack.name)
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
        if (move.asn)
          push(
            fields,
            ['metadata', 'annotations', nodeAnnotations.asNumber],
            annotations[nodeAnnotations.asNumber],
            String(rack.asn),
          )
        if (move.clusterId)
          push(
            fields,
            ['metadata', 'annotations', nodeAnnotations.clusterId],
            annotations[nodeAnnotations.clusterId],
            design.scheme === 'reflectors' ? rack.clusterIds[name] : undefined,
          )
        return update(kube.get(name), name, fields)
      }),
  )
}

function nodesByName(cluster: ClusterState): Map<string, KubeNode> {
  return new Map(cluster.kubeNodes.map((node) => [node.metadata.name, node]))
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
