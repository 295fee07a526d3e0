import type { WizardEvent } from '../model/events.ts'
import type { Drift } from '../model/outcome.ts'

type EventOf<T extends WizardEvent['type']> = Extract<WizardEvent, { type: T }>

/** What a view remembers of a run, folded from its events. */
export interface RunState {
  runId: string
  stages: number
  rehearsal: boolean
  stage?: EventOf<'stage-start'>
  stageSince: number
  /** Lines of the stage that are done. */
  operations: EventOf<'operation'>[]
  command?: EventOf<'command'>
  gate?: EventOf<'gate'>
  done: number
  failed?: { stage: EventOf<'stage-start'> | undefined; operation?: EventOf<'operation'>; gate?: EventOf<'gate'> }
  rollback?: EventOf<'rollback-start'>
  undone: EventOf<'undo'>[]
  drifts: Drift[]
  ended: boolean
}

/** The state before the first event. */
export function startRunState(): RunState {
  return {
    runId: '',
    stages: 0,
    rehearsal: false,
    stageSince: 0,
    operations: [],
    done: 0,
    undone: [],
    drifts: [],
    ended: false,
  }
}

/** The state after an event. `now` in milliseconds. */
export function foldEvent(state: RunState, event: WizardEvent, now: number): RunState {
  switch (event.type) {
    case 'run-start':
      return {
        ...startRunState(),
        runId: event.runId,
        stages: event.stages,
        rehearsal: event.rehearsal,
        stageSince: now,
      }
    case 'stage-start': {
      const { gate: _gate, command: _command, ...rest } = state
      return { ...rest, stage: event, stageSince: now, operations: [] }
    }
    case 'command':
      return event.effect === 'write' ? { ...state, command: event } : state
    case 'operation': {
      const { command: _command, ...rest } = state
      const failed = event.status === 'failed' || event.status === 'unknown'
      return {
        ...rest,
        operations: [...state.operations, event],
        done: state.done + (event.status === 'done' ? 1 : 0),
        ...(failed && !state.failed ? { failed: { stage: state.stage, operation: event } } : {}),
      }
    }
    case 'gate':
      return {
        ...state,
        gate: event,
        ...(event.status === 'failed' && !state.failed ? { failed: { stage: state.stage, gate: event } } : {}),
      }
    case 'stage-end':
      return event.status === 'failed' && !state.failed ? { ...state, failed: { stage: state.stage } } : state
    case 'rollback-start':
      return { ...state, rollback: event }
    case 'undo':
      return { ...state, undone: [...state.undone, event] }
    case 'drift':
      return { ...state, drifts: [...state.drifts, event.drift] }
    case 'result':
      return { ...state, ended: true }
    default:
      return state
  }
}
