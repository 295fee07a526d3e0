import type { WizardEvent } from '../model/events.ts'
import { makeLineView } from './line-view.ts'
import { makeLook } from './look.ts'
import { foldEvent, startRunState } from './run-state.ts'
import type { StageTasks } from './stage-tasks.ts'
import type { View, ViewOptions } from './view.ts'

const showCursor = '\u001b[?25h'
const liveEvents = new Set<WizardEvent['type']>(['stage-start', 'command', 'operation', 'gate'])

/**
 * A terminal: the stage that runs is drawn live, everything else is appended; a finished stage stays. Events arrive at
 * once, drawing takes its time: a queue keeps their order.
 */
export function makeHumanView(options: ViewOptions): View {
  const look = makeLook(options)
  const now = options.now ?? Date.now
  const write = (lines: string[]) => options.stderr.write(`${lines.join('\n')}\n`)
  const lines = makeLineView(look, { now, write }, { commands: false })
  let state = startRunState()
  let tasks: StageTasks | undefined
  let live = false
  let queue = Promise.resolve()

  const show = async (event: WizardEvent) => {
    state = foldEvent(state, event, now())
    if (event.type === 'stage-start') {
      await tasks?.finish('done')
      const { makeStageTasks } = await import('./stage-tasks.ts')
      tasks = await makeStageTasks(options.stderr as NodeJS.WritableStream, look, now)
      live = true
    }
    if (live && tasks && liveEvents.has(event.type)) return tasks.update(state)
    if (event.type === 'stage-end' && live) {
      live = false
      await tasks?.finish(event.status)
      tasks = undefined
      return
    }
    // A stop, an undo or the end interrupts the drawing: from here on lines, until the next stage starts.
    if (live && (event.type === 'interrupted' || event.type === 'rollback-start' || event.type === 'result')) {
      live = false
      await tasks?.finish(event.type === 'interrupted' ? 'stopped' : 'failed')
      tasks = undefined
    }
    lines.show(event, state)
  }

  return {
    emit(event) {
      queue = queue
        .then(() => show(event))
        .catch(() => {
          write([JSON.stringify(event)])
        })
    },
    settle: () => queue,
    async close() {
      await queue
      await tasks?.finish('stopped')
      options.stderr.write(showCursor)
    },
  }
}
