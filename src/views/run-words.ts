import { translatePhrase } from '../i18n/phrases.ts'
import { isCatalogKey, translate } from '../i18n/translate.ts'
import type { Drift } from '../model/outcome.ts'
import type { Look } from './look.ts'

/** Why a run is taken back: by its code, and in the words of whoever gave another reason. */
export function whyText(why: string, { lang }: Look): string {
  const key = `why.${why}`
  return isCatalogKey(key) ? translate(lang, { key, params: {} }) : translatePhrase(lang, why)
}

/** What somebody else changed meanwhile: before, ours, now. */
export function driftText(drift: Drift, { say, lang }: Look): string {
  const { before, ours, now } = drift
  const said = (text: string) => translatePhrase(lang, text)
  return say('run.drift', { ...drift, before: said(before), ours: said(ours), now: said(now) })
}
