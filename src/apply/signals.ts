import type { StopRequest } from './ports.ts'

/** The part of `process` that is needed; tests hand in an emitter. */
export interface SignalSource {
  on(signal: string, listener: () => void): unknown
  off(signal: string, listener: () => void): unknown
}

/** How long an operation in flight is still waited for after the second signal. */
export const SECOND_SIGNAL_MS = 5000

/**
 * Ctrl-C and its relatives while a run is open. The first asks the engine to stop at the next safe point: after the
 * operation in flight, or with the stage, where half of it would leave nodes without routes. The second asks it to stop
 * after the operation in flight in any case, and to wait for that no longer than five seconds. A hang-up ends the way forward like a TERM; the way back goes on without a
 * terminal. Commands that write are never signalled: they run in a session of their own (tools/).
 */
export function watchSignals(source: SignalSource = process): StopRequest & { dispose(): void } {
  let soon = new AbortController()
  const now = new AbortController()
  let requested: string | undefined
  let back = false
  let insisted = false
  let timer: NodeJS.Timeout | undefined
  const onSignal = (signal: string) => () => {
    if (signal === 'SIGHUP' && back) return
    if (requested === undefined) {
      requested = signal
      soon.abort()
    } else if (signal !== 'SIGHUP') {
      insisted = true
      timer ??= setTimeout(() => now.abort(), SECOND_SIGNAL_MS)
    }
  }
  const listeners = ['SIGINT', 'SIGTERM', 'SIGHUP'].map((signal) => [signal, onSignal(signal)] as const)
  for (const [signal, listener] of listeners) source.on(signal, listener)
  return {
    requested: () => requested,
    insisted: () => insisted,
    get soon() {
      return soon.signal
    },
    now: now.signal,
    rollingBack: () => {
      back = true
      // A hang-up that ended the way forward must not cut the waits of the way back short.
      if (requested === 'SIGHUP') {
        requested = undefined
        soon = new AbortController()
      }
    },
    dispose: () => {
      clearTimeout(timer)
      for (const [signal, listener] of listeners) source.off(signal, listener)
    },
  }
}
