import type { Design } from '../../model/design.ts'
import type { Findings } from '../diagnostics.ts'

const labelKey = /^([a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?\/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/

/** Prefixes that Kubernetes and its cloud providers write; a selector on one of them broke Reddit for 314 minutes. */
const foreignPrefix = /(^|\.)(kubernetes\.io|k8s\.io)\//

/** The two labels must be ours alone. */
export function checkLabels(design: Design, findings: Findings): void {
  if (design.scheme === 'full-mesh') return
  const { groupLabel, idLabel } = design.names
  for (const [path, key] of [
    ['labels.group', groupLabel],
    ['labels.id', idLabel],
  ] as const) {
    if (!labelKey.test(key)) {
      findings.error(
        'E_DESIGN_LABEL',
        path,
        `"${key}" is no label key`,
        'write it like rr-group or example.com/rr-group',
      )
    } else if (foreignPrefix.test(key)) {
      const message = `${key} belongs to Kubernetes: an upgrade may remove it, and every session with it`
      findings.error('E_DESIGN_LABEL_FOREIGN', path, message, 'take a label of your own, such as rr-group and rr-id')
    }
  }
  if (groupLabel === idLabel) {
    const message = 'group and id label are the same: every node would be a reflector'
    findings.error('E_DESIGN_LABEL', 'labels.id', message, 'take two labels')
  }
}
