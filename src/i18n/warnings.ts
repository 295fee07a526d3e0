import type { Warning } from '../model/session.ts'
import type { Lang } from './lang.ts'
import { translatePhrase } from './phrases.ts'
import { findings } from './zh/findings.ts'

/**
 * A finding in the reader's language. A lint rule has one fixed sentence for its code; other findings are sentences with
 * names and numbers, found by their template, and only when there is none the sentence of the code stands for them.
 */
export function translateFinding(
  lang: Lang,
  finding: { code: string; message: string; remedy?: string },
): { message: string; remedy?: string } {
  if (lang === 'en') return finding
  const known = findings[finding.code]
  const said = translatePhrase(lang, finding.message)
  const isRule = finding.code.startsWith('LINT_')
  const message = isRule || said === finding.message ? (known?.title ?? said) : said
  const own = finding.remedy === undefined ? undefined : translatePhrase(lang, finding.remedy)
  const remedy = isRule || own === undefined || own === finding.remedy ? (known?.remedy ?? own) : own
  return remedy === undefined ? { message } : { message, remedy }
}

/** A warning in the reader's language. */
export function translateWarning(lang: Lang, warning: Warning): { message: string; remedy?: string } {
  return translateFinding(lang, warning)
}
