/** What a sentence takes: names, addresses, counts. */
export type Params = Record<string, string | number>

/**
 * Names of the placeholders of a message, at compile time. `{nodes}` is a value; `{nodes:node|nodes}` chooses a word by
 * the count `nodes`; `{host? on *}` is said only when there is a host.
 */
export type PlaceholderOf<Text extends string> = Text extends `${string}{${infer Inside}}${infer Rest}`
  ? (Inside extends `${infer Name}:${string}` | `${infer Name}?${string}` ? Name : Inside) | PlaceholderOf<Rest>
  : never

const placeholder = /\{(\w+)(?::([^|}]*)\|([^}]*)|\?([^}]*))?\}/g

/** Puts the parameters into a message. A parameter that is missing stays visible as `{name}`: never an empty gap. */
export function fillPlaceholders(message: string, params: Params): string {
  return message.replace(placeholder, (whole, name: string, one?: string, many?: string, optional?: string) => {
    const value = params[name]
    if (optional !== undefined) return value === undefined || value === '' ? '' : optional.replace('*', String(value))
    if (value === undefined) return whole
    if (one === undefined || many === undefined) return String(value)
    return Number(value) === 1 ? one : many
  })
}

/** Names of the placeholders of a message, for the test that compares the two catalogues. */
export function placeholdersOf(message: string): string[] {
  return [...new Set([...message.matchAll(placeholder)].map((match) => match[1]!))].sort()
}
