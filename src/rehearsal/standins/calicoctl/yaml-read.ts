/** A document that is no YAML; the text is that of the Go library calicoctl uses. */
export class YamlError extends Error {}

/** Largest input that is read. */
const maxInput = 64 * 1024 * 1024

/** Parses one document: JSON at once, YAML with the library, which is only loaded then. */
export async function parseYaml(text: string): Promise<unknown> {
  if (text.length > maxInput) throw new YamlError('yaml: document too large')
  if (/^\s*[{[]/.test(text)) {
    try {
      return JSON.parse(text)
    } catch {
      // YAML's flow style begins like JSON.
    }
  }
  const yaml = await import('yaml')
  const document = yaml.parseDocument(text, { version: '1.1', merge: true, uniqueKeys: true })
  const problem = document.errors[0]
  if (problem) throw new YamlError(goText(problem.code, problem.linePos?.[0].line ?? 1, problem.message))
  return document.toJS({ maxAliasCount: 100 })
}

function goText(code: string, line: number, message: string): string {
  switch (code) {
    case 'BLOCK_AS_IMPLICIT_KEY':
    case 'MULTILINE_IMPLICIT_KEY':
    case 'BAD_INDENT':
      return `yaml: line ${line}: mapping values are not allowed in this context`
    case 'DUPLICATE_KEY':
      return `yaml: unmarshal errors:\n  line ${line}: key already set in map`
    case 'TAB_AS_INDENT':
      return `yaml: line ${line}: found character that cannot start any token`
    case 'MISSING_CHAR':
      return `yaml: line ${line}: could not find expected ':'`
    default:
      return `yaml: line ${line}: ${(message.split('\n')[0] ?? '').replace(/ at line \d+, column \d+:?$/, '')}`
  }
}

/** Cuts a stream of documents at its `---` lines; empty ones are left out. */
export function splitDocuments(text: string): string[] {
  return text
    .split(/^---(?:[ \t].*)?$/m)
    .filter((part) => part.split('\n').some((line) => line.trim() !== '' && !line.trim().startsWith('#')))
}
