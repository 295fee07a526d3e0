import { type Lang, parseLang, pickLang } from '../i18n/lang.ts'

/**
 * The language of help and of errors in the command line itself: known before the words are parsed, and when they cannot
 * be. A `--lang` that names no language leaves it to the environment.
 */
export function askedLang(argv: readonly string[], env: Record<string, string | undefined>): Lang {
  const end = argv.indexOf('--')
  const words = end < 0 ? argv : argv.slice(0, end)
  const at = words.lastIndexOf('--lang')
  const given = at >= 0 ? words[at + 1] : words.findLast((word) => word.startsWith('--lang='))?.slice('--lang='.length)
  return pickLang(given === undefined ? undefined : parseLang(given), env)
}
