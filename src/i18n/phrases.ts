import { placeFlags } from '../model/place-flags.ts'
import type { Lang } from './lang.ts'
import { designPhrases } from './zh/phrases-design.ts'
import { forecastPhrases } from './zh/phrases-forecast.ts'
import { lintPhrases } from './zh/phrases-lint.ts'
import { runPhrases } from './zh/phrases-run.ts'

/** English sentences of the core with their gaps as `{1}`, `{2}`, and the same in Chinese. */
export const phrases: Record<string, string> = { ...runPhrases, ...forecastPhrases, ...designPhrases }

/** What findings are about. Some are too short to be told from the words of other programs, so they stand apart. */
export const subjects: Record<string, string> = { ...phrases, ...lintPhrases }

// A phrase may hold another one in a gap (a cause in brackets, a reason after a colon); deeper ones are no sentences of ours.
const deepest = 4

/**
 * Says a sentence of the core in the reader's language. Journals, NDJSON and logs hold these sentences in English, so that
 * a script and a journal of another host read the same everywhere; a view finds the sentence by its template, and what
 * stands in its gaps (names, numbers, the words of other programs) stays as it is, unless it is such a sentence again.
 * @returns the text itself when it is no sentence of the core: the words of kubectl, of a daemon, of a person
 */
export function translatePhrase(lang: Lang, text: string): string {
  if (lang === 'en') return text
  if (phrases[text] !== undefined || !text.includes('\n')) return sayAdvice(text)
  return text.split('\n').map(sayLine).join('\n')
}

// Flags that a command at the end of a sentence was given when it was told, so that it can be typed as it stands.
const places = new RegExp(` (?:${placeFlags.map(([, flag]) => flag).join('|')}) .*$`)

/** A sentence, or one with such flags behind it. */
function sayAdvice(text: string): string {
  const said = sayIn(phrases, text)
  const [flags] = places.exec(text) ?? []
  if (said !== text || flags === undefined) return said
  return sayIn(phrases, text.slice(0, -flags.length)) + flags
}

/** One of several mistakes: a place before it, or an arrow before its remedy, is no part of the sentence. */
function sayLine(line: string): string {
  const [, before = '', sentence = line] = /^( +-> +|\S+:\d+:\d+: )(.*)$/.exec(line) ?? []
  return before + sayIn(phrases, sentence)
}

/** Says what a finding is about in the reader's language: names stay, the words around them do not. */
export function translateSubject(lang: Lang, text: string): string {
  return lang === 'en' ? text : sayIn(subjects, text)
}

function sayIn(catalogue: Record<string, string>, text: string, depth = 0): string {
  if (depth > deepest) return text
  const exact = catalogue[text]
  if (exact !== undefined) return exact
  for (const { pattern, zh } of compiled(catalogue)) {
    const match = pattern.exec(text)
    if (!match) continue
    const gaps = match.map((gap, i) => (i === 0 ? gap : sayIn(catalogue, gap ?? '', depth + 1)))
    // Brackets and colons alone make no sentence: something in them must be one.
    if (!/\p{Script=Han}/u.test(zh) && gaps.every((gap, i) => gap === match[i])) continue
    const said = zh.replace(/\{(\d+)\}/g, (_, n: string) => gaps[Number(n)] ?? '')
    // A gap may end in Chinese, or in a bracket, where the sentence has a space for a name.
    return said.replace(/(?<=[\p{Script=Han}）]) (?=\p{Script=Han})/gu, '')
  }
  return text
}

interface Template {
  pattern: RegExp
  zh: string
}

const patterns = new Map<Record<string, string>, Template[]>()

/** Templates with gaps as patterns, the most specific first. */
function compiled(catalogue: Record<string, string>): Template[] {
  let found = patterns.get(catalogue)
  if (!found) {
    found = Object.entries(catalogue)
      .filter(([template]) => /\{\d+\}/.test(template))
      .sort(([a], [b]) => literalLength(b) - literalLength(a))
      .map(([template, zh]) => ({ pattern: patternOf(template), zh }))
    patterns.set(catalogue, found)
  }
  return found
}

function literalLength(template: string): number {
  return template.replace(/\{\d+\}/g, '').length
}

function patternOf(template: string): RegExp {
  const parts = template.split(/\{\d+\}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${parts.join('(.*?)')}$`, 's')
}
