import { dirname } from 'node:path'
import { awaitConfirm } from '../apply/await-confirm.ts'
import { budgets } from '../apply/limits.ts'
import type { EngineOptions, EnginePorts } from '../apply/ports.ts'
import { applyPlan, type RunResult } from '../apply/run.ts'
import { fabricFromDesign } from '../design/fabric.ts'
import { lint } from '../design/lint/lint.ts'
import { refusedConfiguration } from '../design/refused-configuration.ts'
import { forecastPlan } from '../forecast/stages.ts'
import { speaker } from '../i18n/translate.ts'
import { WizardError } from '../model/errors.ts'
import { commandEvent } from '../model/events.ts'
import type { PlanForecast } from '../model/forecast.ts'
import { exitCodes } from '../model/outcome.ts'
import type { Plan } from '../model/plan.ts'
import { defaultConfiguration } from '../model/resources.ts'
import { countOperations, makePlan } from '../plan/make.ts'
import { renderCommands } from '../views/render-commands.ts'
import { renderPicture } from '../views/render-picture.ts'
import { renderPlan } from '../views/render-plan.ts'
import { renderText } from '../views/words.ts'
import { converse } from './converse.ts'
import { type Decision, decide, loadAnswers, refuseBadDesign, refuseUnverified } from './decide.ts'
import { makePorts } from './engine-ports.ts'
import { finish } from './finish.ts'
import { sha256 } from './hash.ts'
import type { Io } from './io.ts'
import { type Options, shellWords } from './options.ts'
import { ownCommand } from './own-command.ts'
import { type Preflight, preflight, refuseIfFailed } from './preflight.ts'
import { emptyResult } from './result.ts'
import { saveAnswers } from './save-answers.ts'
import type { Screen } from './screen.ts'
import { withSecretChecks } from './secret-checks.ts'
import { makeSetup, readSetup } from './setup-facts.ts'
import { refuseBadSwitches } from './switches.ts'
import { tellUnreachable } from './unreachable.ts'
import { ownVersion } from './version.ts'
import type { World } from './world.ts'

/** The whole way from looking to proof, for a rehearsal and for a real cluster alike. @returns the exit code */
export async function migrate(world: World, screen: Screen, options: Options, io: Io): Promise<number> {
  const { view, lang } = screen
  const say = speaker(lang)
  const rehearsal = world.rehearsal !== undefined
  // What needs no cluster is checked before one is asked.
  const talk = !options.yes && !options.json && io.stdin.isTTY === true
  // Who is asked on the guide's own cluster starts from the guide's answers: its switches are those of the guide.
  const onGuide = rehearsal && !options.fromCluster && (options.scenario ?? 'guide') === 'guide'
  const answers = loadAnswers(talk && onGuide ? { answers: 'guide', ...options } : options)
  if (!talk && !options.yes && !options.dryRun)
    throw new WizardError({
      code: 'E_NO_TERMINAL',
      exitCode: exitCodes.usage,
      what: options.json ? '--json asks no questions' : 'there is no terminal to ask on',
      remedies: [
        'add --yes (with --answers FILE, or the proposal is taken as it is)',
        'or look first: calico-rr-wizard plan',
      ],
    })
  await screen.say([
    say(rehearsal ? 'cli.title.rehearsal' : 'cli.title', { version: ownVersion() }),
    '',
    say('cli.reading'),
  ])
  const found = await screen.busy(say('cli.reading'), (emit) =>
    preflight(world, say, emit, {
      readOnly: false,
      ...(options.statusVia ? { via: options.statusVia } : {}),
      ...(options.calicoVersion ? { calicoVersion: options.calicoVersion } : {}),
    }),
  )
  const decided = decide(found.cluster, answers, options, found.calicoctlVersion)
  refuseUnverified(options, decided.choices.order)
  if (talk) {
    const result = await converse(world, screen, found, decided, options, io)
    if (result.interrupted) return exitCodes.sigint
    if (result.action === 'quit' || result.action === 'save' || !result.plan || !result.forecast) {
      view.emit(emptyResult('nothing-to-do'))
      return exitCodes.done
    }
    const said = Object.entries(result.switches).map(([name, text]) => [name, shellWords(text) ?? []])
    const switches = { ...options.switches, ...Object.fromEntries(said) }
    const seen = await withSecretChecks(world, found, result.design, say, (event) => view.emit(event))
    return carryOut(world, screen, { ...options, switches }, io, seen, result, result.plan, result.forecast)
  }
  refuseBadDesign(decided.design, found.cluster, options.answers ?? 'proposal')
  const seen = await withSecretChecks(world, found, decided.design, say, (event) => view.emit(event))
  const { plan, forecast } = await planFor(world, seen, decided, screen)
  await showPlan(screen, plan, forecast, decided, seen)
  return carryOut(world, screen, options, io, seen, decided, plan, forecast)
}

