import type { Look } from './look.ts'
import { pad, widthOf } from './text.ts'
import { hang, wrap } from './wrap.ts'
import { wrapAdvice } from './wrap-advice.ts'

/** How something stands; each has one word in each language. */
export type Mark = 'ok' | 'warn' | 'fail' | 'skip' | 'wait' | 'undone' | 'unknown'

const painter = {
  ok: 'good',
  undone: 'good',
  warn: 'warn',
  unknown: 'warn',
  fail: 'bad',
  skip: 'dim',
  wait: 'dim',
} as const

const indent = 2
const markWidth = 7

/** A line led by its mark: `  ok    text`; what does not fit goes on under the text. */
export function renderMarked(mark: Mark, text: string, look: Look): string[] {
  const left = indent + markWidth
  const word = look.say(`word.${mark}`)
  const head = ' '.repeat(indent) + look.paint[painter[mark]](word) + pad('', Math.max(1, markWidth - widthOf(word)))
  return hang(head, left, wrapAdvice(text, look.columns - left))
}

/** A line under a marked line: what to do about it. */
export function renderRemedy(text: string, look: Look): string[] {
  const left = indent + markWidth
  const arrow = `${look.glyphs.arrow} `
  const under = left + arrow.length
  return hang(' '.repeat(left) + arrow, under, wrapAdvice(text, look.columns - under))
}

/** A paragraph, wrapped and indented. */
export function renderText(text: string, look: Look, left = indent): string[] {
  return wrapAdvice(text, look.columns - left).map((line) => (line === '' ? '' : ' '.repeat(left) + line))
}

/** A heading: strong, with an empty line before it; a hint stands at the right end where there is room for it. */
export function renderHeading(text: string, look: Look, hint = ''): string[] {
  const room = look.columns - widthOf(text) - widthOf(hint)
  if (hint && room >= 2) return ['', look.paint.strong(text) + ' '.repeat(room) + look.paint.dim(hint)]
  return [
    '',
    ...wrap(text, look.columns).map((line) => look.paint.strong(line)),
    ...(hint ? wrap(hint, look.columns) : []),
  ]
}
