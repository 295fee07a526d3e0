/** Deeper than any answers file nests: racks, leafs and options make five levels. */
const maxDepth = 50
/** A list of 5,000 names on one line fits. */
const maxLine = 100_000

/**
 * Looks for shapes that only an attack has, before a parser works on them: nesting by the thousand, endless lines, documents by
 * the thousand. Each would cost seconds and end in the parser's own words.
 * @returns where and what, or undefined
 */
export function hostileShape(text: string): { offset: number; what: string } | undefined {
  let depth = 0
  let lineStart = 0
  let documents = 0
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === 91 || code === 123) depth++
    else if ((code === 93 || code === 125) && depth > 0) depth--
    if (depth > maxDepth) return { offset: at, what: 'nested too deep' }
    if (code !== 10) continue
    if (at - lineStart > maxLine) return { offset: lineStart, what: 'a line of this length' }
    if (text.startsWith('---', lineStart) && ++documents > 10) return { offset: lineStart, what: 'many YAML documents' }
    lineStart = at + 1
  }
  if (text.length - lineStart > maxLine) return { offset: lineStart, what: 'a line of this length' }
  const nested = /(?:[-?] {1,4}){50}|^ {200}/m.exec(text)
  return nested ? { offset: nested.index, what: 'nested too deep' } : undefined
}
