import type { LintRule } from '../rule.ts'

/** A field is newer than this Calico. */
export const fieldTooNew: LintRule = {
  code: 'LINT_FIELD_TOO_NEW',
  title: 'A field is newer than this Calico',
  message: '{subject}',
  reason: 'Nodes of this version ignore the field; calicoctl of this version refuses it.',
  remedy: 'Update Calico, or do without the field',
  source: 'Calico API by version',
  check: ({ cluster, version }) => {
    const objects = [
      ...cluster.resources.bgpPeers,
      ...cluster.resources.bgpConfigurations,
      ...cluster.resources.ipPools,
    ]
    return objects.flatMap((object) =>
      Object.keys(object.spec)
        .filter((field) => !version.knowsField(object.kind, field))
        .map(
          (field) =>
            `${object.kind} ${object.metadata.name}: ${field} exists from ${version.fieldSince(object.kind, field)}`,
        ),
    )
  },
}
