import type { Plan } from '../model/plan.ts'
import { foldRecords } from './core/history.ts'
import type { RunResult } from './core/outcome.ts'
import { isWindowOver } from './core/window.ts'
import { endedElsewhere, tellElsewhere } from './ended-elsewhere.ts'
import type { EngineOptions, EnginePorts } from './ports.ts'
import { expireRun } from './run.ts'

/**
 * Foreground mode: waits until another process confirms the run or takes it back, or takes it back when the time is over.
 * The lock is free while it waits; the journal alone says what happened. A first Ctrl-C ends the waiting, not the window:
 * the run then stays open and says so.
 */
export async function awaitConfirm(
  { runId, plan }: { runId: string; plan: Plan },
  ports: EnginePorts,
  options: EngineOptions = {},
): Promise<RunResult | 'confirmed' | 'stopped'> {
  for (;;) {
    const { records } = ports.store.peek(runId)
    const history = foldRecords(records)
    const ended = endedElsewhere(history)
    if (ended !== undefined) {
      if (ended !== 'confirmed') tellElsewhere(plan, records, history, ports.emit)
      return ended
    }
    if (isWindowOver(history, ports.clock.stamp())) {
      const result = await expireRun(runId, ports, options)
      // Somebody confirmed, or holds the lock to confirm, at this very moment: look again.
      if (result.outcome !== 'refused' && result.outcome !== 'nothing-to-do') return result
    }
    if (ports.stop.requested() !== undefined) return 'stopped'
    await ports.clock.sleep(1000, ports.stop.soon)
  }
}
