import type { History } from './history.ts'
import type { Stamp } from './record.ts'

/**
 * Whether the time to confirm is over. Within one boot the time since boot decides, so setting the clock changes nothing;
 * after a reboot the wall clock does, and one that went back counts as over: it must never make the window longer (DM-3).
 * While the run is still being applied the window counts from the newest record, as a heartbeat (DM-7).
 */
export function isWindowOver(history: History, now: Stamp): boolean {
  const seconds = history.window?.seconds ?? history.armed?.seconds
  const from = history.window?.stamp ?? history.latest
  if (seconds === undefined || from === undefined) return false
  if (from.boot === now.boot) return now.up - from.up >= seconds * 1000
  return now.at < from.at || now.at - from.at >= seconds * 1000
}

/** Wall-clock time at which the window ends, for people. */
export function confirmBy(history: History): number | undefined {
  return history.window && history.window.stamp.at + history.window.seconds * 1000
}

/** Whether the run waits for `confirm`. */
export function isPending(history: History): boolean {
  return (
    history.window !== undefined && !history.confirmed && history.rollback === undefined && history.end === undefined
  )
}
