import { createHash } from 'node:crypto'
import ts from 'typescript'

/** One small change to a source file. */
export interface Mutant {
  id: number
  file: string
  /** Hash of the whole file. */
  source: string
  line: number
  kind: string
  /** The piece of source that is replaced, and by what. */
  start: number
  end: number
  was: string
  put: string
  /** How the piece is switched: an expression, a statement that is left out, or a block that is emptied. */
  form: 'expression' | 'statement' | 'block'
}

type Found = Omit<Mutant, 'id' | 'file' | 'source' | 'line'>

const swapped: Record<string, readonly string[]> = {
  '===': ['!=='],
  '!==': ['==='],
  '<': ['<=', '>='],
  '<=': ['<', '>'],
  '>': ['>=', '<='],
  '>=': ['>', '<'],
  '&&': ['||'],
  '||': ['&&'],
  '??': ['&&'],
  '+': ['-'],
  '-': ['+'],
  '*': ['/'],
  '/': ['*'],
  '%': ['*'],
  '&': ['|'],
  '^': ['&'],
  '>>>': ['<<'],
  '||=': ['&&='],
  '??=': ['&&='],
  '+=': ['-='],
  '-=': ['+='],
}

const assigning = new Set(['||=', '??=', '+=', '-='])

const otherMethod = new Map(
  Object.entries({
    some: 'every',
    every: 'some',
    startsWith: 'endsWith',
    endsWith: 'startsWith',
    min: 'max',
    max: 'min',
    find: 'findLast',
    indexOf: 'lastIndexOf',
  }),
)
/** `list.filter(f)` -> `list`. */
const leftOut = new Set(['filter', 'slice', 'reverse', 'sort', 'trim', 'toSorted', 'replace'])

/** Texts for people: another wording is no defect. Codes beside them are mutated. */
const forPeople = new Set(['what', 'remedies', 'reason', 'detail', 'problem', 'where'])

/** Whether a text only ever reaches a person: an Error's message or a field like `what`. */
function isForPeople(node: ts.Node): boolean {
  for (let at: ts.Node | undefined = node; at && !ts.isStatement(at); at = at.parent) {
    const parent: ts.Node = at.parent
    if (ts.isPropertyAssignment(parent) && parent.initializer === at && forPeople.has(parent.name.getText()))
      return true
    if (ts.isVariableDeclaration(parent) && parent.initializer === at && forPeople.has(parent.name.getText()))
      return true
    if (ts.isNewExpression(parent) && /(Error|Failed)$/.test(parent.expression.getText())) {
      // RunFailed and StoreError have a code first.
      return parent.expression.getText() === 'Error' || parent.arguments?.[0] !== at
    }
  }
  return false
}

/** Every mutant of one file, in source order. */
export function mutantsOf(file: string, text: string): Omit<Mutant, 'id'>[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, true)
  const found: Found[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isTypeNode(node) || ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) return
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return
    found.push(...mutate(node))
    ts.forEachChild(node, visit)
  }
  visit(source)
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 16)
  return found.map((each) => ({
    ...each,
    file,
    source: hash,
    line: source.getLineAndCharacterOfPosition(each.start).line + 1,
  }))
}

/** `a?.b.c` is one expression: a piece of it in brackets would no longer stop at the question mark. */
function wholeChain(node: ts.Node): ts.Node {
  let at = node
  while (
    at.flags & ts.NodeFlags.OptionalChain &&
    (ts.isPropertyAccessExpression(at.parent) ||
      ts.isElementAccessExpression(at.parent) ||
      ts.isCallExpression(at.parent)) &&
    at.parent.expression === at
  )
    at = at.parent
  return at
}

