import { arity, builtins, type TemplateFunction } from './functions.ts'
import { placeOf, TemplateError } from './lex.ts'
import {
  type Command,
  type Control,
  type Node,
  type Operand,
  type Pipeline,
  parseTemplate,
  type Template,
} from './parse.ts'
import {
  elements,
  entries,
  fieldOf,
  type GoValue,
  goBool,
  goFloat,
  goInt,
  goString,
  goText,
  inside,
  isTrue,
} from './value.ts'

/**
 * Runs a template of Go's text/template over a value. What is there: text, comments, trimming, fields, variables, pipelines,
 * if, with, range (slices, maps, whole numbers, break, continue), define, block and template, and the predefined functions
 * but for `call`. Methods of values cannot be called. Throws a TemplateError with what was printed before it.
 * @param own further functions, by name
 */
export function executeTemplate(text: string, data: GoValue, own: Record<string, TemplateFunction>): string {
  const functions = { ...builtins, ...own }
  const template = parseTemplate(text, new Set([...Object.keys(functions), 'and', 'or']))
  return new Execution(template, functions, data).run()
}

/** How a list of nodes ended. */
type Ending = 'done' | 'break' | 'continue'

/** The deepest nesting of templates that call each other. */
const maxDepth = 1000

class Execution {
  private readonly template: Template
  private readonly functions: Record<string, TemplateFunction>
  private readonly data: GoValue
  private output = ''
  private variables: { name: string; value: GoValue | undefined }[] = []
  private depth = 0

  constructor(template: Template, functions: Record<string, TemplateFunction>, data: GoValue) {
    this.template = template
    this.functions = functions
    this.data = data
  }

  run(): string {
    this.variables = [{ name: '$', value: this.data }]
    this.walk(this.template.main, this.data)
    return this.output
  }

  private fail(node: { at: number; text: string }, why: string): TemplateError {
    const place = placeOf(this.template.text, node.at)
    return new TemplateError(`template: get:${place}: executing "get" at <${node.text}>: ${why}`, this.output)
  }

  private walk(nodes: Node[], dot: GoValue | undefined): Ending {
    for (const node of nodes) {
      const ending = this.step(node, dot)
      if (ending !== 'done') return ending
    }
    return 'done'
  }

  private step(node: Node, dot: GoValue | undefined): Ending {
    if (node.kind === 'text') this.output += node.text
    else if (node.kind === 'break' || node.kind === 'continue') return node.kind
    else if (node.kind === 'template') this.call(node, dot)
    else if (node.kind === 'action') {
      const value = this.pipeline(node.pipeline, dot)
      if (node.pipeline.variables.length === 0) this.output += value ? printed(value) : '<no value>'
    } else if (node.kind === 'range') return this.range(node, dot)
    else {
      const known = this.variables.length
      const value = this.pipeline(node.pipeline, dot)
      const taken = isTrue(value)
      const ending = this.walk(taken ? node.body : node.otherwise, taken && node.kind === 'with' ? value : dot)
      this.variables.length = known
      return ending
    }
    return 'done'
  }

  private call(node: Extract<Node, { kind: 'template' }>, dot: GoValue | undefined): void {
    const body = this.template.defined.get(node.name)
    if (!body) throw this.fail(node, `template ${JSON.stringify(node.name)} not defined`)
    if (this.depth >= maxDepth) throw this.fail(node, `exceeded maximum template depth (${maxDepth})`)
    const value = node.pipeline ? this.pipeline(node.pipeline, dot) : undefined
    const outer = this.variables
    this.variables = [{ name: '$', value }]
    this.depth += 1
    this.walk(body, value)
    this.depth -= 1
    this.variables = outer
  }

  private range(node: Control, dot: GoValue | undefined): Ending {
    const known = this.variables.length
    const over = this.evaluate(node.pipeline, dot)
    const items = this.itemsOf(over, node.pipeline)
    const [first, second] = node.pipeline.variables
    for (const [key, item] of items) {
      const mark = this.variables.length
      if (first !== undefined) this.set(node.pipeline, first, second === undefined ? item : key)
      if (second !== undefined) this.set(node.pipeline, second, item)
      const ending = this.walk(node.body, item)
      this.variables.length = node.pipeline.assigns ? this.variables.length : mark
      if (ending === 'break') break
    }
    if (items.length === 0) this.walk(node.otherwise, dot)
    this.variables.length = known
    return 'done'
  }

  private itemsOf(over: GoValue | undefined, pipeline: Pipeline): [GoValue, GoValue][] {
    if (!over) return []
    let { type, value } = inside(over)
    if (type.kind === 'pointer') ({ type, value } = { type: type.to, value: value ?? undefined })
    const index = (at: number): GoValue => ({ type: goInt, value: at })
    if (type.kind === 'slice') {
      const { of } = type
      return elements(value).map((item, at) => [index(at), { type: of, value: item }])
    }
    if (type.kind === 'map') {
      const { of } = type
      const sorted = Object.entries(entries(value)).sort(([a], [b]) => (a < b ? -1 : 1))
      return sorted.map(([key, item]) => [
        { type: goString, value: key },
        { type: of, value: item },
      ])
    }
    if (type.kind === 'int') {
      const count = Math.min(Number(value ?? 0), 1_000_000)
      return Array.from({ length: Math.max(count, 0) }, (_, at) => [index(at), index(at)])
    }
    throw this.fail(pipeline, `range can't iterate over ${goText(over)}`)
  }

