import { sortedDeep } from '../../store/object.ts'
import { goJson } from '../shared/go-json.ts'

/** A template that cannot be read. */
export class JsonPathError extends Error {}

type Step = { key: string } | { index: number } | { all: true } | { filter: { path: Step[]; value: string } }

/**
 * kubectl's JSONPath templates, as far as scripts use them: fields with escaped dots, `['key']`, `[0]`, `[*]`,
 * `[?(@.a=="b")]`, quoted text, and `{range ...}...{end}`.
 */
export function jsonPath(template: string, value: unknown): string {
  const parts = tokenize(template)
  let at = 0
  return run(value)

  function run(current: unknown): string {
    let text = ''
    while (at < parts.length) {
      const part = parts[at++] as Part
      if (part.kind === 'text') text += part.text
      else if (part.text === 'end') return text
      else if (part.text.startsWith('range ')) {
        const items = evaluate(parsePath(part.text.slice(6).trim()), current).flatMap((x) =>
          Array.isArray(x) ? x : [x],
        )
        const start = at
        let end = skip(start)
        for (const item of items) {
          at = start
          text += run(item)
          end = at
        }
        at = end
      } else if (/^["']/.test(part.text)) text += unquote(part.text)
      else text += evaluate(parsePath(part.text), current).map(show).join(' ')
    }
    return text
  }

  function skip(from: number): number {
    let depth = 1
    for (let i = from; i < parts.length; i++) {
      const { kind, text } = parts[i] as Part
      if (kind === 'code' && text.startsWith('range ')) depth++
      if (kind === 'code' && text === 'end' && --depth === 0) return i + 1
    }
    throw new JsonPathError('unterminated range')
  }
}

interface Part {
  kind: 'text' | 'code'
  text: string
}

function tokenize(template: string): Part[] {
  const parts: Part[] = []
  let at = 0
  while (at < template.length) {
    const open = template.indexOf('{', at)
    if (open < 0) {
      parts.push({ kind: 'text', text: template.slice(at) })
      break
    }
    if (open > at) parts.push({ kind: 'text', text: template.slice(at, open) })
    const close = closing(template, open)
    if (close < 0) throw new JsonPathError('unclosed action')
    parts.push({ kind: 'code', text: template.slice(open + 1, close).trim() })
    at = close + 1
  }
  return parts
}

function closing(template: string, open: number): number {
  let quote = ''
  for (let i = open + 1; i < template.length; i++) {
    const char = template[i] as string
    if (quote) {
      if (char === '\\') i++
      else if (char === quote) quote = ''
    } else if (char === '"' || char === "'") quote = char
    else if (char === '}') return i
  }
  return -1
}

function unquote(text: string): string {
  return text.slice(1, -1).replaceAll('\\n', '\n').replaceAll('\\t', '\t').replaceAll('\\"', '"')
}

const step =
  /^(?:\.\.|\.?\[\s*(\*|-?\d+|'[^']*'|"[^"]*"|\?\(@(.+?)\s*==\s*["']([^"']*)["']\s*\))\s*\]|\.?((?:\\.|[^.[\]\\\s])+))/

function parsePath(text: string): Step[] {
  const steps: Step[] = []
  let rest = text.replace(/^[$@]/, '').replace(/^\.$/, '')
  while (rest) {
    const match = step.exec(rest)
    if (!match || match[0] === '..') throw new JsonPathError(`unrecognized path: ${text}`)
    const [whole, bracket, filterPath, filterValue, field] = match
    if (field !== undefined) steps.push(field === '*' ? { all: true } : { key: field.replace(/\\(.)/g, '$1') })
    else if (filterPath !== undefined) steps.push({ filter: { path: parsePath(filterPath), value: filterValue ?? '' } })
    else if (bracket === '*') steps.push({ all: true })
    else if (/^-?\d+$/.test(bracket ?? '')) steps.push({ index: Number(bracket) })
    else steps.push({ key: (bracket ?? '').slice(1, -1) })
    rest = rest.slice(whole.length)
  }
  return steps
}

function evaluate(steps: Step[], value: unknown): unknown[] {
  let values: unknown[] = [value]
  for (const each of steps) values = values.flatMap((x) => apply(each, x))
  return values
}

function apply(each: Step, value: unknown): unknown[] {
  if (typeof value !== 'object' || value === null) return []
  if ('key' in each) {
    const inner = (value as Record<string, unknown>)[each.key]
    return inner === undefined ? [] : [inner]
  }
  const items = Array.isArray(value) ? value : Object.values(value)
  if ('all' in each) return items
  if ('index' in each) {
    const found = items.at(each.index)
    return found === undefined ? [] : [found]
  }
  return items.filter((item) => evaluate(each.filter.path, item).some((x) => String(x) === each.filter.value))
}

function show(value: unknown): string {
  return typeof value === 'object' && value !== null ? goJson(sortedDeep(value)) : String(value)
}
