import { cleanText } from '../../model/clean-text.ts'
import type { ParseContext } from './context.ts'
import { refuse } from './refuse.ts'
import { readYaml } from './yaml.ts'

/** Larger than `kubectl get -o yaml` of 5,000 nodes by an order of magnitude. */
export const largestInput = 64 * 1024 * 1024

/**
 * Reads the documents of an input: YAML with any number of documents, JSON, or JSON lines. JSON is read by the faster
 * parser when it is well formed.
 * @throws WizardError (exit code 2) when the text is too large or not readable
 */
export function readDocuments(text: string, context: ParseContext): unknown[] {
  if (text.length > largestInput) {
    throw refuse('E_RESOURCES_TOO_LARGE', `the input is larger than ${largestInput / 1024 / 1024} MiB`, context.file, [
      'Leave out what no session depends on: pods, events, managed fields.',
    ])
  }
  if (text.includes('\0')) {
    throw refuse('E_RESOURCES_BINARY', 'this is no text: it holds NUL characters', context.file, [
      'Give YAML or JSON in UTF-8.',
    ])
  }
  const clean = cleanText(text)
  const start = clean.trimStart()
  if (start.startsWith('{') || start.startsWith('[')) {
    try {
      return [JSON.parse(start)]
    } catch {
      // YAML's flow style, JSON lines, or a mistake: the YAML parser knows the place.
    }
    const lines = jsonLines(start)
    if (lines) return lines
  }
  return readYaml(clean, context)
}

function jsonLines(text: string): unknown[] | undefined {
  const values: unknown[] = []
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue
    try {
      values.push(JSON.parse(line))
    } catch {
      return undefined
    }
  }
  return values
}
