import { expect, it } from 'vitest'
import type { ResultEvent } from '../../../src/model/events.ts'
import { makeLook } from '../../../src/views/look.ts'
import { renderResult } from '../../../src/views/render-result.ts'
import { foldEvent, startRunState } from '../../../src/views/run-state.ts'

const result: ResultEvent = { type: 'result', outcome: 'rolled-back', operations: 3, sessions: [], lostPairs: 0 }

it.each([
  ['en', 'Taken back, as asked.', /Failed/i],
  ['zh-CN', '已按要求回退。', /失败/],
] as const)('a way back that was asked for is no failure (%s)', (lang, headline, failure) => {
  const look = makeLook({ lang, columns: 80, unicode: true })
  const state = foldEvent(startRunState(), { type: 'rollback-start', operations: 3, why: 'asked' }, 0)
  const text = renderResult(result, state, look).join('\n')
  expect(text).toContain(headline)
  expect(text).not.toMatch(failure)
  const expired = foldEvent(startRunState(), { type: 'rollback-start', operations: 3, why: 'expired' }, 0)
  expect(renderResult(result, expired, look).join('\n')).not.toContain(headline)
})
