import { expireRun } from '../../../src/apply/run.ts'
import { pendingRun, portsOf, WINDOW_SECONDS } from './confirming.ts'

const HOUR = 3_600_000

/** A clock that is set back, with and without a reboot, must not give an unconfirmed run a second more. */
export async function clockBack(): Promise<string | undefined> {
  for (const reboots of [0, 1]) {
    const { world, runId } = await pendingRun(1)
    world.advance((WINDOW_SECONDS + 1) * 1000)
    world.wallOffset -= HOUR
    world.boot += reboots
    const { outcome } = await expireRun(runId, portsOf(world))
    if (outcome !== 'rolled-back') return `clock set back, ${reboots} reboots: ${outcome}`
  }
  return undefined
}
