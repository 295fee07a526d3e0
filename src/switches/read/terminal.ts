/** A control sequence (CSI), a character set choice, or one character. */
const token = /\u001b\[([0-9;?]*)([@-~])|\u001b[()][A-Z0-9]|\u001b.|[^\u001b]/gsu

/** A pager's mark and the way back over it, whose escape bytes were lost when the session was saved: "---- More ----[42D    [42D". */
const bare = /(?<=\bmore\b[ \d()%]{0,8}-{1,10}>?)(?:\[\d{0,4}[DK] {0,200}){1,4}/gi

/**
 * Makes of a terminal's raw text the lines that stood on its screen. A pager erases its mark by going back over it (backspaces,
 * "cursor left", a carriage return) and writing blanks; what then follows stands where the mark stood, so that columns stay
 * columns. Colours and titles are dropped.
 * @param text with any line ends: LF, CRLF, CR CR LF, or only CR
 */
export function screenLines(text: string): string[] {
  const ended = text.includes('\n') ? text.replace(/\r+\n/g, '\n') : text.replace(/\r/g, '\n')
  const whole = ended.replace(bare, (back) => back.replaceAll('[', '\u001b['))
  return whole.split('\n').map((line) => (/[\r\b\u001b]/.test(line) ? screenLine(line) : line))
}

function screenLine(raw: string): string {
  let cells: string[] = []
  let at = 0
  for (const [piece, digits, letter] of raw.matchAll(token)) {
    const count = Math.min(Number(digits?.split(';')[0]) || 1, 1000)
    if (piece === '\r' || letter === 'G') at = piece === '\r' ? 0 : count - 1
    else if (piece === '\b' || letter === 'D') at = Math.max(0, at - (piece === '\b' ? 1 : count))
    else if (letter === 'C') at += count
    else if (letter === 'K') cells = erased(cells, at, digits ?? '')
    else if (!piece.startsWith('\u001b')) {
      while (cells.length < at) cells.push(' ')
      cells[at] = piece
      at++
    }
  }
  return cells.join('')
}

/** Erase in line: to its end, from its begin, or all of it. */
function erased(cells: string[], at: number, how: string): string[] {
  if (how === '2') return []
  return how === '1' ? cells.map((cell, index) => (index <= at ? ' ' : cell)) : cells.slice(0, at)
}
