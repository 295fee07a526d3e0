import { defaultChoices } from '../../design/answers/choices.ts'
import { forecastPlan } from '../../forecast/stages.ts'
import { speaker } from '../../i18n/translate.ts'
import type { Io } from '../io.ts'
import { carryOut, migrate, showPlan } from '../migrate.ts'
import { type Options, usage } from '../options.ts'
import { preflight } from '../preflight.ts'
import { readPlan } from '../read-plan.ts'
import { withSecretChecks } from '../secret-checks.ts'
import { withWorld } from '../with-world.ts'

/** `apply`: a saved plan, or one made from answers now. */
export function runApply(options: Options, args: string[], io: Io): Promise<number> {
  const [file] = args
  if (file === undefined && options.answers === undefined)
    throw usage('apply', 'without a plan', 'a saved plan.json, or --answers FILE')
  if (file !== undefined && options.answers !== undefined)
    throw usage('apply', `${file} with --answers`, 'one of them: the plan already holds its answers')
  if (file !== undefined && options.order !== undefined)
    throw usage('apply', `${file} with --order`, 'one of them: the plan already has its order')
  return withWorld(options, io, async (world, screen) => {
    if (file === undefined) return migrate(world, screen, options, io)
    const plan = readPlan(file)
    const say = speaker(screen.lang)
    const read = await screen.busy(say('cli.reading'), (emit) =>
      preflight(world, say, emit, {
        readOnly: false,
        ...(options.statusVia ? { via: options.statusVia } : {}),
        calicoVersion: plan.calicoVersion,
      }),
    )
    const found = await withSecretChecks(world, read, plan.design, say, (event) => screen.view.emit(event))
    const forecast = forecastPlan(plan, found.cluster)
    const choices = structuredClone(defaultChoices)
    choices.order = plan.order
    if (options.confirmWithinSeconds !== undefined) choices.confirmWithinSeconds = options.confirmWithinSeconds
    const decision = { design: plan.design, choices }
    await showPlan(screen, plan, forecast, decision, found)
    return carryOut(world, screen, options, io, found, decision, plan, forecast)
  })
}
