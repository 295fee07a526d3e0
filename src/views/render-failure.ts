import type { Drift, Outcome } from '../model/outcome.ts'
import type { Look } from './look.ts'
import { driftText } from './run-words.ts'
import { renderText } from './words.ts'

/** Everything a person needs after a run that did not reach its end. */
export interface FailureFacts {
  outcome: Outcome
  runId: string
  /** Stage, "4/7". */
  at?: string
  what: string
  /** File, operation or object. */
  place?: string
  /** Nothing failed: somebody wanted the way back, or nobody confirmed the run. */
  wanted?: 'asked' | 'expired'
  undone: number
  toUndo: number
  /** What could not be undone, one sentence each. */
  left: string[]
  /** Fields that somebody else changed in between. */
  drifts: Drift[]
  /** Commands or advice; when empty, what fits the outcome. */
  next: string[]
}

/** What happened, what was undone, what is left, what to do next: in that order, and nothing else. */
export function renderFailure(facts: FailureFacts, look: Look): string[] {
  const head = headline(facts, look)
  const lines = renderText(head, look, 0)
  return [
    '',
    ...lines.map(facts.wanted && facts.outcome === 'rolled-back' ? look.paint.good : look.paint.bad),
    ...(facts.place ? renderText(`${look.say('error.at')} ${facts.place}`, look) : []),
    ...undoneLines(facts, look),
    ...leftLines(facts, look),
    ...nextLines(facts, look),
  ]
}

function headline({ at, what, wanted, outcome }: FailureFacts, { say }: Look): string {
  if (outcome === 'interrupted') {
    const where = at ? say('failure.stoppedAt', { at }) : say('failure.stopped')
    return what ? `${where} ${what}` : where
  }
  if (wanted) return say(outcome === 'rolled-back' ? `failure.${wanted}` : 'failure.wantedPart')
  if (at) return say('failure.at', { at, what })
  return say(outcome === 'refused' ? 'failure.refused' : 'failure.plain', { what })
}

function undoneLines(facts: FailureFacts, look: Look): string[] {
  const { say } = look
  if (facts.outcome === 'refused') return renderText(say('failure.nothingChanged'), look, 0)
  if (facts.toUndo === 0)
    return facts.outcome === 'rolled-back' ? renderText(say('failure.nothingToUndo'), look, 0) : []
  const text = say(facts.outcome === 'rolled-back' ? 'failure.undoneAll' : 'failure.undoneSome', {
    undone: facts.undone,
    of: facts.toUndo,
  })
  return renderText(text, look, 0)
}

function leftLines(facts: FailureFacts, look: Look): string[] {
  const { say } = look
  const drifts = facts.drifts.map((drift) => driftText(drift, look))
  const left = [...facts.left, ...drifts]
  if (left.length === 0) return []
  return [...renderText(say('failure.left'), look, 0), ...left.flatMap((line) => renderText(`- ${line}`, look))]
}

function nextLines(facts: FailureFacts, look: Look): string[] {
  const next = facts.next.length > 0 ? facts.next : defaultNext(facts, look)
  return next.flatMap((line) => renderText(look.say('failure.next', { next: line }), look, 0))
}

function defaultNext(facts: FailureFacts, { say, command }: Look): string[] {
  const [resume, rollback] = ['resume', 'rollback'].map((verb) => command(`${verb} ${facts.runId}`))
  if (facts.outcome === 'interrupted')
    return resume === undefined || rollback === undefined
      ? [say('next.passing')]
      : [say('next.resume', { command: resume }), say('next.rollback', { command: rollback })]
  // The run has ended: what others changed is theirs, and no command of ours would touch it again.
  if (facts.outcome === 'rollback-incomplete') return [say('next.byHand')]
  if (facts.outcome !== 'rolled-back') return []
  if (facts.wanted === 'asked') return [say('next.asked', { command: command('') ?? '' })]
  return [say(facts.wanted ? 'next.expired' : 'next.nothingPending')]
}
