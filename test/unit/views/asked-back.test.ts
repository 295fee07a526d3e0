import { expect, it } from 'vitest'
import type { ResultEvent, WizardEvent } from '../../../src/model/events.ts'
import { makeLook } from '../../../src/views/look.ts'
import { renderResult } from '../../../src/views/render-result.ts'
import { foldEvent, startRunState } from '../../../src/views/run-state.ts'

type FailureReason = Extract<WizardEvent, { type: 'rollback-start' }>['why']

const result: ResultEvent = { type: 'result', outcome: 'rolled-back', operations: 3, sessions: [], lostPairs: 0 }

it.each([
  ['en', 'asked', 'Taken back, as asked.', /to plan the move anew: calico-rr-wizard$/m],
  ['zh-CN', 'asked', '已按要求回退。', /重新规划迁移：calico-rr-wizard$/m],
  ['en', 'expired', 'Taken back: nobody confirmed in time.', /confirm it in time/],
  ['zh-CN', 'expired', '没有在时限内确认，已回退。', /在时限内确认，或者/],
] as const)(
  'a way back that was wanted is no failure, and has no cause to look for (%s, %s)',
  (lang, why, headline, next) => {
    const look = makeLook({ lang, columns: 80, unicode: true })
    const back = (reason: FailureReason, end: Partial<ResultEvent> = {}) =>
      renderResult(
        { ...result, ...end },
        foldEvent(startRunState(), { type: 'rollback-start', operations: 3, why: reason }, 0),
        look,
      ).join('\n')
    const text = back(why)
    expect(text).toContain(headline)
    expect(text).not.toMatch(/Failed|失败/)
    expect(text).toMatch(next)
    const cause = /look at the\s+cause|查明原因/
    expect(text).not.toMatch(cause)
    expect(back('command-failed')).toMatch(cause)
    // What others changed is left: then it is not simply done, and no command would overwrite it.
    const part = back(why, { outcome: 'rollback-incomplete' })
    expect(part).not.toContain(headline)
    expect(part).toMatch(/decide by hand|人工决定/)
    // A way back that was wanted and stopped half way is a failure, with its reason.
    expect(back(why, { outcome: 'rollback-incomplete', why: 'gate-failed: node1' })).toMatch(/(Failed: |失败：).*node1/)
  },
)
