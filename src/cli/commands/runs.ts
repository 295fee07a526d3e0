import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { confirmRun, expireRun, type RunResult, resumeRun, rollbackRun, statusRuns } from '../../apply/run.ts'
import { seeSecrets } from '../../cluster/read.ts'
import { fabricFromDesign } from '../../design/fabric.ts'
import { forecastPlan } from '../../forecast/stages.ts'
import { speaker } from '../../i18n/translate.ts'
import { exitCodes } from '../../model/outcome.ts'
import { renderRuns } from '../../views/render-runs.ts'
import { renderText } from '../../views/words.ts'
import { previewCommand, previewConfirm } from '../dry-run.ts'
import { makePorts, openStore } from '../engine-ports.ts'
import { finish } from '../finish.ts'
import type { Io } from '../io.ts'
import { latestRun } from '../latest-run.ts'
import { openJournalPlan } from '../open-plan.ts'
import type { Options } from '../options.ts'
import { preflight } from '../preflight.ts'
import { emptyResult } from '../result.ts'
import { openScreen } from '../screen.ts'
import { journalDirectory } from '../state-dir.ts'
import { saveSwitchConfigurations } from '../switch-config.ts'
import { refuseBadSwitches } from '../switches.ts'
import { withWorld } from '../with-world.ts'

/** `status`: which runs there are, how they stand, what comes next. Reads this host only. */
export async function runStatus(options: Options, args: string[], io: Io): Promise<number> {
  const screen = openScreen(options, io)
  try {
    const store = openStore({ stateDir: journalDirectory(options, io) }, options)
    if (args[0] !== undefined) store.assertRun(args[0])
    const runs = statusRuns(store).filter((run) => args[0] === undefined || run.runId === args[0])
    const lines = renderRuns(runs, screen.look)
    await screen.result(runs.length > 0 ? lines : [speaker(screen.lang)('cli.noRuns', { directory: store.root })])
    if (options.json) screen.view.emit(emptyResult('nothing-to-do', { runs }))
    return exitCodes.done
  } finally {
    await screen.view.close()
  }
}

type Verb = typeof resumeRun

/** `resume`: finishes an interrupted run. */
export function runResume(options: Options, args: string[], io: Io): Promise<number> {
  return options.dryRun ? previewCommand('resume', options, args, io) : goOn(resumeRun, options, args, io)
}

/** `rollback`: undoes a run. */
export function runRollback(options: Options, args: string[], io: Io): Promise<number> {
  if (options.dryRun) return previewCommand('rollback', options, args, io)
  return goOn(options.ifExpired ? expireRun : rollbackRun, options, args, io)
}

/** `confirm`: keeps a run. */
export function runConfirm(options: Options, args: string[], io: Io): Promise<number> {
  return options.dryRun ? previewConfirm(options, args, io) : goOn(confirmRun, options, args, io)
}

function goOn(verb: Verb, options: Options, args: string[], io: Io): Promise<number> {
  return withWorld(options, io, async (world, screen) => {
    const store = openStore(world, options)
    const runId = args[0] ?? latestRun(store)
    const plan = openJournalPlan(store, runId)
    const say = speaker(screen.lang)
    const found = await screen.busy(say('cli.reading'), (emit) =>
      preflight(world, say, emit, {
        readOnly: false,
        calicoVersion: plan.calicoVersion,
        ...(options.statusVia ? { via: options.statusVia } : {}),
      }),
    )
    const fabric = fabricFromDesign(plan.design, found.cluster.resources)
    refuseBadSwitches(options, fabric)
    world.rehearsal?.configureSwitches(fabric)
    // Whatever has to be read is read before: a cluster that fails behind the run must not take its result away.
    const forecast = forecastPlan(plan, await seeSecrets(world.run, found.cluster, plan.design))
    const { ports, close } = await makePorts(world, screen, options, found.source)
    try {
      const result: RunResult = await verb(runId, ports, {
        rehearsal: false,
        // Without the flag, what the run was begun with.
        ...(options.unverified ? { unverified: true } : {}),
        commandTimeoutMs: options.commandTimeoutMs,
        takeOver: options.takeOver,
      })
      const code = await finish({
        world,
        screen,
        io,
        options,
        plan,
        forecast,
        result,
        source: found.source,
        saved: [],
        ofRun: true,
      })
      if (result.outcome === 'rolled-back') {
        const directory = join(store.path(runId), 'switches')
        const said = renderText(say('switch.removal', { directory, dialect: options.dialect }), screen.look)
        try {
          const files = saveSwitchConfigurations(found.cluster, plan.design, options.dialect, directory)
          if (files.length > 0) await screen.say(said)
        } catch (error) {
          const why = error instanceof Error ? error.message : String(error)
          await screen.say(renderText(say('switch.removalNotSaved', { directory, why }), screen.look))
        }
      }
      // A way back that was asked for and came to its end is a success.
      return verb === rollbackRun && result.outcome === 'rolled-back' ? exitCodes.done : code
    } finally {
      await close()
    }
  })
}

/** `support-bundle`: written by the apply part. */
export async function runSupportBundle(options: Options, args: string[], io: Io): Promise<number> {
  const screen = openScreen(options, io)
  try {
    const store = openStore({ stateDir: journalDirectory(options, io) }, options)
    const runId = args[0] ?? latestRun(store)
    const { writeSupportBundle } = await import('../support-bundle.ts')
    const directory = writeSupportBundle(store, runId, options.output)
    await screen.result([directory])
    const missing = join(directory, 'not-collected.txt')
    if (existsSync(missing)) await screen.say([speaker(screen.lang)('cli.bundle.missing', { file: missing })])
    return exitCodes.done
  } finally {
    await screen.view.close()
  }
}
