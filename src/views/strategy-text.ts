import { isCatalogKey, translate } from '../i18n/translate.ts'
import type { Look } from './look.ts'

/** How the order of a plan was found, in words; one that this version does not know is shown by its name. */
export function strategyText(strategy: string, { lang }: Look): string {
  const key = `strategy.${strategy}`
  return isCatalogKey(key) ? translate(lang, { key, params: {} }) : strategy
}
