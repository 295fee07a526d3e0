import type { Lang } from './lang.ts'
import { designPhrases } from './zh/phrases-design.ts'
import { forecastPhrases } from './zh/phrases-forecast.ts'
import { runPhrases } from './zh/phrases-run.ts'

/** English sentences of the core with their gaps as `{1}`, `{2}`, and the same in Chinese. */
export const phrases: Record<string, string> = { ...runPhrases, ...forecastPhrases, ...designPhrases }

// A phrase may hold another one in a gap (a cause in brackets, a reason after a colon); deeper ones are no sentences of ours.
const deepest = 4

/**
 * Says a sentence of the core in the reader's language. Journals, NDJSON and logs hold these sentences in English, so that
 * a script and a journal of another host read the same everywhere; a view finds the sentence by its template, and what
 * stands in its gaps (names, numbers, the words of other programs) stays as it is, unless it is such a sentence again.
 * @returns the text itself when it is no sentence of the core: the words of kubectl, of a daemon, of a person
 */
export function translatePhrase(lang: Lang, text: string, depth = 0): string {
  if (lang === 'en' || depth > deepest) return text
  const exact = phrases[text]
  if (exact !== undefined) return exact
  for (const { pattern, zh } of compiled()) {
    const match = pattern.exec(text)
    if (!match) continue
    const gaps = match.map((gap, i) => (i === 0 ? gap : translatePhrase(lang, gap ?? '', depth + 1)))
    // Brackets and colons alone make no sentence: something in them must be one.
    if (!/\p{Script=Han}/u.test(zh) && gaps.every((gap, i) => gap === match[i])) continue
    return zh.replace(/\{(\d+)\}/g, (_, n: string) => gaps[Number(n)] ?? '')
  }
  return text
}

let patterns: { pattern: RegExp; zh: string }[] | undefined

/** Templates with gaps as patterns, the most specific first. */
function compiled(): { pattern: RegExp; zh: string }[] {
  patterns ??= Object.entries(phrases)
    .filter(([template]) => /\{\d+\}/.test(template))
    .sort(([a], [b]) => literalLength(b) - literalLength(a))
    .map(([template, zh]) => ({ pattern: patternOf(template), zh }))
  return patterns
}

function literalLength(template: string): number {
  return template.replace(/\{\d+\}/g, '').length
}

function patternOf(template: string): RegExp {
  const parts = template.split(/\{\d+\}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${parts.join('(.*?)')}$`, 's')
}
