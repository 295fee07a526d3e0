import type { Io } from './io.ts'
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
    world = await openWorld(options, io, stateDirectory(options, io))
    return await work(world, screen)
  } finally {
    await screen.view.close()
    await world?.close()
  }
}
