import type { Sentence } from './forecast.ts'
import type { Drift, Outcome } from './outcome.ts'
import type { Command, GateCondition } from './plan.ts'
import type { Warning } from './session.ts'

/**
 * What the core tells the outside while it works. Views turn them into lines, a task list or NDJSON; the core never
 * prints. Every event gets a time (ISO 8601, UTC) when it is emitted.
 */
export type WizardEvent =
  | { type: 'check'; name: string; status: 'ok' | 'warn' | 'fail' | 'skip'; text: string; remedy?: string }
  | { type: 'warning'; warning: Warning }
  | { type: 'run-start'; runId: string; stages: number; operations: number; rehearsal: boolean }
  | {
      type: 'stage-start'
      stage: number
      of: number
      guideStep: number
      title: { key: string; params: Record<string, string | number> }
    }
  | { type: 'command'; operation: string; tool: string; argv: string[]; stdin?: string; effect: 'read' | 'write' }
  | {
      type: 'operation'
      operation: string
      status: 'done' | 'failed' | 'unknown' | 'skipped'
      summary: { key: string; params: Record<string, string | number> }
      detail?: string
      ms: number
    }
  | {
      type: 'gate'
      stage: number
      status: 'waiting' | 'passed' | 'failed' | 'unverified'
      /** What is awaited. */
      conditions: GateCondition[]
      seen: number
      wanted: number
      missing: string[]
      seconds: number
    }
  | { type: 'stage-end'; stage: number; status: 'done' | 'failed' }
  | { type: 'rollback-start'; operations: number; why: string }
  | {
      type: 'undo'
      operation: string
      status: 'undone' | 'drift' | 'gone' | 'failed' | 'not-needed'
      /** What the operation did on the way there: who takes a run back later has not seen it. */
      summary: Sentence
      detail?: string
    }
  | { type: 'drift'; drift: Drift }
  | { type: 'interrupted'; signal: string; text: string }
  | { type: 'note'; key: string; params: Record<string, string | number> }
  | { type: 'serving'; kubeconfig: string; server: string }
  | ResultEvent

/** A session in the result, by the field names of design.md. */
export interface ResultSession {
  node: string
  peer: string
  type: 'mesh' | 'node' | 'global'
  state: string
  localAs: number | null
  remoteAs: number | null
}

/** The last line of `--json`. */
export interface ResultEvent {
  type: 'result'
  outcome: Outcome
  /** Number of mutating commands that were run. */
  operations: number
  sessions: ResultSession[]
  /** Pod-to-pod pairs without a route at the end. */
  lostPairs: number
  [extra: string]: unknown
}

/** Where events go. */
export type Emit = (event: WizardEvent) => void

/** One look at the cluster or this host before the first question, as its event carries it. */
export type Check = Omit<Extract<WizardEvent, { type: 'check' }>, 'type'>

/** The event of a command that is about to run, or would. */
export function commandEvent(operation: string, { tool, argv, stdin, effect }: Command): WizardEvent {
  return { type: 'command', operation, tool, argv, effect, ...(stdin === undefined ? {} : { stdin }) }
}
