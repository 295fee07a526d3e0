import { translatePhrase } from '../i18n/phrases.ts'
import { translate } from '../i18n/translate.ts'
import type { ResultEvent } from '../model/events.ts'
import type { Look } from './look.ts'
import { undoneName } from './render-event.ts'
import { type FailureFacts, renderFailure } from './render-failure.ts'
import { renderSummary, type SummaryFacts } from './render-summary.ts'
import type { RunState } from './run-state.ts'
import { whyText } from './run-words.ts'

/** How a run ended, in words: the proof of success, or what went wrong and what is left to do. */
export function renderResult(event: ResultEvent, state: RunState, look: Look): string[] {
  if (event.outcome === 'applied' || event.outcome === 'nothing-to-do') {
    return renderSummary(
      {
        outcome: event.outcome,
        runId: state.runId,
        ...(typeof event['endedRun'] === 'string' ? { endedRun: event['endedRun'] } : {}),
        operations: event.operations,
        ...announcedIn(event),
        lostPairs: event.lostPairs,
        saved: texts(event['saved']),
        ...(typeof event['again'] === 'string' ? { again: event['again'] } : {}),
        next: texts(event['next']),
      },
      look,
    )
  }
  return renderFailure(failureFacts(event, state, look), look)
}

/** Gathers what a failed or stopped run has to say from its events and its result. */
function failureFacts(event: ResultEvent, state: RunState, look: Look): FailureFacts {
  const { failed } = state
  const said = (text: string) => translatePhrase(look.lang, text)
  const what = failed?.operation
    ? [translate(look.lang, failed.operation.summary), said(failed.operation.detail ?? '')]
        .filter(Boolean)
        .join(look.say('list.colon'))
    : failed?.gate
      ? look.say('failure.gate', {
          missing: failed.gate.missing.slice(0, 5).map(said).join(look.say('list.separator')) || '-',
          seconds: Math.round(failed.gate.seconds),
        })
      : typeof event['why'] === 'string'
        ? said(event['why'])
        : whyText(state.rollback?.why ?? '', look)
  return {
    outcome: event.outcome,
    runId: state.runId,
    ...(failed?.stage ? { at: `${failed.stage.stage}/${failed.stage.of}` } : {}),
    what,
    ...wantedBack(event, state),
    undone: state.undone.filter((undo) => undo.status === 'undone').length,
    toUndo: state.undone.filter((undo) => undo.status !== 'not-needed').length,
    left: [
      ...state.undone
        .filter((undo) => undo.status === 'failed' || undo.status === 'drift')
        .map((undo) => [undoneName(undo, look), said(undo.detail ?? '')].filter(Boolean).join(look.say('list.colon'))),
      ...texts(event['left']),
    ],
    drifts: state.drifts,
    next: texts(event['next']).map(said),
    ...placeIn(event),
  }
}

/** Where a refusal or a stop has its cause. */
function placeIn(event: ResultEvent): Pick<FailureFacts, 'place'> {
  const { where } = (event['error'] ?? {}) as { where?: unknown }
  return typeof where === 'string' && where !== '' ? { place: where } : {}
}

/** Why the run was taken back, where that is no failure: also when something failed on the way back it is not that. */
function wantedBack(event: ResultEvent, { failed, rollback }: RunState): Pick<FailureFacts, 'wanted'> {
  const why = rollback?.why
  return !failed && event['why'] === undefined && (why === 'asked' || why === 'expired') ? { wanted: why } : {}
}

/** Service ranges that switches were seen to hold. */
function announcedIn(event: ResultEvent): Pick<SummaryFacts, 'announced'> {
  const cidrs = texts(event['serviceCidrs'])
  const seen = Object.entries((event['switches'] ?? {}) as Record<string, { routes?: unknown }>)
  const switches = seen
    .filter(([, { routes }]) => cidrs.every((cidr) => texts(routes).includes(cidr)))
    .map(([name]) => name)
  return cidrs.length > 0 && switches.length > 0 ? { announced: { cidrs, switches } } : {}
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : []
}
