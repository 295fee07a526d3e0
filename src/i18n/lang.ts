/** The languages the program speaks. */
export type Lang = 'en' | 'zh-CN'

/**
 * Reads a language as people write it: en, en_GB.UTF-8, zh, zh_CN.UTF-8, zh-Hans.
 * @returns undefined when it names neither language
 */
export function parseLang(text: string): Lang | undefined {
  const name = text.trim().toLowerCase().replace('_', '-')
  if (/^zh([-.@]|$)/.test(name)) return 'zh-CN'
  return /^(en([-.@]|$)|c([.@]|$)|posix$)/.test(name) ? 'en' : undefined
}

/**
 * Chooses the language: the flag, then LC_ALL, LC_MESSAGES, LANG; the first that is set decides, as in every locale
 * lookup. A locale of a third language means English.
 */
export function pickLang(flag: string | undefined, env: Record<string, string | undefined>): Lang {
  const wanted = flag || env['LC_ALL'] || env['LC_MESSAGES'] || env['LANG']
  return (wanted && parseLang(wanted)) || 'en'
}
