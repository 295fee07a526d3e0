import type { Mutant } from './mutants.ts'

/**
 * A source with all its mutants built in, each behind a switch: `__m(7)` is true while mutant 7 is played. So everything is
 * compiled once, and a mutant costs no more than the tests that reach it.
 */
export function instrument(text: string, mutants: readonly Mutant[]): string {
  return `const __m = globalThis.__mutant;${weave(text, 0, text.length, outermost(mutants))}`
}

interface Span {
  start: number
  end: number
  form: Mutant['form']
  here: Mutant[]
  inside: Span[]
}

/** Spans nest like the syntax they come from; the same piece may have several mutants. */
function outermost(mutants: readonly Mutant[]): Span[] {
  const rank = { statement: 0, block: 1, expression: 2 }
  const sorted = [...mutants].sort((a, b) => a.start - b.start || b.end - a.end || rank[a.form] - rank[b.form])
  const roots: Span[] = []
  const open: Span[] = []
  for (const mutant of sorted) {
    while (open.length > 0 && (open.at(-1) as Span).end < mutant.end) open.pop()
    while (open.length > 0 && (open.at(-1) as Span).end <= mutant.start) open.pop()
    const top = open.at(-1)
    if (top && top.start === mutant.start && top.end === mutant.end && top.form === mutant.form) {
      top.here.push(mutant)
      continue
    }
    const span: Span = { start: mutant.start, end: mutant.end, form: mutant.form, here: [mutant], inside: [] }
    ;(top ? top.inside : roots).push(span)
    open.push(span)
  }
  return roots
}

function weave(text: string, from: number, to: number, spans: readonly Span[]): string {
  let out = ''
  let at = from
  for (const span of spans) {
    out += text.slice(at, span.start) + switched(text, span)
    at = span.end
  }
  return out + text.slice(at, to)
}

function switched(text: string, span: Span): string {
  const sound = weave(text, span.start, span.end, span.inside)
  const ids = span.here.map((mutant) => mutant.id)
  if (span.form === 'statement') return `{ if (!__m(${ids[0]})) { ${sound} } }`
  if (span.form === 'block') return `{ if (!__m(${ids[0]})) ${sound} }`
  return `(${span.here.map(({ id, put }) => `__m(${id}) ? (${put}) : `).join('')}(${sound}))`
}
