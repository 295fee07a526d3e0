import { describe, expect, it, vi } from 'vitest'
import type { WizardEvent } from '../../../src/model/events.ts'
import { makeView } from '../../../src/views/make-view.ts'
import type { ViewOptions } from '../../../src/views/view.ts'
import { sampleRun } from './sample-events.ts'

/** Shows events in a mode and gives back what was written. */
async function show(mode: ViewOptions['mode'], events: WizardEvent[], options: Partial<ViewOptions> = {}) {
  const out = { stdout: '', stderr: '' }
  const view = makeView({
    mode,
    stdout: { write: (text) => (out.stdout += text) },
    stderr: { write: (text) => (out.stderr += text) },
    lang: 'en',
    color: 0,
    columns: 80,
    isTTY: false,
    now: () => Date.parse('2026-01-01T00:00:00Z'),
    ...options,
  })
  for (const event of events) view.emit(event)
  await view.settle()
  await view.close()
  return out
}

describe('json', () => {
  it('writes one object a line on stdout and nothing else; the last one is the result', async () => {
    const events = sampleRun('applied')
    const { stdout, stderr } = await show('json', events, { lang: 'zh-CN', color: 3, isTTY: true })
    expect(stderr).toBe('')
    const lines = stdout.trimEnd().split('\n')
    expect(lines).toHaveLength(events.length)
    expect(stdout).not.toContain('\u001b')
    expect(JSON.parse(lines.at(-1)!)).toMatchObject({ type: 'result', outcome: 'applied' })
    for (const line of lines) expect(JSON.parse(line).time).toBe('2026-01-01T00:00:00.000Z')
  })
})

describe.each(['en', 'zh-CN'] as const)('a log in %s', (lang) => {
  it.each(['applied', 'rolled-back'] as const)('tells a run that ends %s', async (ends) => {
    const { stdout, stderr } = await show('human', sampleRun(ends), { lang })
    expect(stdout).toBe('')
    expect(stderr).toMatchSnapshot()
    expect(stderr).toContain('calico-rr-wizard rollback 7f3a')
  })

  it.each(['applied', 'rolled-back'] as const)('for a screen reader tells a run that ends %s', async (ends) => {
    const { stderr } = await show('accessible', sampleRun(ends), { lang })
    expect(stderr).toMatchSnapshot()
    expect(stderr).not.toContain('\u001b')
  })
})

describe('a failure', () => {
  it('says what happened, what was undone, what is left, what is next, in that order', async () => {
    const events = sampleRun('rolled-back')
    const last = events.length - 1
    events[last] = { ...events[last]!, left: ['look at leaf02'], next: ['calico-rr-wizard status'] } as WizardEvent
    const { stderr } = await show('human', events)
    const places = ['Failed at stage 2/2', 'Undone: 2 of 2', 'look at leaf02', 'Next: calico-rr-wizard status']
    const found = places.map((text) => stderr.indexOf(text))
    expect(found.every((at) => at > 0)).toBe(true)
    expect(found).toEqual([...found].sort((a, b) => a - b))
  })
})

describe('waiting in a log', () => {
  it('says a gate again when what it sees changes, otherwise only every ten seconds', async () => {
    vi.useFakeTimers()
    try {
      let now = 0
      let text = ''
      const view = makeView({
        mode: 'human',
        stdout: { write: () => true },
        stderr: { write: (more) => (text += more) },
        lang: 'en',
        color: 0,
        columns: 80,
        isTTY: false,
        now: () => now,
      })
      for (const event of sampleRun('applied').slice(0, 9)) view.emit(event)
      const waiting = (seen: number, seconds: number): WizardEvent => ({
        type: 'gate',
        stage: 2,
        status: 'waiting',
        conditions: [{ kind: 'sessions-as-forecast' }],
        seen,
        wanted: 6,
        missing: ['leaf02'],
        seconds,
      })
      for (let second = 1; second <= 25; second++) {
        now = second * 1000
        view.emit(waiting(second < 5 ? 3 : 4, second))
        vi.advanceTimersByTime(1000)
      }
      await view.close()
      expect(text.match(/^ {2}\.\. .*3 of 6/gm)).toHaveLength(1)
      // Once when it changed, and once with each of the two heartbeats.
      expect(text.match(/^ {2}\.\. .*4 of 6/gm)).toHaveLength(3)
      expect(text.match(/still in stage 2 of 2/g)).toHaveLength(2)
    } finally {
      vi.useRealTimers()
    }
  })
})
