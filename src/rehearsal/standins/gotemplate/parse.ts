import { lex, lineAt, TemplateError, type Token } from './lex.ts'

/** An operand. `text` is how Go prints it in errors. */
export type Operand = { at: number; text: string } & (
  | { kind: 'dot' }
  | { kind: 'nil' }
  | { kind: 'constant'; value: string | boolean }
  | { kind: 'number'; value: number; isFloat: boolean }
  | { kind: 'field'; path: string[] }
  | { kind: 'variable'; name: string; path: string[] }
  | { kind: 'function'; name: string }
  | { kind: 'pipeline'; pipeline: Pipeline; path: string[] }
)

/** A function or a value with its arguments. */
export interface Command {
  operands: Operand[]
  text: string
  at: number
}

/** Commands that hand their results on, perhaps into variables. */
export interface Pipeline {
  variables: string[]
  /** `=` and not `:=`. */
  assigns: boolean
  commands: Command[]
  text: string
  at: number
}

/** if, with and range. */
export interface Control {
  kind: 'if' | 'with' | 'range'
  pipeline: Pipeline
  body: Node[]
  otherwise: Node[]
}

/** A part of a template. */
export type Node =
  | { kind: 'text'; text: string }
  | { kind: 'action'; pipeline: Pipeline }
  | Control
  | { kind: 'template'; name: string; pipeline: Pipeline | undefined; at: number; text: string }
  | { kind: 'break' }
  | { kind: 'continue' }

/** A parsed template and the ones it defines. */
export interface Template {
  text: string
  main: Node[]
  defined: Map<string, Node[]>
}

/** Parses a template in the language of Go's text/template. @param functions names that may be called */
export function parseTemplate(text: string, functions: Set<string>): Template {
  return new Parser(text, functions).template()
}

class Parser {
  private readonly text: string
  private readonly functions: Set<string>
  private readonly tokens: Token[]
  private readonly defined = new Map<string, Node[]>()
  private at = 0
  private variables = ['$']
  private rangeDepth = 0

  constructor(text: string, functions: Set<string>) {
    this.text = text
    this.functions = functions
    this.tokens = lex(text)
  }

  template(): Template {
    const { nodes, ended } = this.list()
    if (ended !== 'end of file') throw this.error(`unexpected {{${ended}}}`)
    return { text: this.text, main: nodes, defined: this.defined }
  }

  private error(why: string, at = this.peek().at): TemplateError {
    return new TemplateError(`template: get:${lineAt(this.text, at)}: ${why}`)
  }

  private peek(): Token {
    return this.tokens[this.at] as Token
  }

  private next(): Token {
    const token = this.peek()
    if (token.kind !== 'end') this.at += 1
    return token
  }

  private skipSpace(): Token {
    while (this.peek().kind === 'space') this.at += 1
    return this.peek()
  }

  /** Nodes up to `{{end}}`, `{{else}}` or the end of the text; of what follows `else` only that it is there. */
  private list(): { nodes: Node[]; ended: 'end' | 'else' | 'end of file' } {
    const nodes: Node[] = []
    for (;;) {
      const token = this.next()
      if (token.kind === 'end') return { nodes, ended: 'end of file' }
      if (token.kind === 'text') {
        nodes.push({ kind: 'text', text: token.text })
        continue
      }
      const first = this.skipSpace()
      if (first.kind === 'word' && (first.text === 'end' || first.text === 'else')) {
        this.next()
        if (first.text === 'end') this.close('end')
        return { nodes, ended: first.text }
      }
      const node = this.action(first)
      if (node) nodes.push(node)
    }
  }

  private close(context: string): void {
    const token = this.skipSpace()
    if (token.kind !== 'close') throw this.unexpected(token, context)
    this.next()
  }

  private unexpected(token: Token, context: string): TemplateError {
    if (token.kind === 'end') return this.error('unexpected EOF')
    const shown = token.kind === 'word' && keywords.has(token.text) ? `<${token.text}>` : JSON.stringify(token.text)
    return this.error(`unexpected ${shown} in ${context}`)
  }

