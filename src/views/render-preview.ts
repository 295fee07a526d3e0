import type { Preview, PreviewStep } from '../apply/preview.ts'
import { translate, translateDone } from '../i18n/translate.ts'
import type { Operation } from '../model/plan.ts'
import type { Look } from './look.ts'
import { commentLines } from './render-commands.ts'
import { driftText } from './run-words.ts'
import { commandLines } from './shell.ts'

/** What going on with a run, or taking it back, would do: every command under what it is for; the rest as comments. */
export function renderPreview(preview: Preview, look: Look): string[] {
  const { runId, way, steps, plan, turnsAt } = preview
  if (way === 'none') return commentLines(look.say('preview.none', { runId }), look)
  const operations = new Map(plan.stages.flatMap((stage) => stage.operations.map((each) => [each.id, each])))
  return [
    ...commentLines(look.say(way === 'back' ? 'preview.back' : 'preview.forward', { runId }), look),
    ...steps.flatMap((step) => renderStep(step, operations.get(step.operation)!, way, look)),
    ...(turnsAt === undefined ? [] : commentLines(look.say('preview.turns'), look)),
  ]
}

function renderStep(step: PreviewStep, operation: Operation, way: Preview['way'], look: Look): string[] {
  const forward = way === 'forward'
  const text = forward ? translate(look.lang, operation.summary) : translateDone(look.lang, operation.summary)
  return [
    ...commentLines(stepText(step, operation, text, forward, look), look),
    ...step.commands.flatMap((command) => commandLines(command, look.columns)),
    ...step.drift.flatMap((drift) => commentLines(driftText(drift, look), look)),
  ]
}

function stepText(step: PreviewStep, { keepOnUndo }: Operation, text: string, forward: boolean, look: Look): string {
  switch (step.status) {
    case 'to-do':
      return forward ? text : look.say('preview.undo', { operation: text })
    case 'already':
      return look.say(forward ? 'preview.already' : 'run.undo.not-needed', { operation: text })
    case 'kept':
      return keepOnUndo ? translate(look.lang, keepOnUndo) : text
    case 'left-alone':
      return look.say('run.undo.drift', { operation: text })
    case 'gone':
      return look.say('run.undo.gone', { operation: text })
    case 'unreadable':
      return look.say('preview.unreadable', { operation: text })
  }
}
