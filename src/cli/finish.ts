import type { Problem } from '../apply/core/outcome.ts'
import type { RunResult } from '../apply/run.ts'
import { translatePhrase } from '../i18n/phrases.ts'
import { speaker, translate } from '../i18n/translate.ts'
import type { PlanForecast } from '../model/forecast.ts'
import { exitCodes } from '../model/outcome.ts'
import type { Plan } from '../model/plan.ts'
import { defaultConfiguration } from '../model/resources.ts'
import { differenceText } from '../verify/compare.ts'
import type { StatusSource } from '../verify/observe.ts'
import { renderProof } from '../views/render-proof.ts'
import { renderServices } from '../views/render-services.ts'
import { renderText } from '../views/words.ts'
import { pasteFrom } from './ask-switch.ts'
import type { Io } from './io.ts'
import { type Proof, prove } from './observe-world.ts'
import type { Options } from './options.ts'
import { completeAdvice, ownCommand } from './own-command.ts'
import { proofRows } from './proof-rows.ts'
import { resultSessions } from './result.ts'
import { againCommand } from './save-answers.ts'
import type { Screen } from './screen.ts'
import { serviceRows } from './service-rows.ts'
import { switchLines } from './switches.ts'
import type { World } from './world.ts'

interface Finish {
  world: World
  screen: Screen
  io: Io
  options: Options
  plan: Plan
  forecast: PlanForecast
  result: RunResult
  source: StatusSource | undefined
  saved: string[]
  /** It was an existing run that was gone on with: with nothing to do there it has ended already. */
  ofRun?: boolean
}

/** Reads everything back, shows it beside the forecast, and says how the run ended: one outcome, one exit code. */
export async function finish(args: Finish): Promise<number> {
  const { world, screen, io, options, plan, forecast, result, source, saved } = args
  const { view, look, lang } = screen
  const say = speaker(lang)
  // Whoever presses Ctrl-C wants the prompt back, and the next command.
  const read =
    source && result.outcome !== 'interrupted'
      ? await proveOrSayWhy(() =>
          prove(world, options, plan.design, source, plan.calicoVersion, pasteFrom(io, options.dialect, say)),
        )
      : {}
  const { proof } = read
  const services = proof ? serviceRows(proof) : []
  if (proof) await screen.say(['', ...renderProof(proofRows(proof), look), ...renderServices(services, look)])
  const differences = proof ? [...proof.differences.map(differenceText), ...switchLines(proof.switches, lang, say)] : []
  if (read.unread !== undefined) differences.push(say('cli.proof.unread', { why: read.unread }))
  if (differences.length > 0)
    await screen.say([
      say('cli.verify.different', { count: differences.length }),
      ...differences.map((line) => `  ${translatePhrase(lang, line)}`),
    ])
  const again = againCommand(world, options, saved)
  const ended = result.outcome === 'applied' || result.outcome === 'nothing-to-do'
  view.emit({
    type: 'result',
    outcome: result.outcome,
    operations: result.operations,
    sessions: proof ? resultSessions(proof.observations, proof.cluster, proof.fabric) : [],
    lostPairs: lostPairs(ended ? forecast.lostPairs : 0, proof),
    runId: result.runId,
    ...(args.ofRun && result.outcome === 'nothing-to-do' && result.confirmBy === undefined
      ? { endedRun: result.runId }
      : {}),
    differences,
    switches: proof?.switches.seen ?? {},
    serviceCidrs: announced(proof),
    services,
    drift: result.drift,
    left: leftText(args),
    saved,
    ...(again === undefined ? {} : { again }),
    ...(result.problem ? { error: complete(result.problem, options), why: result.problem.what } : {}),
    ...(result.failedAt ? { failedAt: result.failedAt } : {}),
    ...nextOf(args),
    ...(result.confirmBy !== undefined ? { confirmBy: result.confirmBy } : {}),
  })
  const confirm = look.command(`confirm ${result.runId}`)
  if (options.confirmWithinSeconds && result.confirmBy !== undefined && confirm !== undefined)
    await screen.say(
      renderText(say('cli.confirm', { command: confirm, seconds: options.confirmWithinSeconds }), look, 0),
    )
  if (result.exitCode !== 0) return result.exitCode
  return differences.length > 0 ? exitCodes.verifyDiffers : exitCodes.done
}

/** How a run ended is known by now: a cluster that cannot be read any more takes the proof away, not the result. */
async function proveOrSayWhy(look: () => Promise<Proof>): Promise<{ proof?: Proof; unread?: string }> {
  try {
    return { proof: await look() }
  } catch (error) {
    return { unread: error instanceof Error ? error.message : String(error) }
  }
}

/** What to run next, best first, as it must be typed; and what else a refusal advises. */
function nextOf({ result, options, world }: Finish): { next?: string[] } {
  // Of a rehearsal that leaves nothing behind there is nothing to go on with.
  const first = result.nextCommand === undefined || world.passing ? [] : [ownCommand(result.nextCommand, options)]
  const all = [...new Set([...first, ...(result.problem?.remedies ?? []).map((text) => completeAdvice(text, options))])]
  return all.length === 0 ? {} : { next: all }
}

/** A problem whose remedies can be typed as they are. */
function complete(problem: Problem, options: Options): Problem {
  return { ...problem, remedies: problem.remedies.map((text) => completeAdvice(text, options)) }
}

/** What is left: operations by their words, and why where they were kept on purpose. */
function leftText({ plan, result, screen }: Finish): string[] {
  const operations = new Map(
    plan.stages.flatMap((stage) => stage.operations.map((operation) => [operation.id, operation])),
  )
  return result.left.map((id) => {
    const operation = operations.get(id)
    if (!operation) return id
    return translate(
      screen.lang,
      result.kept.includes(id) && operation.keepOnUndo ? operation.keepOnUndo : operation.summary,
    )
  })
}

/** Pairs without a route: what the forecast says stays without one, and every block that a node was seen to lack. */
function lostPairs(forecast: number, proof: Proof | undefined): number {
  const missing = (proof?.differences ?? []).filter(
    (difference) => difference.what === 'route-missing' || difference.what === 'route-unreachable',
  )
  return forecast + missing.length
}

function announced(proof: Proof | undefined): string[] {
  const configuration = defaultConfiguration(proof?.cluster.resources.bgpConfigurations ?? [])
  return (configuration?.spec.serviceClusterIPs ?? []).map((entry) => entry.cidr)
}
