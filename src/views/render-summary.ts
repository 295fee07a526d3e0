import type { Look } from './look.ts'
import { formatNodes } from './node-ranges.ts'
import { undoText } from './undo-text.ts'
import { renderMarked, renderText } from './words.ts'

/** What a run that reached its end has to show. */
export interface SummaryFacts {
  outcome: 'applied' | 'nothing-to-do'
  /** The run that had ended before there was anything to do. */
  endedRun?: string
  runId: string
  operations: number
  /** Service ranges that are announced, and the switches seen to hold all of them. */
  announced?: { cidrs: string[]; switches: string[] }
  lostPairs: number
  /** Files that were written. */
  saved: string[]
  /** The command that does the same again without questions. */
  again?: string
  /** Commands or advice. */
  next: string[]
}

/** The end: what was reached, what was saved, what to do next. */
export function renderSummary(facts: SummaryFacts, look: Look): string[] {
  const { say } = look
  const { lostPairs, announced } = facts
  const head =
    facts.outcome === 'nothing-to-do'
      ? facts.endedRun
        ? say('summary.endedRun', { run: facts.endedRun, command: look.command(`status ${facts.endedRun}`) ?? '' })
        : say('summary.nothingToDo')
      : say('summary.applied', { operations: facts.operations })
  return [
    '',
    ...renderMarked('ok', head, look),
    ...(announced
      ? renderMarked(
          'ok',
          say('summary.announced', {
            cidrs: announced.cidrs.join(say('list.comma')),
            switches: formatNodes(announced.switches),
          }),
          look,
        )
      : []),
    ...renderMarked(
      lostPairs === 0 ? 'ok' : 'warn',
      lostPairs === 0 ? say('summary.noLostPairs') : say('summary.lostPairs', { pairs: lostPairs }),
      look,
    ),
    ...(facts.saved.length > 0 ? renderText(say('summary.saved', { files: facts.saved.join(', ') }), look) : []),
    ...(facts.again ? renderText(say('summary.again', { command: facts.again }), look) : []),
    ...facts.next.flatMap((line) => renderText(say('failure.next', { next: line }), look)),
    ...(facts.outcome === 'applied' && facts.runId ? renderText(undoText(facts.runId, look), look) : []),
  ]
}
