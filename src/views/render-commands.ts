import { translate } from '../i18n/translate.ts'
import type { Operation, Plan, Stage } from '../model/plan.ts'
import type { Look } from './look.ts'
import { commandLines } from './shell.ts'
import { renderText } from './words.ts'
import { wrap } from './wrap.ts'

/** Every command of the plan in its order, as it will be run: the same value is printed and executed. */
export function renderCommands(plan: Plan, look: Look): string[] {
  return plan.stages.flatMap((stage) => [
    '',
    stageHeading(stage, plan, look),
    ...renderOperations(stage.operations, look),
  ])
}

/** Commands of some operations, each under a sentence that says what it does. */
export function renderOperations(operations: readonly Operation[], look: Look): string[] {
  return operations.flatMap((operation) => [
    ...commentLines(translate(look.lang, operation.summary), look),
    ...commandLines(operation.command, look.columns),
  ])
}

/** What some operations do, without the commands: for a place too small for these. */
export function renderSummaries(operations: readonly Operation[], look: Look): string[] {
  return operations.flatMap((operation) => commentLines(translate(look.lang, operation.summary), look))
}

// What is shown can be pasted into a shell: every line of a comment starts as one, nothing is indented.
export function commentLines(text: string, look: Look): string[] {
  return wrap(text, look.columns - 2).map((line) => look.paint.dim(`# ${line}`))
}

/** The objects that will be written, as YAML or as the patch, one after the other. */
export function renderYaml(plan: Plan, look: Look): string[] {
  return plan.stages.flatMap((stage) => {
    const documents = stage.operations.flatMap((operation) => {
      const text = operation.command.stdin ?? patchOf(operation)
      if (text === undefined) return []
      const body = text.replace(/\n$/, '').split('\n')
      return [...commentLines(translate(look.lang, operation.summary), look), ...body, '---']
    })
    return documents.length > 0 ? ['', stageHeading(stage, plan, look), ...documents] : []
  })
}

/** Configuration of a leaf switch, to paste there. */
export function renderLeafConfig(leaf: { name: string; dialect: string; config: string }, look: Look): string[] {
  return [
    ...renderText(look.say('leaf.title', { leaf: leaf.name, dialect: leaf.dialect }), look),
    ...leaf.config
      .replace(/\n$/, '')
      .split('\n')
      .map((line) => `    ${line}`.trimEnd()),
  ]
}

function stageHeading(stage: Stage, plan: Plan, look: Look): string {
  return look.paint.strong(`# ${stage.id}/${plan.stages.length} ${translate(look.lang, stage.title)}`)
}

/** The JSON of a patch command, from its arguments. */
function patchOf(operation: Operation): string | undefined {
  const { argv } = operation.command
  const at = argv.findIndex((argument) => argument === '--patch' || argument === '-p')
  const inline = argv.find((argument) => argument.startsWith('--patch='))
  const text = at >= 0 ? argv[at + 1] : inline?.slice('--patch='.length)
  if (text === undefined) return undefined
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}
