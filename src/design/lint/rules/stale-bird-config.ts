import type { LintRule } from '../rule.ts'

/** This version may stop following changes of the mesh. */
export const staleBirdConfig: LintRule = {
  code: 'LINT_STALE_BIRD_CONFIG',
  title: 'This version may stop following changes of the mesh',
  message: '{subject}: bird.cfg may not follow when the mesh is turned off and on again',
  reason:
    'After toggling the mesh, peers stayed in "start" and bird.cfg was never written again; 3.15.1 is reported good.',
  remedy: 'Update to 3.15.1 or later first, or be ready to restart calico-node one node at a time',
  source: 'calico#3785',
  check: ({ cluster: { version } }) =>
    version.major === 3 && (version.minor === 14 || (version.minor === 15 && version.patch === 0))
      ? [`Calico ${version.text}`]
      : [],
}
