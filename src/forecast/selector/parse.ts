import type { Selector, SelectorProblem, SelectorResult } from './ast.ts'
import { type Token, tokenize } from './tokenize.ts'

/** Deeper nesting than any person writes; keeps a hostile file from exhausting the stack. */
const deepest = 200

/**
 * Parses a selector as Calico does. The empty selector means `all()` here; in a BGPPeer an empty field means "not set",
 * which is the caller's business. Precedence: `!` binds closest, then `&&`, then `||`.
 * @returns the tree, or the place (in characters) and the reason where it fails
 */
export function parseSelector(text: string): SelectorResult {
  const tokens = tokenize(text)
  if (!Array.isArray(tokens)) return { ok: false, problem: tokens }
  if (tokens[0]!.kind === 'end') return { ok: true, selector: { op: 'all' } }
  try {
    return { ok: true, selector: new Parser(tokens).root() }
  } catch (error) {
    if (error instanceof Failure) return { ok: false, problem: error.problem }
    throw error
  }
}

class Failure extends Error {
  readonly problem: SelectorProblem
  constructor(token: Token, reason: string) {
    super(reason)
    this.problem = { at: token.at, reason }
  }
}

class Parser {
  readonly #tokens: Token[]
  #next = 0
  #depth = 0

  constructor(tokens: Token[]) {
    this.#tokens = tokens
  }

  root(): Selector {
    const selector = this.#or()
    if (this.#peek().kind !== 'end') throw new Failure(this.#peek(), `unexpected ${describe(this.#peek())}`)
    return selector
  }

  #or(): Selector {
    return this.#chain('||', 'or', () => this.#chain('&&', 'and', () => this.#operation()))
  }

  #chain(separator: '&&' | '||', op: 'and' | 'or', part: () => Selector): Selector {
    const parts = [part()]
    while (this.#peek().kind === separator) {
      this.#take()
      parts.push(part())
    }
    return parts.length === 1 ? parts[0]! : { op, of: parts }
  }

  #operation(): Selector {
    let negated = false
    while (this.#peek().kind === '!') {
      this.#take()
      negated = !negated
    }
    const selector = this.#positive()
    return negated ? { op: 'not', of: selector } : selector
  }

  #positive(): Selector {
    const token = this.#take()
    switch (token.kind) {
      case 'all':
      case 'global':
        return { op: token.kind }
      case 'has':
        return { op: 'has', label: token.text }
      case 'label':
        return this.#comparison(token.text)
      case '(': {
        this.#depth += 1
        if (this.#depth > deepest) throw new Failure(token, `parentheses nested deeper than ${deepest}`)
        const inner = this.#or()
        if (this.#peek().kind !== ')') throw new Failure(this.#peek(), `expected ) but found ${describe(this.#peek())}`)
        this.#take()
        this.#depth -= 1
        return inner
      }
      default:
        throw new Failure(token, `unexpected ${describe(token)}`)
    }
  }

  #comparison(label: string): Selector {
    const operator = this.#take()
    switch (operator.kind) {
      case '==':
      case '!=':
      case 'contains':
      case 'starts with':
      case 'ends with':
        return { op: operator.kind, label, value: this.#string() }
      case 'in':
      case 'not in':
        return { op: operator.kind, label, values: this.#set() }
      default:
        throw new Failure(operator, `expected an operator after the label but found ${describe(operator)}`)
    }
  }

  #string(): string {
    const token = this.#take()
    if (token.kind !== 'string') throw new Failure(token, `expected a quoted string but found ${describe(token)}`)
    return token.text
  }

  /** `{}` and a comma before `}` are accepted, as Calico accepts them. */
  #set(): string[] {
    const open = this.#take()
    if (open.kind !== '{') throw new Failure(open, `expected { but found ${describe(open)}`)
    const values: string[] = []
    while (this.#peek().kind === 'string') {
      values.push(this.#string())
      if (this.#peek().kind !== ',') break
      this.#take()
    }
    const close = this.#take()
    if (close.kind !== '}') throw new Failure(close, `expected } but found ${describe(close)}`)
    return values
  }

  #peek(): Token {
    return this.#tokens[this.#next]!
  }

  /** The last token is always `end`, and nothing reads past it. */
  #take(): Token {
    const token = this.#peek()
    if (token.kind !== 'end') this.#next += 1
    return token
  }
}

function describe(token: Token): string {
  if (token.kind === 'end') return 'the end'
  return 'text' in token ? `${token.kind} ${JSON.stringify(token.text)}` : token.kind
}
