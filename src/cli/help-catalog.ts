import { help as en } from '../i18n/en/help.ts'
import type { Lang } from '../i18n/lang.ts'

/** A text of `--help`. */
export type HelpKey = keyof typeof en

/** Says a text of `--help` in the language of its reader. */
export type HelpSay = (key: HelpKey) => string

/** How help is said: its words, and how these are measured and broken where that is not one cell a letter. */
export interface HelpLanguage {
  say: HelpSay
  fit: { displayWidth?: (text: string) => number; boxWrap?: (text: string, width: number) => string }
}

/** The texts of `--help` in one language; of the other one nothing is loaded, since help must be there at once. */
export async function helpLanguage(lang: Lang): Promise<HelpLanguage> {
  if (lang === 'en') return { say: (key) => en[key], fit: {} }
  const { fit, texts } = await import('./help-chinese.ts')
  return { say: (key) => texts[key], fit }
}
