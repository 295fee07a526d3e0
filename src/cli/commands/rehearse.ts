import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fabricFromDesign } from '../../design/fabric.ts'
import { speaker } from '../../i18n/translate.ts'
import { exitCodes } from '../../model/outcome.ts'
import { copyCluster } from '../copy-cluster.ts'
import { decide, loadAnswers, refuseBadDesign } from '../decide.ts'
import type { Io } from '../io.ts'
import { migrate } from '../migrate.ts'
import { openRehearsal } from '../open-rehearsal.ts'
import type { Options } from '../options.ts'
import { preflight } from '../preflight.ts'
import { openScreen, type Screen } from '../screen.ts'
import { openWorld, type World } from '../world.ts'

/** `rehearse`: the whole way on the embedded cluster. Everything lives in a directory of its own that goes away with it. */
export async function runRehearse(options: Options, _args: string[], io: Io): Promise<number> {
  const kept = options.stateDir !== undefined
  const directory = options.stateDir ?? mkdtempSync(join(tmpdir(), 'crrw-rehearsal-'))
  const screen = openScreen(options, io, !kept)
  let world: World | undefined
  try {
    const scenario = options.fromCluster ? await copyCluster(options, io, directory) : undefined
    const rehearsal = await openRehearsal(scenario ? withScenario(options, scenario) : options, directory, io)
    world = await openWorld(options, io, join(directory, 'state'), rehearsal)
    if (options.serve) {
      if (options.answers !== undefined) await switchesAsAnswered(world, screen, options)
      const { kubeconfig, server } = rehearsal
      screen.view.emit({ type: 'serving', kubeconfig, server })
      await untilStopped()
      return exitCodes.done
    }
    return await migrate(world, screen, options, io)
  } finally {
    await screen.view.close()
    await world?.close()
    if (!kept) rmSync(directory, { recursive: true, force: true })
  }
}

/** The network's people have done their part: leafs and spine are as the answers say. Others drive the move itself. */
async function switchesAsAnswered(world: World, screen: Screen, options: Options): Promise<void> {
  const answers = loadAnswers(options)
  const found = await preflight(world, speaker(screen.lang), () => {}, { readOnly: true })
  const { design } = decide(found.cluster, answers, options, found.calicoctlVersion)
  refuseBadDesign(design, found.cluster, options.answers ?? '')
  world.rehearsal?.configureSwitches(fabricFromDesign(design, found.cluster.resources))
}

/** Flags that named the real cluster have done their work once it is copied. */
export function withScenario(
  { kubectl: _kubectl, calicoctl: _calicoctl, ...options }: Options,
  scenario: string,
): Options {
  return { ...options, scenario }
}

/** Waits for Ctrl-C, TERM or a closed terminal. */
function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve())
  })
}
