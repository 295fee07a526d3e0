import type { ClusterState } from '../../model/cluster.ts'
import type { Design } from '../../model/design.ts'
import type { Warning } from '../../model/session.ts'
import { lintContext } from './context.ts'
import type { RuleText } from './rule.ts'
import { lintRules } from './rules.ts'

/** One rule never fills the screen: beyond this many findings the last one says how many are left. */
const most = 10

/**
 * Looks for everything known to bite in the cluster as it is and, when given, in the design for it.
 * Each finding has its reason's source and a remedy; docs/lint.md lists the rules.
 */
export function lint(cluster: ClusterState, design?: Design): Warning[] {
  const context = lintContext(cluster, design)
  return lintRules.flatMap((rule) => {
    const found = rule.check(context)
    const shown = found.slice(0, most)
    if (found.length > most) shown.push(`${found.length - most} more like these`)
    return shown.map((subject) => ({
      code: rule.code,
      subject,
      message: rule.message.replaceAll('{subject}', subject),
      remedy: rule.remedy,
      source: rule.source,
    }))
  })
}

/** The English texts of every rule by code, for the catalogues. */
export const lintTexts: Record<string, RuleText> = Object.fromEntries(
  lintRules.map(({ code, title, message, reason, remedy }) => [code, { title, message, reason, remedy }]),
)
