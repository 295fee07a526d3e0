import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

const source = fileURLToPath(new URL('../../../src', import.meta.url))
// What is shown in English only: the server of a rehearsal and its stand-ins speak as Kubernetes and Calico do.
const foreign = ['i18n', 'views', 'rehearsal', 'switches/render']
const shown = new Set(['message', 'what', 'detail', 'remedy', 'remedies', 'reason', 'problem', 'why'])
const speakers = new Set([
  'warn',
  'error',
  'RunFailed',
  'StoreError',
  'usage',
  'refuse',
  'fail',
  'finding',
  'bad',
  'problem',
  'damaged',
  'unreadable',
])

/** An English sentence of the core, its gaps as `{1}`, `{2}`, and where it stands. */
export interface SourceSentence {
  template: string
  place: string
}

/** Every sentence that the core makes in English and a person may see: `what`, `message`, `remedy` and their like. */
export function sourceSentences(): SourceSentence[] {
  const found: SourceSentence[] = []
  for (const file of files(source)) {
    const name = relative(source, file)
    if (foreign.some((folder) => name.startsWith(folder))) continue
    const tree = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true)
    const add = (node: ts.Expression): void => {
      for (const template of templatesOf(node, tree)) {
        if (!/[a-z]{2,} /i.test(template.replace(/\{\d+\}/g, ''))) continue
        const { line } = tree.getLineAndCharacterOfPosition(node.getStart())
        found.push({ template, place: `${name}:${line + 1}` })
      }
    }
    const visit = (node: ts.Node): void => {
      if (ts.isPropertyAssignment(node) && shown.has(node.name.getText())) add(node.initializer)
      if (ts.isVariableDeclaration(node) && node.initializer && shown.has(node.name.getText())) add(node.initializer)
      if ((ts.isCallExpression(node) || ts.isNewExpression(node)) && speakers.has(lastName(node.expression)))
        for (const argument of node.arguments ?? []) add(argument)
      ts.forEachChild(node, visit)
    }
    visit(tree)
  }
  return found
}

/** What the lint rules say they found: every text with words that their checks make. */
export function lintSubjects(): SourceSentence[] {
  const found: SourceSentence[] = []
  const folder = join(source, 'design/lint')
  for (const file of [...files(folder), join(source, 'design/pods-on-bgp.ts')]) {
    const tree = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true)
    const visit = (node: ts.Node): void => {
      // Fixed texts of a rule are translated by its code; what is compared or looked for is never shown.
      const fixed =
        ts.isPropertyAssignment(node) && node.name.getText() !== 'check' && ts.isStringLiteralLike(node.initializer)
      if (fixed || ts.isImportDeclaration(node)) return
      if (ts.isTemplateExpression(node) || ts.isStringLiteralLike(node)) {
        for (const template of templatesOf(node, tree))
          if (/[a-z]{2,} |[ "][a-z]{2,}/.test(template.replace(/\{\d+\}/g, ' '))) {
            const { line } = tree.getLineAndCharacterOfPosition(node.getStart())
            found.push({ template, place: `${relative(source, file)}:${line + 1}` })
          }
      }
      ts.forEachChild(node, visit)
    }
    visit(tree)
  }
  return found
}

function lastName(node: ts.Expression): string {
  return ts.isPropertyAccessExpression(node) ? node.name.text : node.getText()
}

/** The texts an expression may become: a literal, a template, either side of a choice, every item of a list. */
function templatesOf(node: ts.Expression, tree: ts.SourceFile): string[] {
  if (ts.isStringLiteralLike(node)) return [node.text]
  if (ts.isTemplateExpression(node)) {
    let text = node.head.text
    node.templateSpans.forEach((span, i) => {
      text += `{${i + 1}}${span.literal.text}`
    })
    return [text]
  }
  if (ts.isConditionalExpression(node))
    return [...templatesOf(node.whenTrue, tree), ...templatesOf(node.whenFalse, tree)]
  if (ts.isParenthesizedExpression(node)) return templatesOf(node.expression, tree)
  if (ts.isArrayLiteralExpression(node))
    return node.elements.flatMap((element) =>
      templatesOf(ts.isSpreadElement(element) ? element.expression : element, tree),
    )
  if (ts.isBinaryExpression(node)) return [...templatesOf(node.left, tree), ...templatesOf(node.right, tree)]
  return []
}

function files(directory: string): string[] {
  return readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    const path = join(directory, entry.name)
    return entry.isDirectory() ? files(path) : /\.ts$/.test(entry.name) ? [path] : []
  })
}
