import type { History } from './history.ts'
import type { Problem } from './outcome.ts'
import type { Stamp } from './record.ts'
import { isPending, isWindowOver } from './window.ts'

/** Why a run cannot be confirmed, with the command that helps; undefined when it can. */
export function confirmRefusal(
  runId: string,
  history: History,
  now: Stamp,
): { problem: Problem; next?: string } | undefined {
  if (history.rollback !== undefined || isWindowOver(history, now)) {
    const next = history.end === undefined ? `rollback ${runId}` : undefined
    const remedies = next ? [`calico-rr-wizard ${next}`] : []
    const problem: Problem = { code: 'E_TOO_LATE', what: 'the time to confirm is over', remedies }
    return next === undefined ? { problem } : { problem, next }
  }
  if (isPending(history)) return undefined
  const what = 'this run does not wait for a confirmation'
  return { problem: { code: 'E_NOT_PENDING', what, remedies: ['calico-rr-wizard status'] } }
}
