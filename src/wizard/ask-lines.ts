import { createInterface, type Interface } from 'node:readline'
import { renderMarked, renderText } from '../views/words.ts'
import { type Ask, AskClosed, back } from './ask.ts'
import { type AskTerminal, assertTerminal } from './terminal.ts'

/**
 * The same questions for a screen reader: numbered choices, one line typed, nothing redrawn. `?` explains, `<` goes back,
 * an empty line takes the default.
 */
export function lineAsk(terminal: AskTerminal): Ask {
  assertTerminal(terminal)
  const { stdin, stderr, look } = terminal
  const { say } = look
  const write = (lines: readonly string[]) => stderr.write(`${lines.join('\n')}\n`)

  /** Reads lines until `read` takes one; it gives undefined for a line that is no answer. */
  const ask = async <T>(help: string, canGoBack: boolean, read: (line: string) => T | undefined) => {
    for (;;) {
      const line = (await readLine(stdin, stderr)).trim()
      if (line === '?' || line === '？') write(renderText(help, look, 4))
      else if (canGoBack && line === '<') return back
      else {
        const answer = read(line)
        if (answer !== undefined) return answer
      }
    }
  }

  return {
    async select(question) {
      const { choices, canGoBack } = question
      const initial = choices.find((choice) => choice.value === question.initial)
      write([
        ...renderText(question.message, look, 0),
        ...choices.flatMap((choice, i) => renderText(`${i + 1}  ${choice.label}`, look)),
        ...renderText(`${canGoBack ? `${say('ask.backInText')} ` : ''}${defaultText(initial?.label)}`, look),
      ])
      return ask(question.help, canGoBack, (line) => {
        if (line === '' && initial) return initial.value
        const found = choices.find((choice, i) => line === String(i + 1) || (choice.key && line === choice.key))
        if (!found) write(renderMarked('fail', say('ask.invalid'), look))
        return found?.value
      })
    },
    async text(question) {
      const hints = [question.canGoBack ? say('ask.backInText') : '', defaultText(question.initial)]
      write(renderText([question.message, ...hints].filter(Boolean).join(' '), look, 0))
      return ask(question.help, question.canGoBack, (line) => {
        const text = line === '' && question.initial !== undefined ? question.initial : line
        const wrong = question.validate(text)
        if (wrong === undefined) return text
        write(renderMarked('fail', wrong, look))
        return undefined
      })
    },
    async confirm(question) {
      write(
        renderText(`${question.message} ${say('ask.yesNo')} ${defaultText(question.initial ? 'yes' : 'no')}`, look, 0),
      )
      const answer = await ask(question.help, false, (line) => {
        if (line === '') return question.initial
        if (/^(y|yes|是)$/i.test(line)) return true
        if (/^(n|no|否)$/i.test(line)) return false
        write(renderMarked('fail', say('ask.invalid'), look))
        return undefined
      })
      return answer === true
    },
  }

  function defaultText(value: string | undefined): string {
    return value ? say('ask.default', { value }) : ''
  }
}

/** One line; Ctrl-C and the end of the input close the conversation. */
function readLine(input: NodeJS.ReadableStream, output: NodeJS.WritableStream): Promise<string> {
  return new Promise((resolve, reject) => {
    const lines: Interface = createInterface({ input, output, terminal: true })
    let answered = false
    lines.on('SIGINT', () => lines.close())
    lines.on('close', () => {
      if (!answered) reject(new AskClosed())
    })
    lines.question('> ', (line) => {
      answered = true
      lines.close()
      resolve(line)
    })
  })
}
