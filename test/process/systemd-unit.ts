/** What systemd makes of a service: by its own rules (systemd.syntax, systemd.service), not by how ours are written. */
export interface StartedService {
  /** Program and arguments of ExecStart. */
  argv: string[]
  environment: Record<string, string>
}

/** Reads the text of a unit as systemd 252 does: quotes and backslashes, then specifiers, then variables in arguments. */
export function readService(text: string): StartedService {
  const environment: Record<string, string> = {}
  let argv: string[] = []
  for (const line of text.split('\n')) {
    const [, key, value = ''] = /^(\w+)=(.*)$/.exec(line) ?? []
    if (key === 'Environment')
      for (const word of words(value)) {
        const [, name = '', content = ''] = /^([^=]+)=(.*)$/s.exec(specifiers(word)) ?? []
        environment[name] = content
      }
    if (key === 'ExecStart') {
      const [path = '', ...rest] = words(value).map(specifiers)
      // The path of the program is taken before variables are.
      argv = [path, ...rest.map((word) => variables(word, environment))]
    }
  }
  return { argv, environment }
}

function words(line: string): string[] {
  const found: string[] = []
  let word: string | undefined
  let quote = ''
  for (let at = 0; at < line.length; at++) {
    const char = line[at]!
    if (char === '\\') {
      const next = line[++at]!
      if (!'\\"\' '.includes(next)) throw new Error(`an escape that this does not know: \\${next}`)
      word = (word ?? '') + next
    } else if (quote !== '') {
      if (char === quote) quote = ''
      else word = (word ?? '') + char
    } else if (char === '"' || char === "'") {
      quote = char
      word ??= ''
    } else if (char === ' ') {
      if (word !== undefined) found.push(word)
      word = undefined
    } else word = (word ?? '') + char
  }
  if (quote !== '') throw new Error('a quote that is not closed')
  return word === undefined ? found : [...found, word]
}

function specifiers(word: string): string {
  return word.replace(/%(.?)/g, (_, letter: string) => {
    if (letter !== '%') throw new Error(`a specifier: %${letter}`)
    return '%'
  })
}

function variables(word: string, environment: Record<string, string>): string {
  return word.replace(/\$\$|\$\{(\w+)\}|^\$(\w+)$/g, (whole, braced?: string, bare?: string) =>
    whole === '$$' ? '$' : (environment[braced ?? bare ?? ''] ?? ''),
  )
}
