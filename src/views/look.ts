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
  /** The command that takes a run back later; undefined when nothing will be left to take back. */
  undo: (runId: string) => string | undefined
}

/** Describes a terminal for the `render*` functions. */
export function makeLook(options: {
  columns?: number
  lang: Lang
  color?: ColorLevel
  unicode?: boolean
  undoCommand?: ((runId: string) => string | undefined) | undefined
}): Look {
  const chalk = new Chalk({ level: options.color ?? 0 })
  return {
    // Wider lines are hard to read, narrower ones cannot hold an address and a name.
    columns: Math.max(40, Math.min(options.columns || 80, 120)),
    lang: options.lang,
    say: speaker(options.lang),
    undo: options.undoCommand ?? ((runId) => `calico-rr-wizard rollback ${runId}`),
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
