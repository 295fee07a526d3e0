import { cutAt, widthOf } from './text.ts'

// Chinese may break between any two characters, except before closing and after opening punctuation.
const wideRun = /[\p{Script=Han}\u3000-\u303f\uff00-\uffef]/u
const noBreakBefore = /^[、。〉》」』】〕！），．：；？％]/
const noBreakAfter = /[（「『【〔《〈]$/

/** What becomes of a word that is longer than a line: cut, so that no line is too wide, or left whole, to be copied. */
export type LongWords = 'cut' | 'whole'

/**
 * Breaks a plain text into lines of at most `width` cells: between words, between Chinese characters, and through a word
 * only when it is longer than a line.
 * @param indent what every line but the first starts with
 */
export function wrap(text: string, width: number, indent = '', longWords: LongWords = 'cut'): string[] {
  return text.split('\n').flatMap((line) => wrapLine(line, width, indent, longWords))
}

/**
 * Lines behind what leads them; those that follow begin under the first.
 * @param left cells of the lead
 */
export function hang(lead: string, left: number, lines: readonly string[]): string[] {
  return lines.map((line, i) => (i === 0 ? lead : ' '.repeat(left)) + line)
}

function wrapLine(text: string, width: number, indent: string, longWords: LongWords): string[] {
  const lines: string[] = []
  let line = /^ */.exec(text)![0]
  let empty = true
  const push = () => {
    lines.push(line.trimEnd())
    line = indent
    empty = true
  }
  for (const { word, space } of pieces(text.trim())) {
    if (!empty && widthOf(line) + (space ? 1 : 0) + widthOf(word) > width) push()
    let rest = word
    // At least one cell of progress a line, however narrow.
    while (longWords === 'cut' && empty && widthOf(line) + widthOf(rest) > width) {
      const [head, tail] = cutAt(rest, Math.max(2, width - widthOf(line)))
      if (!head || !tail) break
      line += head
      rest = tail
      push()
    }
    line += (space && !empty ? ' ' : '') + rest
    empty = false
  }
  push()
  return lines
}

/** Words and single Chinese characters, each with whether a space stood before it. */
export function pieces(text: string): { word: string; space: boolean }[] {
  const result: { word: string; space: boolean }[] = []
  for (const [index, chunk] of text.split(/ +/).entries()) {
    let first = true
    for (const part of splitWide(chunk)) {
      result.push({ word: part, space: first && index > 0 })
      first = false
    }
  }
  return result
}

function splitWide(chunk: string): string[] {
  if (/^[ -~]+$/.test(chunk)) return [chunk]
  const parts: string[] = []
  let afterWide = true
  for (const char of chunk) {
    const wide = wideRun.test(char)
    const last = parts.at(-1)
    const glued = last !== undefined && (noBreakBefore.test(char) || noBreakAfter.test(last) || (!wide && !afterWide))
    if (glued) parts[parts.length - 1] = last + char
    else parts.push(char)
    afterWide = wide
  }
  return parts
}
