import type { ListrTaskWrapper } from 'listr2'
import type { Look } from './look.ts'
import { commandText, gateLines, operationLines, stageTitle } from './render-event.ts'
import type { RunState } from './run-state.ts'
import { formatClock } from './seconds.ts'
import { truncate, widthOf } from './text.ts'
import { undoText } from './undo-text.ts'

type Stream = NodeJS.WritableStream
type Task = ListrTaskWrapper<unknown, never, never>

/**
 * Shows the stage that runs as one live task: listr2 only draws here. It runs nothing, asks nothing, undoes nothing and
 * hears no signal (it would exit 127 on Ctrl-C and roll back one task only).
 */
export interface StageTasks {
  /** Draws the state; the first call of a stage starts its task. */
  update(state: RunState): void
  /** Ends the task; its last picture stays on the screen. */
  finish(status: 'done' | 'failed' | 'stopped'): Promise<void>
  readonly active: boolean
}

/** Loads listr2 (only a run on a terminal needs it) and makes the live display on `stream`. */
export async function makeStageTasks(stream: Stream, fullLook: Look, now: () => number): Promise<StageTasks> {
  // listr2 puts an icon and an indentation before each line and keeps two cells free.
  const look = { ...fullLook, columns: fullLook.columns - 6 }
  const { Listr, ListrLogger, ProcessOutput, Spinner } = await import('listr2')
  const output = new ProcessOutput(stream as NodeJS.WriteStream, stream as NodeJS.WriteStream)
  let current: { task: Task | undefined; end: () => void; done: Promise<void>; status: string } | undefined
  let state: RunState | undefined

  class LookSpinner extends Spinner {
    protected override readonly spinner = look.glyphs.spinner
  }

  const draw = () => {
    if (!current?.task || !state?.stage) return
    const head = stageTitle(state.stage, look)
    const clock = formatClock(now() - state.stageSince)
    const room = look.columns
    const gap = Math.max(2, room - widthOf(head) - clock.length)
    const lines = stageLines(state, look, current.status === 'running')
    current.task.title = [truncate(head, room - clock.length - 2) + ' '.repeat(gap) + clock, ...lines].join('\n')
  }

  const start = () => {
    let end = () => {}
    const ended = new Promise<void>((resolve) => {
      end = resolve
    })
    const mine = { task: undefined as Task | undefined, end, done: Promise.resolve(), status: 'running' }
    current = mine
    const timer = setInterval(draw, 500)
    const listr = new Listr(
      [
        {
          title: '',
          task: async (_context, task) => {
            mine.task = task as unknown as Task
            draw()
            await ended
            // A failed task shows its error in place of its title: so the error is the picture itself.
            if (mine.status === 'failed') throw new Error(task.title as string)
          },
        },
      ],
      {
        registerSignalListeners: false,
        renderer: 'default',
        fallbackRenderer: 'default',
        exitOnError: true,
        rendererOptions: {
          logger: new ListrLogger({ processOutput: output, useIcons: true }),
          spinner: new LookSpinner(),
          removeEmptyLines: false,
          icon: { COMPLETED: look.glyphs.done, FAILED: look.glyphs.failed },
          color: { COMPLETED: look.paint.good, FAILED: look.paint.bad, PENDING: look.paint.dim },
        },
      } as never,
    )
    mine.done = listr
      .run()
      .then(
        () => {},
        () => {},
      )
      .finally(() => clearInterval(timer))
  }

  return {
    update(next) {
      state = next
      if (!current) start()
      draw()
    },
    async finish(status) {
      if (!current) return
      const mine = current
      mine.status = status
      // The task may not have been entered yet: its first picture is its last one then.
      while (!mine.task) await new Promise((resolve) => setImmediate(resolve))
      draw()
      current = undefined
      mine.end()
      await mine.done
    },
    get active() {
      return current !== undefined
    },
  }
}

const liveOperations = 6

/** Under the title: what was done, what runs, what is awaited, and how to undo. */
function stageLines(state: RunState, look: Look, running: boolean): string[] {
  // The live picture must fit the terminal; once done, every line stays.
  const shown = running ? state.operations.slice(-liveOperations) : state.operations
  const recent = shown.flatMap((operation) => operationLines(operation, look))
  const command = running && state.command ? [truncate(`        ${commandText(state.command)}`, look.columns)] : []
  const gate = state.gate && (running || state.gate.status !== 'waiting') ? gateLines(state.gate, look) : []
  const undo = running ? [look.paint.dim(look.say('run.ctrlC')), look.paint.dim(undoText(state.runId, look))] : []
  return [...recent, ...command, ...gate, ...undo]
}
