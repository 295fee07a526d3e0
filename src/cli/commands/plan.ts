import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { forecastPlan } from '../../forecast/stages.ts'
import { speaker } from '../../i18n/translate.ts'
import type { ClusterState } from '../../model/cluster.ts'
import type { Design } from '../../model/design.ts'
import { WizardError } from '../../model/errors.ts'
import type { PlanForecast } from '../../model/forecast.ts'
import { exitCodes } from '../../model/outcome.ts'
import type { Plan } from '../../model/plan.ts'
import { applyChanges } from '../../plan/changes.ts'
import { countOperations } from '../../plan/make.ts'
import { planOfRollback, rollbackOrder, stagesThatRunOn } from '../../plan/orders/rollback.ts'
import { renderCommands } from '../../views/render-commands.ts'
import { quoteArgument } from '../../views/shell.ts'
import { renderText } from '../../views/words.ts'
import { copyCluster } from '../copy-cluster.ts'
import { decide, loadAnswers, refuseBadDesign } from '../decide.ts'
import type { Io } from '../io.ts'
import { emitCommands, planFor, showPlan } from '../migrate.ts'
import { openRehearsal } from '../open-rehearsal.ts'
import type { Options } from '../options.ts'
import { ownCommand } from '../own-command.ts'
import { preflight } from '../preflight.ts'
import { writePrivateFile } from '../private-file.ts'
import { emptyResult } from '../result.ts'
import { openScreen, type Screen } from '../screen.ts'
import { withSecretChecks } from '../secret-checks.ts'
import { stateDirectory } from '../state-dir.ts'
import { saveSwitchConfigurations } from '../switch-config.ts'
import { openWorld, type World } from '../world.ts'
import { withScenario } from './rehearse.ts'

/** Exit code of --detailed-exitcode when there is something to do. */
const HAS_CHANGES = 10

/** `plan`: reads, decides, forecasts, shows, saves; writes nothing but the file it is told to. */
export async function runPlan(options: Options, _args: string[], io: Io): Promise<number> {
  const screen = openScreen(options, io)
  const scratch = options.scenario || options.fromCluster ? mkdtempSync(join(tmpdir(), 'crrw-plan-')) : undefined
  let world: World | undefined
  try {
    const copy = scratch && options.fromCluster ? await copyCluster(options, io, scratch) : undefined
    const rehearsal = scratch
      ? await openRehearsal(copy ? withScenario(options, copy) : options, scratch, io)
      : undefined
    world = await openWorld(options, io, scratch ? join(scratch, 'state') : stateDirectory(options, io), rehearsal)
    return await plan(world, screen, options)
  } finally {
    await screen.view.close()
    await world?.close()
    if (scratch) rmSync(scratch, { recursive: true, force: true })
  }
}

async function plan(world: World, screen: Screen, options: Options): Promise<number> {
  const say = speaker(screen.lang)
  const answers = loadAnswers(options)
  await screen.say([say('cli.reading')])
  const read = await screen.busy(say('cli.reading'), (emit) =>
    preflight(world, say, emit, {
      readOnly: true,
      ...(options.calicoVersion ? { calicoVersion: options.calicoVersion } : {}),
    }),
  )
  const decided = decide(read.cluster, answers, options, read.calicoctlVersion)
  refuseBadDesign(decided.design, read.cluster, options.answers ?? 'proposal')
  const found = await withSecretChecks(world, read, decided.design, say, (event) => screen.view.emit(event))
  const { plan: made, forecast } = await planFor(world, found, decided, screen)
  const operations = countOperations(made)
  // Whoever wants a file is told before a page of commands that it cannot be had.
  const saved = options.output ? save(options.output, made, found.cluster, decided.design, options, world, screen) : []
  if (operations > 0) await showPlan(screen, made, forecast, decided, found)
  await screen.result(operations > 0 ? renderCommands(made, screen.look) : [say('cli.plan.empty')])
  await screen.say(saved)
  // People have just seen all of it.
  if (options.json) {
    emitCommands(screen, made)
    screen.view.emit(
      emptyResult('nothing-to-do', {
        planned: operations,
        lostPairs: forecast.lostPairs,
        strategy: made.strategy,
        forecast,
        forecastBack: forecastBack(made, found.cluster),
        plan: made,
        calicoVersion: made.calicoVersion,
      }),
    )
  }
  return options.detailedExitcode && operations > 0 ? HAS_CHANGES : exitCodes.done
}

/**
 * Saves the plan, and beside it what goes onto the switches.
 * @returns what to say of it
 * @throws WizardError exit 2 where nothing can be written
 */
function save(
  file: string,
  made: Plan,
  cluster: ClusterState,
  design: Design,
  options: Options,
  world: World,
  screen: Screen,
): string[] {
  const { say } = screen.look
  let switches: string[]
  try {
    writePrivateFile(file, `${JSON.stringify(made, null, 1)}\n`)
    switches = saveSwitchConfigurations(cluster, design, options.dialect, `${file}.switches`)
  } catch (cause) {
    throw new WizardError({
      code: 'E_OUTPUT',
      exitCode: exitCodes.usage,
      what: `the plan cannot be saved: ${cause instanceof Error ? cause.message : String(cause)}`,
      where: file,
      remedies: ['name a file in a directory that can be written with --output FILE'],
    })
  }
  // Nothing but a rehearsal has the cluster that a scenario's plan is for.
  const saved = world.rehearsal
    ? say('cli.saved', { files: file })
    : say('cli.plan.saved', { file, command: ownCommand(`apply ${quoteArgument(file)}`, options) })
  const more = switches.length > 0 ? [say('cli.saved', { files: `${file}.switches/ (${switches.length})` })] : []
  return [saved, ...more].flatMap((text) => renderText(text, screen.look, 0))
}

/** What taking the whole plan back would cost. */
function forecastBack(made: Plan, cluster: ClusterState): PlanForecast {
  const operations = made.stages.flatMap((stage) => stage.operations)
  const then = applyChanges(
    cluster,
    operations.flatMap((operation) => operation.changes),
  )
  const groups = rollbackOrder(
    made,
    operations.map((operation) => operation.id),
  )
  return forecastPlan(planOfRollback(made, groups), then, { runsOn: stagesThatRunOn(groups) })
}
