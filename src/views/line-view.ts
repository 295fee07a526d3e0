import type { WizardEvent } from '../model/events.ts'
import type { Look } from './look.ts'
import { commandText, gateLines, renderEvent } from './render-event.ts'
import type { RunState } from './run-state.ts'
import { formatClock } from './seconds.ts'
import { renderText } from './words.ts'

/** How often a log says that a wait goes on. */
const heartbeatMs = 10_000

/** What a line view may use: where lines go, and the time. */
export interface LineSink {
  write(lines: string[]): void
  now(): number
}

/** A view that only ever appends lines: for logs, pipes, screen readers. */
export interface LineView {
  show(event: WizardEvent, state: RunState): void
  /** Called now and then; says what is awaited when nothing was said for a while. */
  tick(state: RunState): void
}

/** Makes the appending view. A waiting gate is repeated when what it sees changes, otherwise only by the heartbeat. */
export function makeLineView(look: Look, sink: LineSink, options: { commands: boolean }): LineView {
  let lastSaid = sink.now()
  let lastGate = ''
  let lastRemedy: string | undefined
  const say = (lines: string[]) => {
    if (lines.length === 0) return
    sink.write(lines)
    lastSaid = sink.now()
  }
  return {
    show(event, state) {
      if (event.type === 'gate' && event.status === 'waiting') {
        const seen = `${event.stage} ${event.seen} ${event.wanted}`
        if (seen !== lastGate) say(gateLines(event, look))
        lastGate = seen
        return
      }
      if (event.type === 'command' && event.effect === 'write' && options.commands) {
        say(renderText(commandText(event), look, 8).map(look.paint.dim))
        return
      }
      // Warnings of one kind follow each other: their remedy is said once.
      const told = event.type === 'warning' && event.warning.remedy === lastRemedy && withoutRemedy(event)
      lastRemedy = event.type === 'warning' ? event.warning.remedy : undefined
      say(renderEvent(told || event, state, look))
    },
    tick(state) {
      if (!state.stage || state.ended || sink.now() - lastSaid < heartbeatMs) return
      const time = formatClock(sink.now() - state.stageSince)
      const { stage, of } = state.stage
      const waiting = state.gate?.status === 'waiting' ? gateLines(state.gate, look) : []
      say([...renderText(look.say('run.heartbeat', { stage, of, time }), look), ...waiting])
    },
  }
}

function withoutRemedy(event: Extract<WizardEvent, { type: 'warning' }>): WizardEvent {
  const { remedy: _said, ...warning } = event.warning
  return { ...event, warning }
}