/** Plan and forecast for a decision, with the stages of steps 1 and 2 as this host needs them. */
export async function planFor(
  world: World,
  found: Preflight,
  decision: Decision,
  screen: Screen,
): Promise<{ plan: Plan; forecast: PlanForecast }> {
  const { cluster } = found
  const state = await readSetup(world, decision.choices)
  const setup = await makeSetup(world, cluster, decision.choices, state, (nodes) => tellUnreachable(screen, nodes))
  const plan = makePlan(cluster, decision.design, {
    order: decision.choices.order,
    madeBy: ownVersion(),
    hash: sha256,
    setup,
  })
  return { plan, forecast: forecastPlan(plan, cluster) }
}

/** Picture, forecast and warnings; the commands too when they will not be run. */
export async function showPlan(
  screen: Screen,
  plan: Plan,
  forecast: PlanForecast,
  decision: Decision,
  found: Preflight,
): Promise<void> {
  const { look, view } = screen
  const warnings = lint(found.cluster, decision.design)
  for (const warning of [...warnings, ...forecast.warnings]) view.emit({ type: 'warning', warning })
  await screen.say(['', ...renderPicture(decision.design, look), '', ...renderPlan(plan, forecast, look)])
}

/** Every command of a plan as an event, for programs. */
export function emitCommands(screen: Screen, plan: Plan): void {
  for (const { id, command } of plan.stages.flatMap((stage) => stage.operations))
    screen.view.emit(commandEvent(id, command))
}

/** Runs a plan that was decided on: asks once more where somebody can answer, applies, proves. @returns the exit code */
export async function carryOut(
  world: World,
  screen: Screen,
  options: Options,
  io: Io,
  found: Preflight,
  decision: Decision,
  plan: Plan,
  forecast: PlanForecast,
): Promise<number> {
  const { view, look, lang } = screen
  const say = speaker(lang)
  refuseUnverified(options, decision.choices.order)
  const fabric = fabricFromDesign(plan.design, found.cluster.resources)
  refuseBadSwitches(options, fabric)
  if (options.dryRun) {
    await screen.result([...renderCommands(plan, look), say('cli.dryRun')])
    if (options.json) {
      emitCommands(screen, plan)
      view.emit(
        emptyResult('nothing-to-do', {
          dryRun: true,
          planned: countOperations(plan),
          lostPairs: forecast.lostPairs,
        }),
      )
    }
    return exitCodes.done
  }
  refuseIfFailed(found.failed)
  if (!found.source && !options.unverified && countOperations(plan) > 0)
    throw new WizardError({
      code: 'E_NO_STATUS',
      exitCode: exitCodes.refused,
      what: 'sessions cannot be read, so no gate between the stages could pass',
      remedies: [
        'name a way that works: --status-via exec, ssh, crd or local',
        '--order guide --unverified goes on without gates',
      ],
    })
  refuseWithoutCalicoctl(world, plan, options)
  refuseUnwritable(plan, found)
  if (options.unverified) await screen.say([say('cli.unverified')])
  if (countOperations(plan) > 0) await screen.say(limitLines(plan, options, screen))
  // In a rehearsal the network's people have done their part: the leafs are as the design says they are.
  world.rehearsal?.configureSwitches(fabric)
  const { ports, close } = await makePorts(world, screen, options, found.source)
  try {
    const confirmWithin = decision.choices.confirmWithinSeconds
    const engineOptions = {
      rehearsal: world.rehearsal !== undefined,
      unverified: options.unverified,
      commandTimeoutMs: options.commandTimeoutMs,
      ...(confirmWithin > 0 ? { confirmWithin } : {}),
    }
    // What was promised lies beside what was done: a support bundle needs both.
    const emit: EnginePorts['emit'] = (event) => {
      if (event.type === 'run-start') ports.store.note(event.runId, 'forecast.json', `${JSON.stringify(forecast)}\n`)
      ports.emit(event)
    }
    let result = await applyPlan(plan, { ...ports, emit }, engineOptions)
    if (result.confirmBy !== undefined && ports.deadMan?.method === 'foreground') {
      // The cluster of a passing rehearsal is there for as long as it waits.
      const stateDir = options.stateDir ?? (world.rehearsal ? dirname(world.stateDir) : undefined)
      const command = ownCommand(`confirm ${result.runId}`, { ...options, ...(stateDir ? { stateDir } : {}) })
      await screen.say(renderText(say('cli.confirm', { command, seconds: confirmWithin }), look, 0))
      result = await waitForConfirm(result, plan, ports, engineOptions)
    }
    const saved = saveAnswers(world, options, io, result.runId, decision, plan, (why) =>
      view.emit({ type: 'note', key: 'cli.answersNotSaved', params: { why } }),
    )
    return await finish({ world, screen, io, options, plan, forecast, result, source: found.source, saved })
  } finally {
    await close()
  }
}

