/** JSON as Go's encoding/json prints it: `<`, `>` and `&` escaped for HTML. */

function escapeHtml(text: string): string {
  return text.replace(/[<>&\u2028\u2029]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

/** One line. */
export function goJson(value: unknown): string {
  return escapeHtml(JSON.stringify(value) ?? 'null')
}

/** Indented. */
export function goJsonIndent(value: unknown, indent: string): string {
  return escapeHtml(JSON.stringify(value, null, indent) ?? 'null')
}

/** A copy with keys sorted, as Go prints maps. */
export function sortedKeys<T>(map: Record<string, T>): Record<string, T> {
  return Object.fromEntries(Object.entries(map).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
}
