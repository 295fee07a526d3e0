import { join } from 'node:path'
import type { Io } from './io.ts'
import { isRehearsal } from './is-rehearsal.ts'
import { openRehearsal } from './open-rehearsal.ts'
import type { Options } from './options.ts'
import { openScreen, type Screen } from './screen.ts'
import { stateDirectory } from './state-dir.ts'
import { openWorld, type World } from './world.ts'

/** Opens screen and world for a command on a real cluster and closes both, whatever happens. */
export async function withWorld<T>(
  options: Options,
  io: Io,
  work: (world: World, screen: Screen) => Promise<T>,
): Promise<T> {
  const screen = openScreen(options, io)
  let world: World | undefined
  try {
    const directory = stateDirectory(options, io)
    const rehearsal = isRehearsal(directory) ? await openRehearsal(options, directory, io) : undefined
    world = await openWorld(options, io, rehearsal ? join(directory, 'state') : directory, rehearsal)
    return await work(world, screen)
  } finally {
    await screen.view.close()
    await world?.close()
  }
}
