import { translatePhrase } from '../i18n/phrases.ts'
import { translate, translateDone } from '../i18n/translate.ts'
import type { WizardEvent } from '../model/events.ts'
import type { Look } from './look.ts'
import { gateWords } from './plan-gates.ts'
import { renderChecks, renderWarnings } from './render-checks.ts'
import { renderResult } from './render-result.ts'
import type { RunState } from './run-state.ts'
import { driftText, whyText } from './run-words.ts'
import { quoteArgument } from './shell.ts'
import { widthOf } from './text.ts'
import { undoText } from './undo-text.ts'
import { renderMarked, renderRemedy, renderText } from './words.ts'

const stageLimit = 4
// The live display puts a clock at the end of the line.
const clockRoom = 10
const missingLimit = 5

/**
 * An event as lines of a log. Reads and waiting gates make no lines here: a view decides how often it repeats those.
 * @param state the run after this event
 */
export function renderEvent(event: WizardEvent, state: RunState, look: Look): string[] {
  const { say } = look
  switch (event.type) {
    case 'check':
      return renderChecks([event], look)
    case 'warning':
      return renderWarnings([event.warning], look)
    case 'run-start':
      return [
        ...renderText(
          say('run.start', { run: event.runId, stages: event.stages, operations: event.operations }),
          look,
          0,
        ),
        ...renderText(undoText(event.runId, look), look, 0),
      ]
    case 'stage-start':
      return renderText(stageTitle(event, look), look, 0).map(look.paint.strong)
    case 'command':
      return []
    case 'operation':
      return operationLines(event, look)
    case 'gate':
      return event.status === 'waiting' ? [] : gateLines(event, look)
    case 'stage-end':
      return event.status === 'failed' ? renderMarked('fail', say('run.stageFailed', { stage: event.stage }), look) : []
    case 'rollback-start':
      return renderText(say('run.rollback', { operations: event.operations, why: whyText(event.why, look) }), look, 0)
    case 'undo':
      return undoLines(event, look)
    case 'drift':
      return renderMarked('warn', driftText(event.drift, look), look)
    case 'interrupted':
      return renderMarked('warn', interruptedText(event, look), look)
    case 'note':
      return renderText(translate(look.lang, event), look)
    case 'serving':
      return renderText(say('run.serving', { server: event.server, kubeconfig: event.kubeconfig }), look)
    case 'result':
      return renderResult(event, state, look)
  }
}

function interruptedText({ signal, text }: Extract<WizardEvent, { type: 'interrupted' }>, look: Look): string {
  const command = look.command(text)
  return command === undefined
    ? look.say('run.interruptedPassing', { signal })
    : look.say('run.interrupted', { signal, command })
}

/** "3/7  mesh off  (step 3 of the guide)" */
export function stageTitle(event: Extract<WizardEvent, { type: 'stage-start' }>, look: Look): string {
  const title = translate(look.lang, event.title)
  const head = `${`${event.stage}/${event.of}`.padEnd(stageLimit)} ${title}`
  const step = look.say('run.guideStep', { step: event.guideStep })
  return widthOf(head) + widthOf(step) + 2 > look.columns - clockRoom ? head : `${head}  ${step}`
}

/** One write that was done, or was not. */
export function operationLines(event: Extract<WizardEvent, { type: 'operation' }>, look: Look): string[] {
  const mark = { done: 'ok', failed: 'fail', unknown: 'unknown', skipped: 'skip' } as const
  const text = event.status === 'done' ? translateDone(look.lang, event.summary) : translate(look.lang, event.summary)
  const took = event.ms >= 1000 ? look.say('run.took', { n: (event.ms / 1000).toFixed(1) }) : ''
  return [
    ...renderMarked(mark[event.status], text + took, look),
    ...(event.detail ? renderRemedy(translatePhrase(look.lang, event.detail), look) : []),
  ]
}

/** A gate: what is awaited and what was last seen. */
export function gateLines(event: Extract<WizardEvent, { type: 'gate' }>, look: Look): string[] {
  const { say } = look
  const mark = { waiting: 'wait', passed: 'ok', failed: 'fail', unverified: 'warn' } as const
  const what = gateWords(event.conditions, look)
  const counted = { what, seen: event.seen, wanted: event.wanted, seconds: Math.round(event.seconds) }
  if (event.status === 'unverified') return renderMarked('warn', say('run.gate.unverified'), look)
  const rest = event.missing.length - missingLimit
  const missing =
    event.missing
      .slice(0, missingLimit)
      .map((text) => translatePhrase(look.lang, text))
      .join(say('list.separator')) + (rest > 0 ? say('list.rest', { n: rest }) : '')
  const text = say(`run.gate.${event.status}`, counted)
  return renderMarked(mark[event.status], missing ? `${text}\n${say('run.gate.missing', { missing })}` : text, look)
}

function undoLines(event: Extract<WizardEvent, { type: 'undo' }>, look: Look): string[] {
  const mark = { undone: 'undone', drift: 'warn', gone: 'warn', failed: 'fail', 'not-needed': 'skip' } as const
  const text = look.say(`run.undo.${event.status}`, { operation: undoneName(event, look) })
  // That its command ended well says the mark; what else there is to know stands under it.
  const known = event.status === 'undone' && /^exit 0(?:: |$)/.test(event.detail ?? '')
  const detail = event.detail && !known ? renderRemedy(translatePhrase(look.lang, event.detail), look) : []
  return [...renderMarked(mark[event.status], text, look), ...detail]
}

/** An operation that is taken back, by its number and by what it was to do. */
export function undoneName({ operation, summary }: Extract<WizardEvent, { type: 'undo' }>, look: Look): string {
  return `${operation} ${translate(look.lang, summary)}`
}

/** The command that runs now, on one line. */
export function commandText(event: Extract<WizardEvent, { type: 'command' }>): string {
  return `$ ${[event.tool, ...event.argv.map(quoteArgument)].join(' ')}`
}
