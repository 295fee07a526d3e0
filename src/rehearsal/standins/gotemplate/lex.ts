/** What a template's author got wrong, in the words of Go's text/template. */
export class TemplateError extends Error {
  /** What had been printed before it was noticed. */
  readonly printed: string
  constructor(message: string, printed = '') {
    super(message)
    this.printed = printed
  }
}

/** A piece of a template. */
export interface Token {
  kind:
    | 'text'
    | 'open'
    | 'close'
    | 'field'
    | 'variable'
    | 'dot'
    | 'word'
    | 'number'
    | 'string'
    | 'char'
    | 'pipe'
    | '('
    | ')'
    | ','
    | '='
    | ':='
    | 'space'
    | 'end'
  text: string
  /** Offset in the template. */
  at: number
}

const patterns: [Token['kind'], RegExp][] = [
  ['space', /[ \t\r\n]+/y],
  ['string', /"(?:[^"\\\n]|\\.)*"|`[^`]*`/y],
  ['char', /'(?:[^'\\\n]|\\.)+'/y],
  [
    'number',
    /[-+]?(?:0[xX][0-9a-fA-F_]+|0[bB][01_]+|0[oO]?[0-7_]+(?![0-9.])|[0-9][0-9_]*(?:\.[0-9_]*)?(?:[eE][-+]?[0-9]+)?|\.[0-9]+)/y,
  ],
  ['field', /\.[\p{L}_][\p{L}\p{N}_]*/uy],
  ['dot', /\./y],
  ['variable', /\$[\p{L}\p{N}_]*/uy],
  ['word', /[\p{L}_][\p{L}\p{N}_]*/uy],
  [':=', /:=/y],
  ['=', /=/y],
  ['pipe', /\|/y],
  ['(', /\(/y],
  [')', /\)/y],
  [',', /,/y],
]

/** Cuts a template into tokens; `{{-`, `-}}` and comments are done with here. */
export function lex(text: string): Token[] {
  const tokens: Token[] = []
  let at = 0
  let trimNext = false
  while (at < text.length) {
    const open = text.indexOf('{{', at)
    let piece = text.slice(at, open < 0 ? text.length : open)
    const pieceAt = at
    const trims = open >= 0 && /^\{\{-[ \t\r\n]/.test(text.slice(open, open + 4))
    if (trimNext) piece = piece.replace(/^[ \t\r\n]+/, '')
    if (trims) piece = piece.replace(/[ \t\r\n]+$/, '')
    if (piece) tokens.push({ kind: 'text', text: piece, at: pieceAt })
    if (open < 0) break
    at = open + (trims ? 3 : 2)
    const comment = /[ \t\r\n]*\/\*[\s\S]*?\*\/([ \t\r\n]+-)?\}\}/y
    comment.lastIndex = at
    const skipped = comment.exec(text)
    if (skipped) {
      trimNext = Boolean(skipped[1])
      at = comment.lastIndex
      continue
    }
    tokens.push({ kind: 'open', text: '{{', at: open })
    const end = lexAction(text, at, tokens)
    at = end.at
    trimNext = end.trims
  }
  return [...tokens, { kind: 'end', text: '', at: text.length }]
}

function lexAction(text: string, from: number, tokens: Token[]): { at: number; trims: boolean } {
  let at = from
  let depth = 0
  for (;;) {
    const closing = /^(?:[ \t\r\n]+-)?\}\}/.exec(text.slice(at))
    if (closing && depth === 0) {
      tokens.push({ kind: 'close', text: '}}', at })
      return { at: at + closing[0].length, trims: closing[0].length > 2 }
    }
    if (at >= text.length) throw new TemplateError(`template: get:${lineAt(text, at)}: unclosed action`)
    const token = tokenAt(text, at)
    if (!token) throw new TemplateError(`template: get:${lineAt(text, at)}: ${badStart(text, at)}`)
    if (token.kind === '(') depth += 1
    if (token.kind === ')') depth -= 1
    if (depth < 0) throw new TemplateError(`template: get:${lineAt(text, at)}: unexpected right paren`)
    tokens.push(token)
    at += token.text.length
  }
}

function tokenAt(text: string, at: number): Token | undefined {
  for (const [kind, pattern] of patterns) {
    pattern.lastIndex = at
    const match = pattern.exec(text)
    if (match) return { kind, text: match[0], at }
  }
  return undefined
}

function badStart(text: string, at: number): string {
  const char = String.fromCodePoint(text.codePointAt(at) as number)
  if (char === '"') return 'unterminated quoted string'
  if (char === '`') return 'unterminated raw quoted string'
  if (char === "'") return 'unterminated character constant'
  const code = (text.codePointAt(at) as number).toString(16).toUpperCase().padStart(4, '0')
  return `unrecognized character in action: U+${code} '${char}'`
}

/** The line an offset is in, from 1. */
export function lineAt(text: string, at: number): number {
  return text.slice(0, at).split('\n').length
}

/** Line and byte of an offset, as Go's errors name a place. */
export function placeOf(text: string, at: number): string {
  const before = text.slice(0, at)
  const column = Buffer.byteLength(before.slice(before.lastIndexOf('\n') + 1))
  return `${lineAt(text, at)}:${column}`
}
