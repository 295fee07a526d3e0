import type { Selector } from './ast.ts'

/**
 * Whether labels satisfy a selector. A missing label makes `!=` and `not in` true and every other comparison false;
 * comparisons are by exact text, case counts.
 */
export function matchesSelector(selector: Selector, labels: Readonly<Record<string, string>>): boolean {
  switch (selector.op) {
    case 'all':
    case 'global':
      return true
    case 'not':
      return !matchesSelector(selector.of, labels)
    case 'and':
      return selector.of.every((part) => matchesSelector(part, labels))
    case 'or':
      return selector.of.some((part) => matchesSelector(part, labels))
    default:
      return compares(selector, Object.hasOwn(labels, selector.label) ? labels[selector.label] : undefined)
  }
}

function compares(selector: Extract<Selector, { label: string }>, value: string | undefined): boolean {
  switch (selector.op) {
    case 'has':
      return value !== undefined
    case '==':
      return value === selector.value
    case '!=':
      return value !== selector.value
    case 'in':
      return value !== undefined && selector.values.includes(value)
    case 'not in':
      return value === undefined || !selector.values.includes(value)
    case 'contains':
      return value?.includes(selector.value) ?? false
    case 'starts with':
      return value?.startsWith(selector.value) ?? false
    case 'ends with':
      return value?.endsWith(selector.value) ?? false
  }
}