  private action(first: Token): Node | undefined {
    const word = first.kind === 'word' ? first.text : ''
    if (word === 'if' || word === 'with' || word === 'range') {
      this.next()
      return this.control(word)
    }
    if (word === 'define' || word === 'block') {
      this.next()
      return this.definition(word)
    }
    if (word === 'template') {
      this.next()
      const name = this.skipSpace()
      if (name.kind !== 'string') throw this.unexpected(name, 'template clause')
      this.next()
      const pipeline = this.skipSpace().kind === 'close' ? undefined : this.pipeline('template clause')
      this.close('template clause')
      const text = `{{template ${name.text}${pipeline ? ` ${pipeline.text}` : ''}}}`
      return { kind: 'template', name: unquote(name.text), pipeline, at: name.at, text }
    }
    if (word === 'break' || word === 'continue') {
      this.next()
      this.close(`{{${word}}}`)
      if (this.rangeDepth === 0) throw this.error(`{{${word}}} outside {{range}}`, first.at)
      return { kind: word }
    }
    const pipeline = this.pipeline('command')
    this.close('command')
    return { kind: 'action', pipeline }
  }

  private control(kind: 'if' | 'with' | 'range'): Node {
    const known = this.variables.length
    const pipeline = this.pipeline(kind)
    this.close(kind)
    if (kind === 'range') this.rangeDepth += 1
    const body = this.list()
    if (kind === 'range') this.rangeDepth -= 1
    let otherwise: Node[] = []
    if (body.ended === 'end of file') throw this.error('unexpected EOF')
    if (body.ended === 'else') {
      const token = this.skipSpace()
      if (token.kind === 'word' && token.text === kind && kind !== 'range') {
        // `{{else if}}` is an if of its own that shares the end.
        this.next()
        otherwise = [this.control(kind)]
      } else {
        this.close('else')
        const rest = this.list()
        if (rest.ended !== 'end')
          throw this.error(rest.ended === 'else' ? 'expected end; found {{else}}' : 'unexpected EOF')
        otherwise = rest.nodes
      }
    }
    this.variables.length = known
    return { kind, pipeline, body: body.nodes, otherwise }
  }

  private definition(word: 'define' | 'block'): Node | undefined {
    const name = this.skipSpace()
    if (name.kind !== 'string') throw this.unexpected(name, `${word} clause`)
    this.next()
    const pipeline = word === 'block' ? this.pipeline('block clause') : undefined
    this.close(`${word} clause`)
    const outer = this.variables
    this.variables = ['$']
    const body = this.list()
    this.variables = outer
    if (body.ended !== 'end') throw this.error('unexpected EOF')
    this.defined.set(unquote(name.text), body.nodes)
    if (!pipeline) return undefined
    return { kind: 'template', name: unquote(name.text), pipeline, at: name.at, text: `{{template ${name.text}}}` }
  }

  private pipeline(context: string): Pipeline {
    const start = this.skipSpace()
    const { variables, assigns } = this.declaration(context)
    const commands: Command[] = []
    for (;;) {
      const token = this.skipSpace()
      if (token.kind === 'close' || token.kind === ')') break
      commands.push(this.command())
      if (this.skipSpace().kind === 'pipe') {
        this.next()
        const after = this.skipSpace().kind
        if (after === 'close' || after === ')') throw this.error(`missing value for ${context}`)
      }
    }
    if (commands.length === 0) throw this.error(`missing value for ${context}`)
    const bad = commands
      .slice(1)
      .find((command) => ['dot', 'nil', 'constant', 'number'].includes(command.operands[0]?.kind ?? ''))
    if (bad) throw this.error(`non executable command in pipeline stage ${commands.indexOf(bad) + 1}`)
    const head = variables.length > 0 ? `${variables.join(', ')} ${assigns ? '=' : ':='} ` : ''
    const text = head + commands.map((command) => command.text).join(' | ')
    return { variables, assigns, commands, text, at: start.at }
  }

  /** `$x :=`, `$x =` or, for a range, `$i, $x :=`. */
  private declaration(context: string): { variables: string[]; assigns: boolean } {
    const from = this.at
    const names: string[] = []
    for (;;) {
      const token = this.skipSpace()
      if (token.kind !== 'variable') break
      this.next()
      names.push(token.text)
      const after = this.skipSpace()
      if (after.kind === ':=' || after.kind === '=') {
        this.next()
        if (names.length > 1 && context !== 'range') throw this.error(`too many declarations in ${context}`)
        if (after.kind === ':=') this.variables.push(...names)
        return { variables: names, assigns: after.kind === '=' }
      }
      if (after.kind !== ',' || context !== 'range') break
      this.next()
    }
    this.at = from
    return { variables: [], assigns: false }
  }

