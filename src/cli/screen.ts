import type { Lang } from '../i18n/lang.ts'
import { pickLang } from '../i18n/lang.ts'
import type { Emit } from '../model/events.ts'
import { type ColorLevel, decideColor, decideUnicode } from '../views/color.ts'
import { type Look, makeLook } from '../views/look.ts'
import { makeView } from '../views/make-view.ts'
import type { View } from '../views/view.ts'
import { type Io, write } from './io.ts'
import type { Options } from './options.ts'
import { ownCommand } from './own-command.ts'

/** Everything a command needs to say something: the view for events, a look for whole texts. */
export interface Screen {
  view: View
  look: Look
  lang: Lang
  accessible: boolean
  color: ColorLevel
  unicode: boolean
  /** Prints finished lines on stderr, unless stdout is for a program. */
  say: (lines: string[]) => Promise<void>
  /** Shows that something is being waited for (a spinner, on a terminal only) while `work` goes on and emits. */
  busy: <T>(text: string, work: (emit: Emit) => Promise<T>) => Promise<T>
  /** Prints a result on stdout. */
  result: (lines: string[]) => Promise<void>
}

/**
 * Decides language, colour and glyphs once, and makes the view.
 * @param passing a rehearsal that leaves nothing behind: no command goes on with it
 */
export function openScreen(options: Options, io: Io, passing = false): Screen {
  const lang = pickLang(options.lang, io.env)
  const isTTY = io.stderr.isTTY === true && io.env['TERM'] !== 'dumb' && !io.env['CI']
  const color = decideColor({ flag: options.color, env: io.env, isTTY: io.stderr.isTTY === true })
  const unicode = decideUnicode(io.env)
  const { columns } = io
  const command = (words: string) => (passing ? undefined : ownCommand(words, options))
  const accessible = options.accessible || Boolean(io.env['ACCESSIBLE'])
  const view = makeView({
    mode: options.json ? 'json' : accessible ? 'accessible' : 'human',
    stdout: io.stdout,
    stderr: io.stderr,
    lang,
    color,
    columns,
    isTTY,
    unicode,
    command,
  })
  const look = makeLook({ columns, lang, color, unicode, command })
  const print = async (stream: NodeJS.WriteStream, lines: string[]): Promise<void> => {
    if (lines.length > 0) await write(stream, `${lines.join('\n')}\n`)
  }
  return {
    view,
    look,
    lang,
    accessible,
    color,
    unicode,
    say: async (lines) => {
      await view.settle()
      if (!options.json) await print(io.stderr, lines)
    },
    busy: async (text, work) => {
      if (!isTTY || options.json || accessible) return work(view.emit)
      const { default: ora } = await import('ora')
      // Colour was decided once, for this stream; ora would decide again.
      const spinner = ora({
        text,
        stream: io.stderr,
        ...(color === 0 ? { color: false as unknown as 'gray' } : {}),
        discardStdin: false,
      }).start()
      try {
        return await work((event) => {
          spinner.stop()
          view.emit(event)
          spinner.start()
        })
      } finally {
        spinner.stop()
      }
    },
    result: async (lines) => {
      await view.settle()
      if (!options.json) await print(io.stdout, lines)
    },
  }
}
