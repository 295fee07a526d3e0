import { executeTemplate } from '../gotemplate/execute.ts'
import { TemplateError } from '../gotemplate/lex.ts'
import { type GoType, goBool, goFloat, goString } from '../gotemplate/value.ts'
import { Fatal } from './api.ts'

/** What Go makes of JSON without a type: maps, slices, strings, numbers with a point. */
const anything: GoType = {
  kind: 'interface',
  name: 'interface {}',
  of: (value) => {
    if (typeof value === 'string') return goString
    if (typeof value === 'boolean') return goBool
    if (typeof value === 'number') return goFloat
    return Array.isArray(value)
      ? { kind: 'slice', name: '[]interface {}', of: anything }
      : { kind: 'map', name: 'map[string]interface {}', of: anything }
  },
}

/** Prints an object through a template, as `kubectl get -o go-template=TEXT` does. @throws Fatal with kubectl's sentence */
export function goTemplate(text: string, value: unknown): string {
  try {
    return executeTemplate(text, { type: anything, value }, {})
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error
    throw new Fatal(`error: error parsing template ${text}, ${error.message}`)
  }
}
