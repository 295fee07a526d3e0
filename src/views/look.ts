import { Chalk } from 'chalk'
import type { Lang } from '../i18n/lang.ts'
import { type Say, speaker } from '../i18n/translate.ts'
import type { ColorLevel } from './color.ts'
import { type Glyphs, glyphsFor } from './glyphs.ts'

/** Colours by meaning. Each has a word beside it: nothing is said by colour alone. */
interface Paint {
  good(text: string): string
  warn(text: string): string
  bad(text: string): string
  dim(text: string): string
  strong(text: string): string
}

/** Everything a `render*` needs to know of the reader's terminal. */
export interface Look {
  columns: number
  lang: Lang
  say: Say
  paint: Paint
  glyphs: Glyphs
  /**
   * A command of ours as it has to be typed here ("rollback 20261123-171500-ab12"); undefined when it would find nothing, as
   * after a rehearsal that leaves nothing behind.
   */
  command: (words: string) => string | undefined
}

/** Describes a terminal for the `render*` functions. */
export function makeLook(options: {
  columns?: number
  lang: Lang
  color?: ColorLevel
  unicode?: boolean
  command?: ((words: string) => string | undefined) | undefined
}): Look {
  const chalk = new Chalk({ level: options.color ?? 0 })
  return {
    // Wider lines are hard to read, narrower ones cannot hold an address and a name.
    columns: Math.max(40, Math.min(options.columns || 80, 120)),
    lang: options.lang,
    say: speaker(options.lang),
    command: options.command ?? ((words) => `calico-rr-wizard ${words}`.trimEnd()),
    glyphs: glyphsFor(options.lang, options.unicode ?? false),
    paint: {
      good: (text) => chalk.green(text),
      warn: (text) => chalk.yellow(text),
      bad: (text) => chalk.red(text),
      dim: (text) => chalk.dim(text),
      strong: (text) => chalk.bold(text),
    },
  }
}
