import fastStringWidth from 'fast-string-width'

// Nearly every text is made of these: one cell each, or two, and nothing that joins with its neighbour.
const plain = /^[ -~\u3000-\u3020\u4e00-\u9fff\uff01-\uff60]*$/

/** Cells a text takes in a terminal: 2 for a Chinese character, 0 for a colour code. */
export function widthOf(text: string): number {
  if (!plain.test(text)) return fastStringWidth(text)
  let width = text.length
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) > 0x7e) width++
  return width
}

/** Fills a text with spaces up to a width; a wider text stays as it is. */
export function pad(text: string, width: number, align: 'left' | 'right' = 'left'): string {
  const gap = ' '.repeat(Math.max(0, width - widthOf(text)))
  return align === 'left' ? text + gap : gap + text
}

/** Centres a text in a width. */
export function centre(text: string, width: number): string {
  const gap = Math.max(0, width - widthOf(text))
  return ' '.repeat(Math.floor(gap / 2)) + text + ' '.repeat(Math.ceil(gap / 2))
}

/** Cuts a plain text to a width, with `...` at the end; never through a wide character. */
export function truncate(text: string, width: number): string {
  if (widthOf(text) <= width) return text
  const [head] = cutAt(text, Math.max(0, width - 3))
  return head.trimEnd() + '...'.slice(0, width)
}

/** Splits a plain text at a width, before the character that would not fit. */
export function cutAt(text: string, width: number): [head: string, tail: string] {
  let used = 0
  let end = 0
  for (const { segment } of segmenter().segment(text)) {
    used += widthOf(segment)
    if (used > width) break
    end += segment.length
  }
  return [text.slice(0, end), text.slice(end)]
}

let graphemes: Intl.Segmenter | undefined
function segmenter(): Intl.Segmenter {
  graphemes ??= new Intl.Segmenter('en', { granularity: 'grapheme' })
  return graphemes
}
