import { join } from 'node:path'
import { childEnvironment } from '../tools/environment.ts'
import { runProgram } from '../tools/program.ts'
import type { Io } from './io.ts'
import { isRehearsal } from './is-rehearsal.ts'
import { openRehearsal } from './open-rehearsal.ts'
import type { Options } from './options.ts'
import { openScreen, type Screen } from './screen.ts'
import { stateDirectory } from './state-dir.ts'
import { openWorld, type World } from './world.ts'

/**
 * Opens screen and world for a command on a real cluster and closes both, whatever happens.
 * @param scratch where tools get their files instead of the state directory, when nothing may be written there
 */
export async function withWorld<T>(
  options: Options,
  io: Io,
  work: (world: World, screen: Screen) => Promise<T>,
  scratch?: string,
): Promise<T> {
  const screen = openScreen(options, io)
  let world: World | undefined
  try {
    const directory = stateDirectory(options, io)
    world = isRehearsal(directory)
      ? await openKeptRehearsal(options, io, directory, scratch ?? join(directory, 'state'))
      : await openWorld(options, io, scratch ?? directory)
    return await work(world, screen)
  } finally {
    await screen.view.close()
    await world?.close()
  }
}

/** A rehearsal that was kept: the one that still runs somewhere, or the same cluster brought up again. */
async function openKeptRehearsal(options: Options, io: Io, directory: string, state: string): Promise<World> {
  const kubeconfig = join(directory, 'kubeconfig')
  const bin = (name: string): string => join(directory, 'bin', name)
  if (await answers(bin('kubectl'), kubeconfig)) {
    const attached = { ...options, kubeconfig, kubectl: bin('kubectl'), calicoctl: bin('calicoctl'), ssh: bin('ssh') }
    // Its host is a directory too: a way back from here must never reach for this machine's own files.
    return openWorld(attached, io, state, undefined, join(directory, 'host'))
  }
  return openWorld(options, io, state, await openRehearsal(options, directory, io))
}

async function answers(kubectl: string, kubeconfig: string): Promise<boolean> {
  const words = [kubectl, `--kubeconfig=${kubeconfig}`, 'get', 'namespace', 'kube-system', '-o', 'name']
  return (await runProgram(words, childEnvironment(process.env), 5000)).ok
}
