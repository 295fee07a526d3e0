import type { LintRule } from '../rule.ts'

/** The full mesh is large. */
export const meshTooLarge: LintRule = {
  code: 'LINT_MESH_TOO_LARGE',
  title: 'The full mesh is large',
  message: '{subject}',
  reason:
    'Calico recommends the mesh up to about 100 nodes; at 800 a node needs minutes to start, at 1,000 its liveness check may kill it.',
  remedy: 'Move to reflectors',
  source: 'Calico docs bgp.mdx; calico#9976, calico#7681',
  check: ({ meshOn, nodes, version, cluster }) => {
    if (!meshOn || cluster.backend === 'vxlan' || cluster.backend === 'none') return []
    const members = nodes.filter((n) => n.address && !(version.reflectorsLeaveMesh && n.clusterId !== undefined)).length
    return members > 100 ? [`${members} nodes in full mesh: ${(members * (members - 1)) / 2} sessions`] : []
  },
}
