import { makeLineView } from './line-view.ts'
import { makeLook } from './look.ts'
import { foldEvent, startRunState } from './run-state.ts'
import type { View, ViewOptions } from './view.ts'

/**
 * Appends lines and never redraws: for screen readers (`accessible`, one event a line group, no heartbeat that would talk
 * over the reader), and for logs and pipes (`human` without a terminal, with a heartbeat).
 */
export function makeAppendingView(options: ViewOptions, heartbeat: boolean): View {
  const look = makeLook(options)
  const now = options.now ?? Date.now
  let state = startRunState()
  const lines = makeLineView(
    look,
    { now, write: (text) => options.stderr.write(`${text.join('\n')}\n`) },
    { commands: heartbeat },
  )
  const timer = heartbeat ? setInterval(() => lines.tick(state), 1000) : undefined
  // Waiting for a heartbeat must not keep the process alive.
  timer?.unref()
  return {
    emit(event) {
      state = foldEvent(state, event, now())
      lines.show(event, state)
    },
    async settle() {},
    async close() {
      clearInterval(timer)
    },
  }
}
