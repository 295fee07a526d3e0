import type { Look } from '../views/look.ts'
import { truncate, widthOf } from '../views/text.ts'
import { renderText } from '../views/words.ts'
import { type Ask, AskClosed, back } from './ask.ts'
import { lineAsk } from './ask-lines.ts'
import { promptTheme } from './prompt-theme.ts'
import { type AskTerminal, assertTerminal } from './terminal.ts'

type Prompt<T> = (context: PromptContext) => Promise<T>
interface PromptContext {
  input: NodeJS.ReadableStream
  output: NodeJS.WritableStream
  signal: AbortSignal
  clearPromptOnDone: boolean
}

/**
 * The questions of a terminal: on @inquirer/prompts, which is loaded with the first question, or line by line for a screen
 * reader or a terminal that cannot redraw.
 * @throws WizardError (exit 2) without a terminal
 */
export function terminalAsk(terminal: AskTerminal): Ask {
  assertTerminal(terminal)
  return terminal.accessible ? lineAsk(terminal) : promptAsk(terminal)
}

function promptAsk(terminal: AskTerminal): Ask {
  const { stderr, look } = terminal
  const { say } = look
  const load = () => import('./prompts.ts')
  const theme = promptTheme(look)

  const explain = (help: string) => stderr.write(`${renderText(help, look, 4).join('\n')}\n`)

  /** Asks until there is an answer; `?` explains and asks again. */
  const ask = async <T>(help: string, prompt: Prompt<T>, explainsOn: 'key' | 'answer'): Promise<T> => {
    for (;;) {
      const answer = await askOnce(terminal, prompt, explainsOn === 'key')
      if (answer !== explained) {
        if (answer !== '?' || explainsOn === 'key') return answer
      }
      explain(help)
    }
  }

  return {
    async select(question) {
      const backChoice = { value: back as symbol, name: `<  ${say('ask.back')}` }
      const choices = question.choices.map((choice) => ({
        value: choice.value as string | symbol,
        name: fitted(choice.key ? `${choice.key}  ${choice.label}` : choice.label, look),
        short: echo(choice, fitsBesideAnswer(question.message) ? question.message : ''),
      }))
      const config = {
        message: fitsBesideAnswer(question.message) ? question.message : ownLine(question.message),
        choices: question.canGoBack ? [...choices, backChoice] : choices,
        pageSize: 13,
        loop: false,
        theme,
        ...(question.initial === undefined ? {} : { default: question.initial as string | symbol }),
      }
      const answer = await ask(question.help, async (context) => (await load()).select(config, context), 'key')
      return answer as never
    },
    async text(question) {
      const config = {
        message:
          `${widthOf(question.message) < look.columns / 2 ? question.message : ownLine(question.message)} ${question.canGoBack ? say('ask.backInText') : ''}`.trim(),
        theme,
        validate: (text: string) => {
          if (text.trim() === '?' || (question.canGoBack && text.trim() === '<')) return true
          return question.validate(text) ?? true
        },
        ...(question.initial === undefined ? {} : { default: question.initial }),
      }
      const answer = (
        await ask(question.help, async (context) => (await (await load()).input(config, context)).trim(), 'answer')
      ).trim()
      return question.canGoBack && answer === '<' ? back : answer
    },
    confirm(question) {
      const config = {
        message: question.message,
        default: question.initial,
        theme,
        transformer: (yes: boolean) => say(yes ? 'ask.yes' : 'ask.no'),
      }
      return ask(question.help, async (context) => (await load()).confirm(config, context), 'key')
    },
  }

  /** A long question gets lines of its own: Inquirer would break it in the middle of a word. */
  function ownLine(message: string): string {
    stderr.write(`${renderText(message, look).join('\n')}\n`)
    return ''
  }

  /** The chosen answer is printed behind its question: both on one line. */
  function fitsBesideAnswer(message: string): boolean {
    return widthOf(message) <= look.columns - 16
  }

  /** What was chosen, beside its question, on one line. */
  function echo(choice: { label: string; short?: string }, message: string): string {
    const text = choice.short ?? choice.label.split(/[:：;；,，]/)[0]!
    return truncate(text, Math.max(12, look.columns - widthOf(message) - 4))
  }

  /** A choice stays on one line: a wrapped one would break the redraw of the list. */
  function fitted(label: string, { columns }: Look): string {
    return truncate(label, columns - 4)
  }
}

const explained = Symbol('explained')

/** One prompt; a `?` key ends it, so that the explanation can be printed above the next one. */
async function askOnce<T>(
  { stdin, stderr }: AskTerminal,
  prompt: Prompt<T>,
  explainOnKey: boolean,
): Promise<T | typeof explained> {
  const controller = new AbortController()
  const context = { input: stdin, output: stderr, signal: controller.signal, clearPromptOnDone: false }
  let asked = false
  const onKey = (text: string | undefined) => {
    if (text !== '?' && text !== '？') return
    asked = true
    context.clearPromptOnDone = true
    controller.abort()
  }
  // A terminal that goes away answers nothing any more.
  const onEnd = () => controller.abort()
  if (explainOnKey) stdin.on('keypress', onKey)
  stdin.once('end', onEnd)
  try {
    return await prompt(context)
  } catch (error) {
    if (asked) return explained
    const name = error instanceof Error ? error.name : ''
    if (name === 'ExitPromptError' || name === 'AbortPromptError') throw new AskClosed()
    throw error
  } finally {
    stdin.off('keypress', onKey)
    stdin.off('end', onEnd)
  }
}
