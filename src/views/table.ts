import type { Look } from './look.ts'
import { pad, widthOf } from './text.ts'
import { pieces, wrap } from './wrap.ts'

/** A column of a table. Only a column with `wrap` may be narrower than its widest cell. */
export interface Column {
  title: string
  align?: 'left' | 'right'
  wrap?: boolean
}

/** A cell: plain text, painted after it has been measured. */
export type Cell = string | { text: string; paint: (text: string) => string }

const gap = 2
// Narrower text is torn to shreds; then a block of lines reads better.
const comfortable = 10

/**
 * Aligns rows under their titles. Columns that may wrap give way first; when the rest is still too wide, every row becomes
 * a block of `title  value` lines, so that no value is ever cut.
 */
export function renderTable(columns: Column[], rows: Cell[][], look: Look, indent = 2): string[] {
  const widths = columns.map((column, i) =>
    Math.max(widthOf(column.title), ...rows.map((row) => widthOf(textOf(row[i] ?? '')))),
  )
  const room = look.columns - indent - gap * (columns.length - 1)
  const least = columns.map((column, i) =>
    Math.max(comfortable, widthOf(column.title), ...rows.map((row) => longestPiece(textOf(row[i] ?? '')))),
  )
  const fitted = fitWidths(widths, least, columns, room)
  if (!fitted) return renderBlocks(columns, rows, look, indent)
  const title = columns.map((column) => ({ text: column.title, paint: look.paint.dim }))
  return [title, ...rows].flatMap((row) => renderRow(row, columns, fitted, indent))
}

/** Widest part of a text that may not be broken. */
function longestPiece(text: string): number {
  return Math.max(0, ...pieces(text).map(({ word }) => widthOf(word)))
}

function textOf(cell: Cell): string {
  return typeof cell === 'string' ? cell : cell.text
}

function fitWidths(widths: number[], least: number[], columns: Column[], room: number): number[] | undefined {
  let excess = widths.reduce((sum, width) => sum + width, 0) - room
  if (excess <= 0) return widths
  const fitted = [...widths]
  while (excess > 0) {
    // The widest of the columns that may still give way gives one cell.
    const widest = columns
      .map((_, i) => i)
      .filter((i) => columns[i]!.wrap && fitted[i]! > least[i]!)
      .sort((a, b) => fitted[b]! - fitted[a]!)[0]
    if (widest === undefined) return undefined
    fitted[widest]! -= 1
    excess -= 1
  }
  return fitted
}

function renderRow(row: Cell[], columns: Column[], widths: number[], indent: number): string[] {
  const cells = columns.map((_, i) => wrap(textOf(row[i] ?? ''), widths[i]!))
  const height = Math.max(...cells.map((lines) => lines.length))
  return Array.from({ length: height }, (_, y) => {
    const line = columns.map((column, i) => {
      const cell = row[i] ?? ''
      const text = cells[i]![y] ?? ''
      const gaps = ' '.repeat(widths[i]! - widthOf(text))
      const painted = typeof cell === 'string' || text === '' ? text : cell.paint(text)
      return column.align === 'right' ? gaps + painted : painted + gaps
    })
    return (' '.repeat(indent) + line.join(' '.repeat(gap))).trimEnd()
  })
}

function renderBlocks(columns: Column[], rows: Cell[][], look: Look, indent: number): string[] {
  const titleWidth = Math.max(...columns.map((column) => widthOf(column.title)))
  return rows.flatMap((row, y) => {
    const lines = columns.flatMap((column, i) => {
      const cell = row[i] ?? ''
      if (textOf(cell) === '') return []
      const room = look.columns - indent - titleWidth - gap
      return wrap(textOf(cell), Math.max(8, room)).map((text, line) => {
        const head = look.paint.dim(pad(line === 0 ? column.title : '', titleWidth))
        return ' '.repeat(indent) + head + ' '.repeat(gap) + (typeof cell === 'string' ? text : cell.paint(text))
      })
    })
    return y > 0 ? ['', ...lines] : lines
  })
}
