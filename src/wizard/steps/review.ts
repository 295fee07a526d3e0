import { renderCommands, renderYaml } from '../../views/render-commands.ts'
import { renderPicture } from '../../views/render-picture.ts'
import { renderCompare, renderPlan, renderPlanInShort } from '../../views/render-plan.ts'
import { renderHeading } from '../../views/words.ts'
import { back } from '../ask.ts'
import { showLeafConfigs } from '../edit-leafs.ts'
import { askPace, losesNoticeably } from '../edit-pace.ts'
import { askMenu } from '../menu.ts'
import type { Session } from '../session.ts'
import { type StepId, type StepOutcome, stepIds } from '../step.ts'

/** The review: the picture, the plan with its forecast, everything else one key away, and the final yes. */
export async function askReview(session: Session): Promise<StepOutcome> {
  const { say, look, deps } = session
  session.show(renderHeading(say('review.heading'), look))
  const errors = session.errors()
  if (errors.length > 0) {
    session.showFindings(errors)
    return (await askStep(session)) ?? 'back'
  }
  const { plan, forecast } = await session.plan()
  session.showWarnings([...forecast.warnings, ...deps.lint(deps.cluster, session.design)])
  session.show(['', ...renderPicture(session.design, look), ''])
  session.show(plan.stages.length > 0 ? renderPlan(plan, forecast, look) : [])
  if (plan.stages.length === 0) session.tell(say('review.nothingToDo'))
  if (session.choices.order === 'safe' && !session.design.move && losesNoticeably(forecast))
    session.tell(say('review.paceHint'))
  for (;;) {
    const outcome = await askWhat(session)
    if (outcome) return outcome
  }
}

async function askWhat(session: Session): Promise<StepOutcome | undefined> {
  const { say, look, deps } = session
  const { plan, forecast } = await session.plan()
  const other = session.choices.order === 'safe' ? 'guide' : 'safe'
  // The table is longer than what a small screen leaves above this menu.
  if (plan.stages.length > 0) session.show(renderPlanInShort(plan, forecast, look))
  const answer = await askMenu(session, {
    message: say('review.question'),
    help: say('help.review'),
    entries: [
      ...(plan.stages.length > 0
        ? [{ value: 'go' as const, key: 'g', label: say(deps.rehearsal ? 'review.goRehearsal' : 'review.go') }]
        : []),
      ...(plan.stages.length > 0 && !deps.rehearsal
        ? [{ value: 'rehearse' as const, key: 'r', label: say('review.rehearse') }]
        : []),
      ...(plan.stages.length > 0 ? [{ value: 'plan' as const, key: 'v', label: say('review.plan') }] : []),
      { value: 'commands', key: 'c', label: say('menu.commands') },
      { value: 'yaml', key: 'y', label: say('review.yaml') },
      { value: 'leafs', key: 'l', label: say('review.leafs') },
      { value: 'compare', key: 'k', label: say('review.compare') },
      { value: 'order', key: 'o', label: say(other === 'safe' ? 'review.orderSafe' : 'review.orderGuide') },
      // The guide's order knows no pace.
      ...(plan.stages.length > 0 && other === 'guide'
        ? [{ value: 'pace' as const, key: 'p', label: say('review.pace') }]
        : []),
      { value: 'edit', key: 'e', label: say('review.edit') },
      { value: 'save', key: 's', label: say('review.save') },
      { value: 'quit', key: 'q', label: say('menu.quit') },
    ],
  })
  if (answer === back) return 'back'
  if (answer === 'quit' || answer === 'rehearse') return answer
  if (answer === 'go') return (await askFinalYes(session)) ? 'apply' : undefined
  if (answer === 'plan')
    session.show(['', ...renderPicture(session.design, look), '', ...renderPlan(plan, forecast, look)])
  if (answer === 'commands') session.show(renderCommands(plan, look))
  if (answer === 'yaml') session.show(renderYaml(plan, look))
  if (answer === 'leafs') await showLeafConfigs(session)
  if (answer === 'compare') await showCompare(session)
  if (answer === 'edit') return askStep(session)
  if (answer === 'pace') {
    const before = session.design
    await askPace(session)
    return session.design === before ? undefined : { goTo: 'review' }
  }
  if (answer === 'order') {
    session.choices = { ...session.choices, order: other }
    return { goTo: 'review' }
  }
  if (answer === 'save') {
    const files = await deps.save(session.design, session.choices, plan)
    session.tell(say('review.saved', { files: files.join(', ') }))
  }
  return undefined
}

/** Both orders side by side, for this cluster. */
async function showCompare({ deps, design, choices, look }: Session): Promise<void> {
  const forecastOf = async (order: 'safe' | 'guide') =>
    deps.forecast(await deps.makePlan(design, { ...choices, order }))
  deps.out(['', ...renderCompare(await forecastOf('safe'), await forecastOf('guide'), look)])
}

// The guide's steps first: typing a number moves to the choice at that place.
const steps = stepIds.filter(
  (step): step is Exclude<StepId, 'review' | 'scheme'> => step !== 'review' && step !== 'scheme',
)
const editable = [...steps, 'scheme' as const]

async function askStep(session: Session): Promise<StepOutcome | undefined> {
  const { say, deps } = session
  const id = await deps.ask.select<StepId>({
    message: say('review.whichStep'),
    help: say('help.review'),
    canGoBack: true,
    choices: editable.map((step) => ({ value: step, label: say(`stepName.${step}`) })),
  })
  return id === back ? undefined : { goTo: id }
}

/** A rehearsal asks a plain yes; a real cluster must be named, so that nobody says yes to the wrong one. */
async function askFinalYes(session: Session): Promise<boolean> {
  const { say, deps } = session
  if (deps.rehearsal)
    return deps.ask.confirm({ message: say('final.rehearsal'), help: say('help.final'), initial: false })
  const { context, server } = deps.cluster.identity
  const answer = await deps.ask.text({
    message: say('final.live', { context, server }),
    help: say('help.final'),
    canGoBack: true,
    validate: (text) => (text.trim() === context ? undefined : say('final.wrongName', { context })),
  })
  return answer !== back
}
