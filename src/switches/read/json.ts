import { quoted, unreadable } from './paste.ts'

/** Anything JSON can hold. */
export type JsonValue = null | boolean | number | string | JsonValue[] | { [key: string]: JsonValue }

/**
 * The JSON of a paste: from the first bracket to the one that closes it, so that the command above it and the prompt below do
 * not matter.
 * @returns undefined when it does not look like JSON
 * @throws WizardError when it begins like JSON but is cut off or broken
 */
export function jsonOf(switchName: string, lines: string[]): JsonValue | undefined {
  const start = lines.findIndex((line) => /^\s*[{[]\s*("|[{\]}]|$)/.test(line))
  if (start === -1) return undefined
  const text = lines.slice(start).join('\n')
  try {
    return JSON.parse(text.slice(0, endOf(text))) as JsonValue
  } catch (cause) {
    const why = cause instanceof Error ? quoted(cause.message) : 'it does not parse'
    throw unreadable(switchName, `the JSON is broken or cut off: ${why}`, 'paste the whole output')
  }
}

/** Where the value that a text begins with ends: behind the bracket that closes it, or at the end of the text. */
function endOf(text: string): number {
  let depth = 0
  for (const { 0: piece, index } of text.matchAll(/"[^"\\]*(?:\\.[^"\\]*)*"|[[\]{}]/gs)) {
    if (piece === '{' || piece === '[') depth++
    else if (piece === '}' || piece === ']') depth--
    else continue
    if (depth === 0) return index + 1
  }
  return text.length
}

/** What two routing engines of a Junos system say stands in one more layer; the first one's counts. */
export function unwrapped(value: JsonValue): JsonValue {
  return at(value, 'multi-routing-engine-results', 'multi-routing-engine-item') ?? value
}

/** A map, or undefined. */
export function mapOf(value: JsonValue | undefined): { [key: string]: JsonValue } | undefined {
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? value : undefined
}

/** A list; NX-OS writes a list of one as the one. */
export function listOf(value: JsonValue | undefined): JsonValue[] {
  if (value === undefined || value === null) return []
  return Array.isArray(value) ? value : [value]
}

/** Follows keys; a list on the way is taken at its first entry, as Junos wraps every value. */
export function at(value: JsonValue | undefined, ...keys: string[]): JsonValue | undefined {
  let current: JsonValue | undefined = value
  for (const key of keys) {
    if (Array.isArray(current)) current = current[0]
    const map = mapOf(current)
    current = map && Object.hasOwn(map, key) ? map[key] : undefined
  }
  return current
}

/** Text of a text or number. */
export function textOf(value: JsonValue | undefined): string | undefined {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : undefined
}
