import type { Warning } from '../../model/session.ts'

/** What the steps of one parse share. */
export interface ParseContext {
  /** Name of the input as the reader knows it: a path, or "stdin". */
  file: string
  warnings: Warning[]
  /** Line of an object's first character, where the format keeps lines. */
  lines: WeakMap<object, number>
}

/** "file:12" when the line is known, else the file. */
export function placeOf(context: ParseContext, value: unknown): string {
  const line = typeof value === 'object' && value !== null ? context.lines.get(value) : undefined
  return line === undefined ? context.file : `${context.file}:${line}`
}
