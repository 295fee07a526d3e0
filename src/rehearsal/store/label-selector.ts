import { badRequest } from './errors.ts'

/** Decides over the labels of an object. */
export type LabelTest = (labels: Record<string, string>) => boolean

interface Token {
  /** Punctuation and operators are their own kind; everything else is a word. */
  kind: string
  text: string
}

const punctuation = new Set(['=', '==', '!=', '!', ',', '(', ')', '>', '<', 'end'])
const operatorsText = 'in, notin, =, ==, !=, gt, lt'

function tokens(text: string): Token[] {
  const found: Token[] = []
  const pattern = /\s*(==|!=|[=!,()<>]|[^\s=!,()<>]+)/y
  for (let match = pattern.exec(text); match; match = pattern.exec(text)) {
    const word = match[1] as string
    found.push({ kind: punctuation.has(word) ? word : 'word', text: word })
  }
  return [...found, { kind: 'end', text: '' }]
}

/**
 * Reads a label selector in Kubernetes' grammar: `a=b,c!=d,e in (x,y),f notin (z),!g,h,i>5`. 400 with the API server's own
 * words for what is none.
 */
export function parseLabelSelector(text: string): LabelTest[] {
  const list = tokens(text)
  const tests: LabelTest[] = []
  let at = 0
  const peek = () => list[at] as Token
  const next = () => list[at++] as Token
  if (peek().kind === 'end') return tests
  if (peek().kind !== 'word' && peek().kind !== '!') {
    throw badRequest(`found '${peek().text}', expected: !, identifier, or 'end of string'`)
  }
  for (;;) {
    tests.push(requirement(peek, next))
    const after = next()
    if (after.kind === 'end') return tests
    if (after.kind !== ',') throw badRequest(`found '${after.text}', expected: ',' or 'end of string'`)
    if (peek().kind !== 'word' && peek().kind !== '!') {
      throw badRequest(`found '${peek().text}', expected: identifier after ','`)
    }
  }
}

function requirement(peek: () => Token, next: () => Token): LabelTest {
  const not = peek().kind === '!'
  if (not) next()
  const key = next()
  if (key.kind !== 'word') throw unparsable(`found '${key.text}', expected: identifier`)
  checkKey(key.text)
  if (not) return (labels) => !(key.text in labels)
  if (peek().kind === 'end' || peek().kind === ',') return (labels) => key.text in labels
  const operator = next()
  switch (operator.kind === 'word' ? operator.text : operator.kind) {
    case 'in':
    case 'notin': {
      const values = valueList(peek, next)
      if (operator.text === 'in') return (labels) => values.has(labels[key.text] ?? '\0')
      return (labels) => !values.has(labels[key.text] ?? '\0')
    }
    case '=':
    case '==': {
      const value = exactValue(peek, next)
      return (labels) => labels[key.text] === value
    }
    case '!=': {
      const value = exactValue(peek, next)
      return (labels) => labels[key.text] !== value
    }
    case '>':
    case '<': {
      const bound = wholeNumber(exactValue(peek, next))
      const greater = operator.kind === '>'
      return (labels) => {
        const value = labels[key.text]
        if (value === undefined || !/^[-+]?\d+$/.test(value)) return false
        return greater ? Number(value) > bound : Number(value) < bound
      }
    }
    default:
      throw unparsable(`found '${operator.text}', expected: ${operatorsText}`)
  }
}

function exactValue(peek: () => Token, next: () => Token): string {
  if (peek().kind === 'end' || peek().kind === ',') return ''
  const value = next()
  if (value.kind !== 'word') throw unparsable(`found '${value.text}', expected: identifier`)
  return value.text
}

function valueList(peek: () => Token, next: () => Token): Set<string> {
  const open = next()
  if (open.kind !== '(') throw unparsable(`found '${open.text}' expected: '('`)
  const values = new Set<string>()
  for (;;) {
    // An empty place between commas is the empty value.
    if (peek().kind === 'word') values.add(next().text)
    else if (peek().kind === ',' || peek().kind === ')') values.add('')
    else throw unparsable(`found '${peek().text}', expected: ',', ')' or identifier`)
    const after = next()
    if (after.kind === ')') return values
    if (after.kind !== ',') throw unparsable(`found '${after.text}', expected: ',' or ')'`)
  }
}

function wholeNumber(text: string): number {
  if (/^[-+]?\d+$/.test(text)) return Number(text)
  const why = "for 'Gt', 'Lt' operators, the value must be an integer"
  throw unparsable(`values[0]: Invalid value: ${JSON.stringify(text)}: ${why}`)
}

function checkKey(key: string): void {
  if (/^([^/]+\/)?([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/.test(key)) return
  const rule =
    "a qualified name must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]') with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')"
  throw unparsable(`<nil>: Invalid value: ${JSON.stringify(key)}: ${rule}`)
}

function unparsable(why: string) {
  return badRequest(`unable to parse requirement: ${why}`)
}
