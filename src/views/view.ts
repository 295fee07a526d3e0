import type { Lang } from '../i18n/lang.ts'
import type { WizardEvent } from '../model/events.ts'
import type { ColorLevel } from './color.ts'

/** Where a view writes. */
interface OutStream {
  write(text: string): unknown
}

/** Everything that decides how events are shown; taken once, at the start. */
export interface ViewOptions {
  mode: 'human' | 'json' | 'accessible'
  stdout: OutStream
  stderr: OutStream
  lang: Lang
  /** Colour of stderr, by `decideColor`. */
  color: ColorLevel
  columns: number
  /** stderr is a terminal that may be redrawn (not CI, not TERM=dumb). */
  isTTY: boolean
  /** By `decideUnicode`. */
  unicode?: boolean
  /** A command of ours as it has to be typed; undefined when there will be nothing left for it. */
  command?: ((words: string) => string | undefined) | undefined
  /** Milliseconds; a test gives its own clock. */
  now?: () => number
}

/** Shows events to somebody. It never asks and never decides. */
export interface View {
  emit(event: WizardEvent): void
  /** Everything emitted so far is on the screen and nothing redraws it: the moment to ask a question. */
  settle(): Promise<void>
  /** Ends the view; the terminal is as it was. */
  close(): Promise<void>
}
