import type { Warning } from '../model/session.ts'
import type { Lang } from './lang.ts'
import { findings } from './zh/findings.ts'

/**
 * A finding by its code in the reader's language. Findings carry English text; in Chinese a sentence for the code leads,
 * and the English detail follows in brackets where it says more than the subject. An unknown code stays English rather
 * than unsaid.
 */
export function translateFinding(
  lang: Lang,
  finding: { code: string; message: string; remedy?: string },
  subject?: string,
): { message: string; remedy?: string } {
  const known = lang === 'en' ? undefined : findings[finding.code]
  const remedy = known?.remedy ?? finding.remedy
  // Lint rules have one fixed sentence: title and subject say all of it.
  const complete = finding.code.startsWith('LINT_') && subject !== undefined
  const message = known ? `${known.title}${complete ? `：${subject}` : `（${finding.message}）`}` : finding.message
  return remedy === undefined ? { message } : { message, remedy }
}

/** A warning in the reader's language. */
export function translateWarning(lang: Lang, warning: Warning): { message: string; remedy?: string } {
  return translateFinding(lang, warning, warning.subject)
}