  private command(): Command {
    const operands: Operand[] = []
    const { at } = this.skipSpace()
    for (;;) {
      const token = this.skipSpace()
      if (token.kind === 'close' || token.kind === ')' || token.kind === 'pipe') break
      operands.push(this.operand())
      const after = this.peek().kind
      if (after !== 'space' && after !== 'close' && after !== ')' && after !== 'pipe') {
        throw this.unexpected(this.peek(), 'operand')
      }
    }
    if (operands.length === 0) throw this.error('empty command')
    return { operands, at, text: operands.map((operand) => operand.text).join(' ') }
  }

  private operand(): Operand {
    const token = this.next()
    const base = this.term(token)
    if (this.peek().kind !== 'field') return base
    // Go names the place of a longer path by its second field.
    const { at } = this.peek()
    const path: string[] = []
    while (this.peek().kind === 'field') path.push(this.next().text.slice(1))
    const text = `${base.text}.${path.join('.')}`
    if (base.kind === 'field' || base.kind === 'variable') return { ...base, path: [...base.path, ...path], at, text }
    if (base.kind === 'pipeline') return { ...base, path, at, text }
    throw this.error(`unexpected . after term ${JSON.stringify(base.text)}`)
  }

  private term(token: Token): Operand {
    const { at, text } = token
    switch (token.kind) {
      case 'dot':
        return { kind: 'dot', at, text }
      case 'field':
        return { kind: 'field', at, text, path: [text.slice(1)] }
      case 'variable':
        if (!this.variables.includes(text)) throw this.error(`undefined variable ${JSON.stringify(text)}`)
        return { kind: 'variable', at, text, name: text, path: [] }
      case 'string':
        return { kind: 'constant', at, text, value: unquote(text) }
      case 'char':
        return { kind: 'number', at, text, value: unquote(text).codePointAt(0) ?? 0, isFloat: false }
      case 'number':
        return number(token)
      case 'word':
        if (text === 'true' || text === 'false') return { kind: 'constant', at, text, value: text === 'true' }
        if (text === 'nil') return { kind: 'nil', at, text }
        if (!this.functions.has(text)) throw this.error(`function ${JSON.stringify(text)} not defined`)
        return { kind: 'function', at, text, name: text }
      case '(': {
        const pipeline = this.pipeline('parenthesized pipeline')
        if (this.skipSpace().kind !== ')') throw this.error('unclosed left paren')
        this.next()
        return { kind: 'pipeline', at, text: `(${pipeline.text})`, pipeline, path: [] }
      }
      default:
        throw this.unexpected(token, 'operand')
    }
  }
}

const keywords = new Set(['if', 'with', 'range', 'else', 'end', 'define', 'block', 'template', 'break', 'continue'])

function number({ at, text }: Token): Operand {
  const plain = text.replaceAll('_', '')
  const isFloat = /[.]|[eE](?![^xX]*[xX])/.test(plain) && !/0[xX]/.test(plain)
  const sign = plain.startsWith('-') ? -1 : 1
  const digits = plain.replace(/^[-+]/, '')
  const value = /^0[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : Number(digits)
  return { kind: 'number', at, text, value: sign * value, isFloat }
}

const escapes: Record<string, string> = { n: '\n', t: '\t', r: '\r', a: '\x07', b: '\b', f: '\f', v: '\v' }

function unquote(text: string): string {
  const inner = text.slice(1, -1)
  if (text.startsWith('`')) return inner.replaceAll('\r', '')
  return inner.replace(/\\(x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-7]{3}|.)/g, (_, code: string) => {
    if (/^[xuU]./.test(code)) return String.fromCodePoint(Number.parseInt(code.slice(1), 16))
    if (/^[0-7]{3}$/.test(code)) return String.fromCodePoint(Number.parseInt(code, 8))
    return escapes[code] ?? code
  })
}
