import { describe, expect, it } from 'vitest'
import { makeLook } from '../../../src/views/look.ts'
import { renderEvent } from '../../../src/views/render-event.ts'
import { renderFailure } from '../../../src/views/render-failure.ts'
import { renderRuns } from '../../../src/views/render-runs.ts'
import { startRunState } from '../../../src/views/run-state.ts'
import { undoText } from '../../../src/views/undo-text.ts'

// Every command that a view tells is made by the look that it was given.

const complete = makeLook({ lang: 'en', command: (words) => `calico-rr-wizard ${words} --state-dir /s` })
const passing = makeLook({ lang: 'en', command: () => undefined })
const interrupted = { type: 'interrupted', signal: 'SIGINT', text: 'resume r1' } as const
const stopped = {
  outcome: 'interrupted',
  runId: 'r1',
  what: '',
  undone: 0,
  toUndo: 0,
  left: [],
  drifts: [],
  next: [],
} as const
const run = {
  runId: 'r1',
  state: 'applying',
  operations: { done: 1, all: 2, undone: 0 },
  drift: [],
  rehearsal: false,
  next: ['resume r1', 'rollback r1'],
} as const

describe('commands that views tell', () => {
  it('are complete: where a run stops, what comes next, how it is undone, what there is to go on with', () => {
    expect(renderEvent(interrupted, startRunState(), complete).join('')).toContain(
      'stopped (SIGINT); next: calico-rr-wizard resume r1 --state-dir /s',
    )
    const failure = renderFailure({ ...stopped, left: [], drifts: [], next: [] }, complete).join('\n')
    expect(failure).toContain('calico-rr-wizard resume r1 --state-dir /s')
    expect(failure).toContain('calico-rr-wizard rollback r1 --state-dir /s')
    expect(undoText('r1', complete)).toBe('Undo: calico-rr-wizard rollback r1 --state-dir /s')
    const runs = renderRuns([{ ...run, drift: [], next: [...run.next] }], complete).join('\n')
    expect(runs).toContain('-> calico-rr-wizard resume r1 --state-dir /s')
  })

  it('are not told after a rehearsal that leaves nothing behind', () => {
    const lines = [
      ...renderEvent(interrupted, startRunState(), passing),
      ...renderFailure({ ...stopped, left: [], drifts: [], next: [] }, passing),
      undoText('r1', passing),
    ].join('\n')
    expect(lines).not.toContain('calico-rr-wizard')
    expect(lines).toContain('nothing is left of this rehearsal')
  })
})
