import type { Lang } from '../i18n/lang.ts'

/** The few signs that are not words. */
export interface Glyphs {
  /** Leads to a remedy or a next step. */
  arrow: string
  /** Session between two reflectors in the picture. */
  double: string
  /** Stage done, stage failed; the words of its lines say the same. */
  done: string
  failed: string
  spinner: string[]
}

const ascii: Glyphs = { arrow: '->', double: '=', done: '+', failed: 'x', spinner: ['-', '\\', '|', '/'] }
const unicode: Glyphs = {
  arrow: '→',
  double: '═',
  done: '✔',
  failed: '✖',
  spinner: ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'],
}

/**
 * Signs for a terminal. In Chinese terminals arrows and box lines often take two cells though every width table says one
 * ("ambiguous" width), which would break each aligned line; so Chinese gets the ASCII signs.
 */
export function glyphsFor(lang: Lang, hasUnicode: boolean): Glyphs {
  return hasUnicode && lang === 'en' ? unicode : ascii
}
