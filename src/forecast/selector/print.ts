import type { Selector } from './ast.ts'

/**
 * Writes a selector so that parsing it gives the same tree again.
 * @throws when a value holds both kinds of quotes: Calico has no way to write it, and no parse can produce it
 */
export function printSelector(selector: Selector): string {
  switch (selector.op) {
    case 'all':
      return 'all()'
    case 'global':
      return 'global()'
    case 'has':
      return `has(${selector.label})`
    case 'in':
    case 'not in':
      return `${selector.label} ${selector.op} { ${selector.values.map(quoted).join(', ')} }`
    case 'not':
      // "!!x" would collapse to "x" when read again.
      return selector.of.op === 'not' ? `!(${printSelector(selector.of)})` : `!${nested(selector.of)}`
    case 'and':
    case 'or':
      return selector.of.map(nested).join(selector.op === 'and' ? ' && ' : ' || ')
    default:
      return `${selector.label} ${selector.op} ${quoted(selector.value)}`
  }
}

/** Chains always get parentheses inside another expression: the tree keeps how they were grouped. */
function nested(selector: Selector): string {
  const text = printSelector(selector)
  return selector.op === 'and' || selector.op === 'or' ? `(${text})` : text
}

function quoted(value: string): string {
  if (!value.includes("'")) return `'${value}'`
  if (!value.includes('"')) return `"${value}"`
  throw new Error(`a selector cannot hold a value with both kinds of quotes: ${value}`)
}
