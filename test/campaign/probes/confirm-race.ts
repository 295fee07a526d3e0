import { confirmRun, expireRun, statusRuns } from '../../../src/apply/run.ts'
import { Prng } from '../prng.ts'
import { hesitant, pendingRun, portsOf, WINDOW_SECONDS } from './confirming.ts'

/** Who won one race of confirmation and expiry, and what was wrong about it. */
export interface Race {
  winner: 'kept' | 'undone' | 'open'
  wrong: string[]
}

/** Lets confirmation and expiry meet within 50 ms of the end of the window, their effects interleaved at random (DM-4). */
export async function raceOnce(seed: number): Promise<Race> {
  const prng = new Prng(seed)
  const { world, runId, before, applied } = await pendingRun(seed)
  world.advance(WINDOW_SECONDS * 1000 - prng.below(50))
  const [confirmed, expired] = await Promise.all([
    confirmRun(runId, hesitant(world, prng, 1)),
    expireRun(runId, hesitant(world, prng, 2)),
  ])
  const kept = confirmed.outcome === 'applied'
  const undone = expired.outcome === 'rolled-back'
  const wrong = [...world.violations]
  if (kept && undone) wrong.push('confirmed and taken back')
  const { store } = portsOf(world)
  const { state, outcome } = statusRuns(store)[0]!
  const winner = kept ? 'kept' : undone ? 'undone' : 'open'
  const want = {
    kept: [applied, 'ended', 'applied'],
    undone: [before, 'ended', 'rolled-back'],
    open: [applied, 'waiting-for-confirm', undefined],
  }[winner]
  if (JSON.stringify([world.cluster.dump(), state, outcome]) !== JSON.stringify(want))
    wrong.push(`${winner}, but the run is ${state} ${outcome ?? ''}`)
  // The timer looks again: in the end every run is decided.
  world.advance(60_000)
  await expireRun(runId, portsOf(world))
  if (statusRuns(store)[0]!.state !== 'ended') wrong.push('never decided')
  return { winner, wrong }
}

/** As many races as the seldom one needs to be seen. */
export async function confirmRace(): Promise<string | undefined> {
  for (let seed = 1; seed <= 300; seed++) {
    const { wrong } = await raceOnce(seed)
    if (wrong.length > 0) return `seed ${seed}: ${wrong[0]}`
  }
  return undefined
}
