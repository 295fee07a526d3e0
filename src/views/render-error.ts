import { widthOf } from './text.ts'
import { hang } from './wrap.ts'
import { wrapAdvice } from './wrap-advice.ts'

/** A failure in the reader's language. */
export interface ErrorFacts {
  /** E_USAGE and its like, never translated. */
  code: string
  /** What is wrong. Of several mistakes each stands on a line of its own, with its place and remedy. */
  what: string
  /** File, line, field, object or flag. */
  where?: string
  remedies: readonly string[]
  /** For whoever mends the program. */
  stack?: string
}

/**
 * A failure as lines: what, where, what to do. Lines that go on are indented to their text; words that can be copied, as
 * names and paths, stay whole.
 * @param at the word before the place
 * @param width cells of a line; infinite where nothing is to be broken
 */
export function renderError({ code, what, where, remedies, stack }: ErrorFacts, at: string, width: number): string[] {
  const [first, ...others] = what.split('\n')
  return [
    ...flow(`${code}: ${first}`, width),
    ...(where ? behind(`  ${at} `, where, width) : []),
    ...(stack ? stack.split('\n') : []),
    ...remedies.flatMap((remedy) => behind('  ->   ', remedy, width)),
    ...others.flatMap((line) => {
      const [, before = '', text = line] = /^( +-> +| +)(.*)$/.exec(line) ?? []
      return before === '' ? flow(text, width) : behind(before, text, width)
    }),
  ]
}

/** A text behind what leads it, whole where it fits. */
function behind(lead: string, text: string, width: number, left = widthOf(lead)): string[] {
  if (widthOf(lead) + widthOf(text) <= width) return [lead + text]
  return hang(lead, left, wrapAdvice(text, width - left, 'whole'))
}

/** A text whose following lines are indented a little. */
function flow(text: string, width: number): string[] {
  return behind('', text, width, 2)
}
