import { readFileSync } from 'node:fs'
import { executeTemplate } from '../gotemplate/execute.ts'
import type { TemplateFunction } from '../gotemplate/functions.ts'
import { TemplateError } from '../gotemplate/lex.ts'
import { elements, type GoValue, goString, goText, inside } from '../gotemplate/value.ts'
import { goFileError } from '../shared/go-file-error.ts'
import type { Output } from '../shared/output.ts'
import { goAnswers } from './go-values.ts'
import type { Found } from './print.ts'

/** Prints what was found through a Go template: `go-template=TEXT` or `go-template-file=PATH`. Loaded only when asked for. */
export function printTemplate(
  found: Found[],
  format: string,
  config: { asNumber: string; minor: number },
  output: Output,
): void {
  const [, kind, value] = /^go-template(-file)?=?(.*)$/s.exec(format) as unknown as [string, string?, string?]
  if (!value) throw new Error(`need to specify a template${kind ? ' file' : ''}`)
  const text = kind ? readTemplate(value) : value
  try {
    output.out(executeTemplate(text, goAnswers(found, config.minor), templateFunctions(config.asNumber)))
  } catch (error) {
    // A template prints as it goes, up to where it fails.
    if (error instanceof TemplateError) output.out(error.printed)
    throw error
  }
}

function readTemplate(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new Error(goFileError(error, path))
  }
}

/** What calicoctl adds to the functions of Go's templates. */
function templateFunctions(asNumber: string): Record<string, TemplateFunction> {
  return {
    join: ([list, separator]) => {
      const { type, value } = inside(list as GoValue)
      const items = type.kind === 'slice' ? elements(value).map((item) => goText({ type: type.of, value: item })) : []
      return { type: goString, value: items.join(goText(separator)) }
    },
    config: ([name]) => {
      if (goText(name) !== 'asnumber') throw new Error('unhandled config type')
      return { type: goString, value: asNumber }
    },
  }
}
