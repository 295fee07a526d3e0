import type { SelectorProblem } from './ast.ts'

type Symbol = '(' | ')' | '{' | '}' | ',' | '==' | '!=' | '!' | '&&' | '||'
type Operator = 'contains' | 'starts with' | 'ends with' | 'in' | 'not in'

export type Token = { at: number } & (
  | { kind: Symbol | Operator | 'all' | 'global' | 'end' }
  | { kind: 'label' | 'string' | 'has'; text: string }
)

/** Characters of a label name; up to 512 of them. */
const labelName = /[a-zA-Z0-9_./-]+/y
const longestLabel = 512
const symbols: readonly Symbol[] = ['==', '!=', '&&', '||', '(', ')', '{', '}', ',', '!']
/** Calico skips blanks and tabs only: a line break inside a selector is an error. */
const blanks = /[ \t]*/y

/**
 * Cuts a selector into tokens, by Calico's rules: a word right after a label is an operator, never another label, and the
 * operator needs no blank behind it (`a contains'b'`, `a notin{'b'}` are accepted).
 */
export function tokenize(text: string): Token[] | SelectorProblem {
  const tokens: Token[] = []
  let at = 0
  const skipBlanks = () => {
    blanks.lastIndex = at
    blanks.exec(text)
    at = blanks.lastIndex
  }
  for (;;) {
    skipBlanks()
    const start = at
    if (at >= text.length) {
      tokens.push({ kind: 'end', at })
      return tokens
    }
    const quote = text[at]!
    if (quote === '"' || quote === "'") {
      const close = text.indexOf(quote, at + 1)
      if (close < 0) return { at, reason: `no closing ${quote}` }
      tokens.push({ kind: 'string', text: text.slice(at + 1, close), at: start })
      at = close + 1
      continue
    }
    const symbol = symbols.find((s) => text.startsWith(s, at))
    if (symbol) {
      tokens.push({ kind: symbol, at: start })
      at += symbol.length
      continue
    }
    if ('=&|'.includes(quote)) return { at, reason: `expected ${quote}${quote}` }
    if (tokens.at(-1)?.kind === 'label') {
      const operator = operatorAt(text, at)
      if (!operator) return { at, reason: 'expected an operator after the label' }
      tokens.push({ kind: operator.kind, at: start })
      at = operator.end
      continue
    }
    const call = /(?:has|all|global)\(/y
    call.lastIndex = at
    const called = call.exec(text)?.[0]
    if (called) {
      at += called.length
      skipBlanks()
      let label: string | undefined
      if (called === 'has(') {
        label = labelAt(text, at)
        if (!label) return { at, reason: 'has() needs a label name' }
        at += label.length
        skipBlanks()
      }
      if (text[at] !== ')') return { at, reason: `no closing ) after ${called}` }
      at += 1
      tokens.push(
        label === undefined
          ? { kind: called === 'all(' ? 'all' : 'global', at: start }
          : { kind: 'has', text: label, at: start },
      )
      continue
    }
    const label = labelAt(text, at)
    if (!label) return { at, reason: `unexpected ${JSON.stringify(quote)}` }
    if (label.length > longestLabel) return { at, reason: `a label name has at most ${longestLabel} characters` }
    tokens.push({ kind: 'label', text: label, at: start })
    at += label.length
  }
}

function labelAt(text: string, at: number): string | undefined {
  labelName.lastIndex = at
  return labelName.exec(text)?.[0]
}

/** The operator that starts here; its two words may have any blanks, or none, between them. */
function operatorAt(text: string, at: number): { kind: Operator; end: number } | undefined {
  const words = /(contains)|(starts)[ \t]*with|(ends)[ \t]*with|(not)[ \t]*in|(in)/y
  words.lastIndex = at
  const match = words.exec(text)
  if (!match) return undefined
  const kind: Operator = match[1]
    ? 'contains'
    : match[2]
      ? 'starts with'
      : match[3]
        ? 'ends with'
        : match[4]
          ? 'not in'
          : 'in'
  return { kind, end: words.lastIndex }
}
