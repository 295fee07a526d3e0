import { badRequest } from './errors.ts'
import { type KubeObject, valueAt } from './object.ts'

/** Decides whether an object is selected. */
export type Selects = (object: KubeObject) => boolean

const requirement =
  /^\s*(?:(!)\s*([^\s!=,()]+)|([^\s!=,()]+)\s*(?:(==|!=|=)\s*([^\s,()=!]*)|\s(in|notin)\s*\(([^()]*)\))?)\s*$/

/** Reads a `labelSelector` query value: `a=b,c!=d,e in (x,y),!f,g`. */
export function labelSelector(text: string): Selects {
  if (!text.trim()) return () => true
  const tests = splitOutsideParentheses(text).map(labelTest)
  return (object) => tests.every((test) => test(object.metadata.labels ?? {}))
}

function labelTest(part: string): (labels: Record<string, string>) => boolean {
  const match = requirement.exec(part)
  if (!match && /^[^=!]+={1,2}[^=]*=/.test(part)) throw badRequest("found '=', expected: ',' or 'end of string'")
  if (!match) throw badRequest(`unable to parse requirement: found '${part.trim()}', expected: identifier`)
  const [, not, absentKey, key, operator, value, setOperator, list] = match
  if (not && absentKey) return (labels) => !(absentKey in labels)
  const name = key as string
  if (setOperator) {
    const values = new Set((list ?? '').split(',').map((x) => x.trim()))
    if (setOperator === 'in') return (labels) => labels[name] !== undefined && values.has(labels[name])
    return (labels) => labels[name] === undefined || !values.has(labels[name])
  }
  if (operator === '!=') return (labels) => labels[name] !== value
  if (operator) return (labels) => labels[name] === value
  return (labels) => name in labels
}

function splitOutsideParentheses(text: string): string[] {
  const parts: string[] = []
  let depth = 0
  let from = 0
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '(') depth++
    else if (text[i] === ')') depth--
    else if (text[i] === ',' && depth === 0) {
      parts.push(text.slice(from, i))
      from = i + 1
    }
  }
  return [...parts, text.slice(from)]
}

const selectableFields = new Set([
  'metadata.name',
  'metadata.namespace',
  'spec.nodeName',
  'spec.unschedulable',
  'status.phase',
  'type',
])

/** Reads a `fieldSelector` query value: `metadata.name=x,spec.nodeName!=y`. */
export function fieldSelector(text: string): Selects {
  if (!text.trim()) return () => true
  const tests = text.split(',').map((part) => {
    const match = /^([^!=]+)(==|!=|=)(.*)$/.exec(part.trim())
    if (!match) throw badRequest(`invalid selector: '${text}'; can't understand '${part}'`)
    const [, field, operator, wanted] = match as unknown as [string, string, string, string]
    if (!selectableFields.has(field)) throw badRequest(`field label not supported: ${field}`)
    return (object: KubeObject) => {
      const otherwise = field === 'spec.unschedulable' ? 'false' : ''
      const value = String(valueAt(object, field.split('.')) ?? otherwise)
      return operator === '!=' ? value !== wanted : value === wanted
    }
  })
  return (object) => tests.every((test) => test(object))
}
