import { clockBack } from './clock-back.ts'
import { confirmRace } from './confirm-race.ts'
import { ctrlC } from './ctrl-c.ts'
import { livingHolder } from './living-holder.ts'
import { otherCluster } from './other-cluster.ts'
import { timerUnits } from './timer-units.ts'

/**
 * What the simulated world of the campaign cannot show: real locks, units, children and clocks. Each looks at one promise
 * and says what was broken; undefined when it was kept.
 */
export const probes = {
  'clock-back': clockBack,
  'confirm-race': confirmRace,
  'ctrl-c': ctrlC,
  'living-holder': livingHolder,
  'other-cluster': otherCluster,
  'timer-units': timerUnits,
} satisfies Record<string, () => Promise<string | undefined>>

export { writeSlowly } from './ctrl-c.ts'
