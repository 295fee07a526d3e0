import type { Io } from '../io.ts'
import { migrate } from '../migrate.ts'
import type { Options } from '../options.ts'
import { withWorld } from '../with-world.ts'

/** The wizard on the cluster that kubectl points at. */
export function runWizardCommand(options: Options, _args: string[], io: Io): Promise<number> {
  return withWorld(options, io, (world, screen) => migrate(world, screen, options, io))
}
