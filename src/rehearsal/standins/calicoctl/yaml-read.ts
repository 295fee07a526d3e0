/** A document that is no YAML; the text is that of the Go library calicoctl uses. */
export class YamlError extends Error {}

/** Largest input that is read. */
const maxInput = 64 * 1024 * 1024

/** Parses one document: JSON at once, YAML with the library, which is only loaded then. */
export async function parseYaml(text: string): Promise<unknown> {
  if (text.length > maxInput) throw new YamlError('yaml: document too large')
  const plain = simpleMapping(text)
  if (plain) return plain
  if (/^\s*[{[]/.test(text)) {
    try {
      return JSON.parse(text)
    } catch {
      // YAML's flow style begins like JSON.
    }
  }
  const { parseDocument } = await import('../shared/yaml-library.ts')
  const document = parseDocument(text, { version: '1.1', merge: true, uniqueKeys: true })
  const problem = document.errors[0]
  // The library names the line a key begins on; Go's names the line of the colon that came too late.
  const late = document.errors.find(({ code }) => code === 'MULTILINE_IMPLICIT_KEY')
  const line = late?.linePos?.[1]?.line ?? problem?.linePos?.[0].line ?? 1
  if (problem) throw new YamlError(goText(problem.code, line, problem.message))
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

/**
 * A configuration file is a few "key: value" lines in two levels; reading those by hand saves every call the loading of a
 * YAML library. Anything else (lists, anchors, comments behind values, ...) is left to the library.
 */
function simpleMapping(text: string): Record<string, unknown> | undefined {
  if (text.length > 4096) return undefined
  const result: Record<string, unknown> = {}
  let inner: Record<string, string> | undefined
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue
    const match = /^( {2})?([A-Za-z]+):(?: ("[^"\\]*"|[A-Za-z/.][A-Za-z0-9/._-]*|\{\}))?\s*$/.exec(line)
    if (!match) return undefined
    const [, indent, key, raw] = match as unknown as [string, string | undefined, string, string | undefined]
    const value = raw?.startsWith('"') ? raw.slice(1, -1) : raw
    if (/^(null|true|false|yes|no|on|off|y|n|\.|~)$/i.test(raw ?? '')) return undefined
    if (indent) {
      if (!inner || value === undefined) return undefined
      inner[key] = value
    } else {
      inner = {}
      result[key] = value === undefined || value === '{}' ? inner : value
    }
  }
  return 'kind' in result && typeof result['apiVersion'] === 'string' && result['kind'] === 'CalicoAPIConfig'
    ? result
    : undefined
}
