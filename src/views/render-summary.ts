import type { Look } from './look.ts'
import { undoText } from './undo-text.ts'
import { renderMarked, renderText } from './words.ts'

/** What a run that reached its end has to show. */
export interface SummaryFacts {
  outcome: 'applied' | 'nothing-to-do'
  runId: string
  operations: number
  sessions: number
  established: number
  lostPairs: number
  /** Files that were written. */
  saved: string[]
  /** Commands or advice. */
  next: string[]
}

/** The end: what was reached, what was saved, what to do next. */
export function renderSummary(facts: SummaryFacts, look: Look): string[] {
  const { say } = look
  const { established, sessions, lostPairs } = facts
  const head =
    facts.outcome === 'nothing-to-do'
      ? say('summary.nothingToDo')
      : say('summary.applied', { operations: facts.operations })
  const allUp = established === sessions
  return [
    '',
    ...renderMarked('ok', head, look),
    ...(sessions > 0
      ? renderMarked(allUp ? 'ok' : 'warn', say('summary.sessions', { established, sessions }), look)
      : []),
    ...renderMarked(
      lostPairs === 0 ? 'ok' : 'warn',
      lostPairs === 0 ? say('summary.noLostPairs') : say('summary.lostPairs', { pairs: lostPairs }),
      look,
    ),
    ...(facts.saved.length > 0 ? renderText(say('summary.saved', { files: facts.saved.join(', ') }), look) : []),
    ...facts.next.flatMap((line) => renderText(say('failure.next', { next: line }), look)),
    ...(facts.outcome === 'applied' && facts.runId ? renderText(undoText(facts.runId, look), look) : []),
  ]
}
