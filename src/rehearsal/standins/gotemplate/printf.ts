import { type GoValue, goText, inside } from './value.ts'

/** The verbs of Go's fmt that templates use: v s q d f g e x X o b c t T, with flags, width and precision. */
const verb = /%([-+# 0]*)(\d+)?(?:\.(\d+))?([a-zA-Z%])/g

/** Prints values by a format as fmt.Sprintf does. */
export function sprintf(format: string, values: GoValue[]): string {
  let used = 0
  const text = format.replace(verb, (_all, flags: string, width?: string, precision?: string, letter = '%') => {
    if (letter === '%') return '%'
    const value = values[used]
    used += 1
    if (!value) return `%!${letter}(MISSING)`
    return padded(shown(value, letter, flags, precision), flags, width, letter)
  })
  const extra = values.slice(used)
  if (extra.length === 0) return text
  return `${text}%!(EXTRA ${extra.map((each) => `${inside(each).type.name}=${goText(each)}`).join(', ')})`
}

function shown(given: GoValue, letter: string, flags: string, precision: string | undefined): string {
  const { type, value } = inside(given)
  const number = Number(value ?? 0)
  const isNumber = type.kind === 'int' || type.kind === 'float64'
  // A number behind a pointer that is nil is taken for nothing.
  const isWhole = type.kind === 'int' || (type.kind === 'pointer' && type.to.kind === 'int')
  const signed = (text: string) => (flags.includes('+') && number >= 0 ? `+${text}` : text)
  switch (letter) {
    case 'v':
      return flags.includes('+') && isNumber ? signed(goText(given)) : goText(given)
    case 's':
      return precision === undefined ? goText(given) : [...goText(given)].slice(0, Number(precision)).join('')
    case 'q':
      return isNumber ? `'${String.fromCodePoint(number)}'` : quoted(goText(given))
    case 'T':
      return type.name
    case 't':
      return type.kind === 'bool' ? goText(given) : wrong(letter, given)
    case 'd':
      return isWhole ? signed(String(number)) : wrong(letter, given)
    case 'x':
    case 'X': {
      const text = isWhole ? number.toString(16) : Buffer.from(goText(given)).toString('hex')
      return letter === 'X' ? text.toUpperCase() : text
    }
    case 'o':
      return isWhole ? number.toString(8) : wrong(letter, given)
    case 'b':
      return isWhole ? number.toString(2) : wrong(letter, given)
    case 'c':
      return isWhole ? String.fromCodePoint(number) : wrong(letter, given)
    case 'f':
    case 'F':
      return type.kind === 'float64' ? signed(number.toFixed(Number(precision ?? 6))) : wrong(letter, given)
    case 'e':
      return type.kind === 'float64' ? exponent(number, Number(precision ?? 6)) : wrong(letter, given)
    case 'g':
      return type.kind === 'float64' ? goText(given) : wrong(letter, given)
    default:
      return wrong(letter, given)
  }
}

function exponent(number: number, digits: number): string {
  return number.toExponential(digits).replace(/e([+-])(\d)$/, 'e$10$2')
}

function wrong(letter: string, given: GoValue): string {
  return `%!${letter}(${inside(given).type.name}=${goText(given)})`
}

function padded(text: string, flags: string, width: string | undefined, letter: string): string {
  const size = Number(width ?? 0)
  if (flags.includes('-')) return text.padEnd(size)
  if (!flags.includes('0') || !'dfxXobeg'.includes(letter)) return text.padStart(size)
  const sign = /^[+-]/.exec(text)?.[0] ?? ''
  return sign + text.slice(sign.length).padStart(size - sign.length, '0')
}

/** A text in Go's quotes. */
function quoted(text: string): string {
  return JSON.stringify(text).replace(/\\u([0-9a-f]{4})/g, (_, code: string) =>
    Number.parseInt(code, 16) < 0x80 ? `\\x${code.slice(2)}` : `\\u${code}`,
  )
}

/** Values side by side as fmt.Sprint prints them: a space only between two that are no texts. */
export function sprint(values: GoValue[]): string {
  return values
    .map((value, i) => {
      const before = values[i - 1]
      const apart = before && inside(before).type.kind !== 'string' && inside(value).type.kind !== 'string'
      return `${apart ? ' ' : ''}${goText(value)}`
    })
    .join('')
}
