/** The answer that means: to the question before. */
export const back = Symbol('back')

/** Ctrl-C, or a terminal that was closed, at a question. */
export class AskClosed extends Error {
  constructor() {
    super('the question was closed')
    this.name = 'AskClosed'
  }
}

export interface Choice<T extends string> {
  value: T
  label: string
  /** Typing it moves to the choice; the same in every language. */
  key?: string
  /** What stays on the screen once it is chosen; without it the label up to its first colon. */
  short?: string
}

interface Question {
  message: string
  /** What `?` explains. */
  help: string
}

/**
 * The only door to the person at the terminal, so that tests can walk the whole conversation. `?` is answered inside: the
 * explanation is shown and the question asked again.
 */
export interface Ask {
  select<T extends string>(
    question: Question & { choices: readonly Choice<T>[]; initial?: T; canGoBack: boolean },
  ): Promise<T | typeof back>
  text(
    question: Question & {
      initial?: string
      /** @returns what is wrong, or undefined */
      validate: (text: string) => string | undefined
      canGoBack: boolean
    },
  ): Promise<string | typeof back>
  confirm(question: Question & { initial: boolean }): Promise<boolean>
}