  private set(pipeline: Pipeline, name: string, value: GoValue | undefined): void {
    const known = pipeline.assigns ? this.variables.findLast((each) => each.name === name) : undefined
    if (known) known.value = value
    else this.variables.push({ name, value })
  }

  /** The value of a pipeline, put into its variables. */
  private pipeline(pipeline: Pipeline, dot: GoValue | undefined): GoValue | undefined {
    const value = this.evaluate(pipeline, dot)
    for (const name of pipeline.variables) this.set(pipeline, name, value)
    return value
  }

  private evaluate(pipeline: Pipeline, dot: GoValue | undefined): GoValue | undefined {
    let value: GoValue | undefined
    for (const [i, command] of pipeline.commands.entries()) {
      value = this.command(command, dot, i > 0 ? [value as GoValue] : [])
    }
    return value
  }

  private command(command: Command, dot: GoValue | undefined, piped: GoValue[]): GoValue | undefined {
    const [first, ...rest] = command.operands as [Operand, ...Operand[]]
    if (first.kind === 'function') return this.apply(first, command, rest, piped, dot)
    if (first.kind === 'nil') throw this.fail(first, 'nil is not a command')
    if (rest.length > 0 || piped.length > 0) {
      const shown =
        first.kind === 'field' ? `${first.path.at(-1)} has arguments but cannot be invoked as function` : undefined
      throw this.fail(first, shown ?? `can't give argument to non-function ${first.text}`)
    }
    return this.operand(first, dot)
  }

  private apply(
    callee: Extract<Operand, { kind: 'function' }>,
    command: Command,
    operands: Operand[],
    piped: GoValue[],
    dot: GoValue | undefined,
  ): GoValue | undefined {
    const { name } = callee
    const [least, most] = arity[name] ?? [0, Number.POSITIVE_INFINITY]
    const count = operands.length + piped.length
    if (count < least || count > most) {
      const wanted = most === least ? `want ${least}` : `want at least ${least}`
      throw this.fail({ ...callee, text: name }, `wrong number of args for ${name}: ${wanted} got ${count}`)
    }
    // These two look at no more arguments than they need.
    if (name === 'and' || name === 'or') {
      let last: GoValue | undefined
      for (const operand of operands) {
        last = this.operand(operand, dot)
        if (isTrue(last) === (name === 'or')) return last
      }
      return piped.length > 0 ? piped[0] : last
    }
    const args = [...operands.map((operand) => this.operand(operand, dot)), ...piped]
    try {
      return this.functions[name]?.(args.map((arg) => arg ?? { type: goString, value: undefined }))
    } catch (error) {
      if (error instanceof TemplateError) throw error
      throw this.fail({ at: callee.at, text: command.text }, `error calling ${name}: ${(error as Error).message}`)
    }
  }

  private operand(operand: Operand, dot: GoValue | undefined): GoValue | undefined {
    switch (operand.kind) {
      case 'dot':
        return dot
      case 'nil':
        return undefined
      case 'constant':
        return { type: typeof operand.value === 'string' ? goString : goBool, value: operand.value }
      case 'number':
        return { type: operand.isFloat ? goFloat : goInt, value: operand.value }
      case 'field':
        return this.path(operand, dot, operand.path)
      case 'variable':
        return this.path(operand, this.variables.findLast(({ name }) => name === operand.name)?.value, operand.path)
      case 'pipeline':
        return this.path(operand, this.evaluate(operand.pipeline, dot), operand.path)
      default:
        return this.apply(operand, { operands: [operand], text: operand.text, at: operand.at }, [], [], dot)
    }
  }

  private path(operand: Operand, from: GoValue | undefined, path: string[]): GoValue | undefined {
    let at = from
    for (const name of path) {
      if (!at) throw this.fail(operand, `nil data; no entry for key ${JSON.stringify(name)}`)
      const found = fieldOf(at, name)
      if (found === 'nil') throw this.fail(operand, `nil pointer evaluating ${inside(at).type.name}.${name}`)
      if (!found) throw this.fail(operand, `can't evaluate field ${name} in type ${at.type.name}`)
      at = found
    }
    return at
  }
}

/** How an action prints its value: a pointer stands for what it points to, unless it has a way of its own. */
function printed(given: GoValue): string {
  const { type, value } = given
  if (type.kind !== 'pointer' || type.text || value === undefined || value === null) return goText(given)
  return goText({ type: type.to, value })
}
