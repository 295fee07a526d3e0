import type { Warning } from '../model/session.ts'
import type { Lang } from './lang.ts'
import { isCatalogKey, translate } from './translate.ts'

/**
 * A warning in the reader's language. Warnings carry English text; those whose code is in the catalogue
 * (`warning.CODE`, `warning.CODE.remedy`) are said in Chinese too, the others stay English rather than unsaid.
 */
export function translateWarning(lang: Lang, warning: Warning): { message: string; remedy?: string } {
  const say = (key: string, fallback: string | undefined) =>
    lang !== 'en' && isCatalogKey(key) ? translate(lang, { key, params: { subject: warning.subject } }) : fallback
  const remedy = say(`warning.${warning.code}.remedy`, warning.remedy)
  return {
    message: say(`warning.${warning.code}`, warning.message) ?? warning.message,
    ...(remedy === undefined ? {} : { remedy }),
  }
}
