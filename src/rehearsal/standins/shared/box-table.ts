/**
 * A table with a border as calicoctl draws it: headings centred, cells left, numbers right, a long cell wrapped at words
 * onto further rows.
 */
export function boxTable(headings: string[], rows: string[][], wrapAt = 30): string {
  const wrapped = rows.map((row) => row.map((cell) => wrap(cell, wrapAt)))
  const widths = headings.map((heading, i) =>
    Math.max(heading.length, ...wrapped.flatMap((row) => (row[i] ?? []).map((line) => line.length))),
  )
  const rule = `+${widths.map((width) => '-'.repeat(width + 2)).join('+')}+\n`
  const line = (cells: string[]) => `|${cells.map((cell) => ` ${cell} `).join('|')}|\n`
  const body = wrapped.flatMap((row) => {
    const height = Math.max(1, ...row.map((lines) => lines.length))
    return Array.from({ length: height }, (_, y) => line(widths.map((width, x) => align(row[x]?.[y] ?? '', width))))
  })
  return [rule, line(widths.map((width, i) => centre(headings[i] as string, width))), rule, ...body, rule].join('')
}

function align(text: string, width: number): string {
  return /^-?\d+(\.\d+)?%?$/.test(text) ? text.padStart(width) : text.padEnd(width)
}

function centre(text: string, width: number): string {
  const left = Math.floor((width - text.length) / 2)
  return `${' '.repeat(left)}${text}`.padEnd(width)
}

function wrap(text: string, limit: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(/\s+/).filter(Boolean)) {
    if (line && line.length + 1 + word.length > limit) {
      lines.push(line)
      line = word
    } else line = line ? `${line} ${word}` : word
  }
  return [...lines, line]
}