function mutate(node: ts.Node): Found[] {
  const whole = wholeChain(node)
  const start = whole.getStart()
  const end = whole.getEnd()
  const text = node.getSourceFile().text
  const was = text.slice(start, end)
  /** The whole expression with the part from..to put otherwise. */
  const part = (kind: string, from: number, to: number, put: string): Found => ({
    kind,
    start,
    end,
    was,
    put: text.slice(start, from) + put + text.slice(to, end),
    form: 'expression',
  })
  const all = (kind: string, put: string): Found => ({ kind, start, end, was, put, form: 'expression' })

  if (ts.isBinaryExpression(node)) {
    const operator = node.operatorToken
    const { left, right } = node
    const literal = [left, right].some((side) => ts.isStringLiteralLike(side) || ts.isTemplateExpression(side))
    if (operator.getText() === '+' && literal) return []
    return (swapped[operator.getText()] ?? []).map((other) => {
      const put = assigning.has(operator.getText())
        ? `${left.getText()} ${other} ${right.getText()}`
        : `(${left.getText()}) ${other} (${right.getText()})`
      return all(`${operator.getText()} to ${other}`, put)
    })
  }
  if (ts.isPrefixUnaryExpression(node)) {
    if (node.operator === ts.SyntaxKind.ExclamationToken) return [all('! removed', node.operand.getText())]
    if (node.operator === ts.SyntaxKind.MinusToken) return [all('- removed', node.operand.getText())]
  }
  if (ts.isPostfixUnaryExpression(node) || (ts.isPrefixUnaryExpression(node) && /^(\+\+|--)/.test(was)))
    return [all('++ to --', was.includes('++') ? was.replace('++', '--') : was.replace('--', '++'))]
  if (node.kind === ts.SyntaxKind.TrueKeyword) return [all('true to false', 'false')]
  if (node.kind === ts.SyntaxKind.FalseKeyword) return [all('false to true', 'true')]
  if (ts.isStringLiteralLike(node) || ts.isTemplateExpression(node)) return textMutants(node, all)
  if (ts.isArrayLiteralExpression(node) && node.elements.length > 0 && !isForPeople(node))
    return [all('list emptied', '[]')]
  if (ts.isObjectLiteralExpression(node) && node.properties.length > 0) return [all('object emptied', '{}')]
  if (ts.isCallExpression(node)) return callMutants(node, part, all)
  if ((ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node)) && node.questionDotToken) {
    const mark = node.questionDotToken
    return [part('?. to .', mark.getStart(), mark.getEnd(), ts.isElementAccessExpression(node) ? '' : '.')]
  }
  if (ts.isConditionalExpression(node)) return tests(node.condition)
  if (ts.isIfStatement(node) || ts.isWhileStatement(node)) return tests(node.expression)
  if (ts.isForStatement(node) && node.condition) return tests(node.condition).slice(1)
  if (ts.isExpressionStatement(node) && !/^super\(/.test(was) && !/^this\.\w+ = \w+/.test(was))
    return [{ kind: 'statement left out', start, end, was, put: '', form: 'statement' }]
  if (
    ts.isBlock(node) &&
    node.statements.length > 0 &&
    !/\bsuper\(/.test(was) &&
    !ts.isConstructorDeclaration(node.parent)
  ) {
    // A block of one statement is emptied where the statement is left out.
    const [only] = node.statements
    if (node.statements.length === 1 && only && ts.isExpressionStatement(only)) return []
    return [{ kind: 'block emptied', start, end, was, put: '{}', form: 'block' }]
  }
  return []
}

/** A condition that is always, or never, met. */
function tests(condition: ts.Expression): Found[] {
  if (condition.kind === ts.SyntaxKind.TrueKeyword) return []
  const span = {
    start: condition.getStart(),
    end: condition.getEnd(),
    was: condition.getText(),
    form: 'expression' as const,
  }
  return ['true', 'false'].map((put) => ({ ...span, kind: `condition is ${put}`, put }))
}

function textMutants(node: ts.Node, all: (kind: string, put: string) => Found): Found[] {
  const { parent } = node
  const named = (ts.isPropertyAssignment(parent) || ts.isPropertyDeclaration(parent)) && parent.name === node
  if (named || isForPeople(node)) return []
  return node.getText().length > 2 ? [all('text emptied', "''")] : [all('text filled', "'filled'")]
}

function callMutants(
  node: ts.CallExpression,
  part: (kind: string, from: number, to: number, put: string) => Found,
  all: (kind: string, put: string) => Found,
): Found[] {
  if (!ts.isPropertyAccessExpression(node.expression)) return []
  const { name, expression } = node.expression
  const other = otherMethod.get(name.text)
  if (other) return [part(`${name.text} to ${other}`, name.getStart(), name.getEnd(), other)]
  if (!leftOut.has(name.text)) return []
  if (node.flags & ts.NodeFlags.OptionalChain)
    return [part(`${name.text} left out`, expression.getEnd(), node.getEnd(), '')]
  return [all(`${name.text} left out`, expression.getText())]
}
