/** How many colours: 0 none, 1 sixteen, 2 two hundred and fifty-six, 3 all. */
export type ColorLevel = 0 | 1 | 2 | 3

/**
 * Decides about colour for one stream, once: the flag, then FORCE_COLOR, then NO_COLOR, then TERM=dumb, then whether the
 * stream is a terminal.
 */
export function decideColor(options: {
  flag?: 'auto' | 'always' | 'never' | undefined
  env: Record<string, string | undefined>
  isTTY: boolean
}): ColorLevel {
  const { flag, env, isTTY } = options
  if (flag === 'never') return 0
  if (flag === 'always') return levelOf(env)
  const force = env['FORCE_COLOR']
  if (force !== undefined) {
    if (force === '0' || force === 'false') return 0
    return force === '2' ? 2 : force === '3' ? 3 : 1
  }
  // The NO_COLOR convention: present and not empty.
  if (env['NO_COLOR']) return 0
  if (env['TERM'] === 'dumb' || !isTTY) return 0
  return levelOf(env)
}

function levelOf(env: Record<string, string | undefined>): ColorLevel {
  if (env['COLORTERM'] === 'truecolor' || env['COLORTERM'] === '24bit') return 3
  return /256/.test(env['TERM'] ?? '') ? 2 : 1
}

/** Whether the terminal's locale takes anything but ASCII glyphs. */
export function decideUnicode(env: Record<string, string | undefined>): boolean {
  const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'] || ''
  return /utf-?8/i.test(locale) && env['TERM'] !== 'linux'
}