/** How long everything may take at the worst, before it begins (G18): an engine that waits for ever undoes nothing. */
function limitLines(plan: Plan, options: Options, { look }: Screen): string[] {
  const gate = Math.max(0, ...plan.stages.map((stage) => stage.gate?.timeoutSeconds ?? 0))
  const params = {
    command: options.commandTimeoutMs / 1000,
    gate: options.unverified ? 0 : gate,
    forward: budgets.forward / 3_600_000,
    back: budgets.back / 3_600_000,
  }
  return renderText(look.say('cli.limits', params), look, 0)
}

/** The terminal itself waits for the confirmation, or takes the run back when time is over. */
async function waitForConfirm(
  result: RunResult,
  plan: Plan,
  ports: EnginePorts,
  options: EngineOptions,
): Promise<RunResult> {
  const ended = await awaitConfirm({ runId: result.runId, plan }, ports, options)
  if (ended === 'confirmed') {
    const { confirmBy: _by, nextCommand: _next, ...confirmed } = result
    return confirmed
  }
  if (ended === 'stopped') return { ...result, outcome: 'interrupted', exitCode: exitCodes.sigint }
  // What was made here counts as well as what the way back took, here or, uncounted, in another terminal.
  return { ...ended, operations: result.operations + ended.operations }
}

/** A plan that calls calicoctl needs one here, now or from its own first stage. @throws WizardError exit 3 */
function refuseWithoutCalicoctl(world: World, plan: Plan, options: Options): void {
  const operations = plan.stages.flatMap((stage) => stage.operations)
  const installs = operations.some(({ changes }) =>
    changes.some(({ ref }) => ref.name.endsWith('/calicoctl') && ref.host === undefined),
  )
  const calls = operations.some(({ command }) => command.tool === 'calicoctl')
  if (!calls || installs || world.tools.calicoctl()) return
  throw new WizardError({
    code: 'E_NO_CALICOCTL',
    exitCode: exitCodes.refused,
    what: options.calicoctl
      ? `${options.calicoctl} is no program`
      : 'calicoctl is not installed here and the plan does not install it',
    where: options.calicoctl ? '--calicoctl' : 'PATH, /usr/local/bin/calicoctl',
    remedies: ['answer "this-node" to calicoctl.install', 'or name one with --calicoctl PATH'],
  })
}

/** A change of an object that calicoctl refuses as it is would fail in the middle of the move. */
function refuseUnwritable(plan: Plan, { cluster }: Preflight): void {
  const operations = plan.stages.flatMap((stage) => stage.operations)
  const writes = operations.some(({ changes }) =>
    changes.some(({ action, ref }) => action === 'update' && ref.kind === 'BGPConfiguration'),
  )
  const has = refusedConfiguration(defaultConfiguration(cluster.resources.bgpConfigurations)?.spec)
  if (!writes || has === undefined) return
  throw new WizardError({
    code: 'E_UNWRITABLE',
    exitCode: exitCodes.refused,
    what: 'calicoctl refuses to write the BGPConfiguration as it is',
    where: `BGPConfiguration/default: ${has}`,
    remedies: ['use the communities in prefixAdvertisements, or remove them'],
  })
}
