import { type Ask, AskClosed, back } from '../../../src/wizard/ask.ts'

/** What a scripted admin does at a question: an answer, `?`, `<` (back) or Ctrl-C. */
export type Reply = string | boolean

/** Records what was asked and shown. */
export interface Transcript {
  questions: string[]
  helps: string[]
  /** Messages of answers that were refused. */
  refused: string[]
}

/**
 * Answers from a list, in order; afterwards with the default of each question, so that a test scripts only what it is about.
 * An answer to a named question stands behind its message: `['Step', 'value']` is not needed, order is enough.
 */
export function scriptedAsk(replies: Reply[], afterwards?: (message: string) => Reply | undefined) {
  const transcript: Transcript = { questions: [], helps: [], refused: [] }
  const next = (message: string, help: string): Reply | undefined => {
    for (;;) {
      const reply = replies.length > 0 ? replies.shift() : afterwards?.(message)
      if (reply === '^C') throw new AskClosed()
      if (reply !== '?') return reply
      transcript.helps.push(help)
    }
  }
  const ask: Ask = {
    async select(question) {
      transcript.questions.push(question.message)
      const reply = next(question.message, question.help)
      if (reply === '<' && question.canGoBack) return back
      if (reply === undefined) return (question.initial ?? question.choices[0]!.value) as never
      const choice = question.choices.find(({ value }) => value === reply)
      if (!choice) throw new Error(`"${question.message}" has no choice "${String(reply)}"`)
      return choice.value
    },
    async text(question) {
      transcript.questions.push(question.message)
      for (;;) {
        const reply = next(question.message, question.help) ?? question.initial ?? ''
        if (reply === '<' && question.canGoBack) return back
        const wrong = question.validate(String(reply))
        if (wrong === undefined) return String(reply)
        transcript.refused.push(wrong)
        if (replies.length === 0) throw new Error(`refused: ${wrong}`)
      }
    },
    async confirm(question) {
      transcript.questions.push(question.message)
      return (next(question.message, question.help) ?? question.initial) === true
    },
  }
  return { ask, transcript }
}
