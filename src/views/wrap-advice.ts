import { breakCommand } from './shell.ts'
import { widthOf } from './text.ts'
import { type LongWords, wrap } from './wrap.ts'

/** Verbs that sentences tell people to type; what else stands behind a program's name is a sentence about it. */
const kubectl = '(?:-n|annotate|apply|auth|config|create|delete|edit|exec|get|label|logs|patch|rollout)'
const calicoctl = '(?:apply|create|delete|get|node|patch|replace)'
// A command of ours, of kubectl, calicoctl or the shell that ends a sentence: behind a colon, or all there is. Prose has commas.
const typed = new RegExp(
  `(?:^|[:：] ?)(?!.*, )((?:calico-rr-wizard [a-z-]|kubectl ${kubectl}\\b|calicoctl ${calicoctl}\\b|export [A-Z]|calico-rr-wizard$)[^，；。]*)$`,
)
const shellWord = /(?:'[^']*'|\\.|[^\s'\\])+/g

/**
 * Wraps a text; a command to type at its end goes to lines of its own when it does not fit, so that it can be pasted.
 * @param longWords what becomes of a word of the sentence that is longer than a line
 */
export function wrapAdvice(text: string, width: number, longWords: LongWords = 'cut'): string[] {
  return text.split('\n').flatMap((line) => {
    const [, command] = typed.exec(line) ?? []
    if (command === undefined || widthOf(line) <= width) return wrap(line, width, '', longWords)
    const before = line.slice(0, line.length - command.length).trimEnd()
    const words = command.match(shellWord) ?? []
    return [...(before === '' ? [] : wrap(before, width, '', longWords)), ...breakCommand(words, width)]
  })
}
