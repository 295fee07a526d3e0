import type { LintRule } from '../rule.ts'

/** Mesh settings forbid turning the mesh off. */
export const meshPassword: LintRule = {
  code: 'LINT_MESH_PASSWORD',
  title: 'Mesh settings forbid turning the mesh off',
  message: '{subject}',
  reason: 'From 3.23 an update that turns the mesh off while these are set is refused.',
  remedy: 'Remove them in the same update that turns the mesh off',
  source: 'Calico validator: "cannot be set if spec.NodeToNodeMesh is disabled"',
  check: ({ config, meshOn, version }) => {
    if (!meshOn || !version.knowsField('BGPConfiguration', 'nodeMeshPassword')) return []
    const set = (['nodeMeshPassword', 'nodeMeshMaxRestartTime'] as const).filter(
      (field) => config?.[field] !== undefined,
    )
    return set.length > 0 ? [`BGPConfiguration default has ${set.join(' and ')}`] : []
  },
}
