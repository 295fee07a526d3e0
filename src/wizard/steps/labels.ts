import { back } from '../ask.ts'
import { askMenu, askText } from '../menu.ts'
import type { Session } from '../session.ts'
import type { StepOutcome } from '../step.ts'

/** Step 5: the labels that say which rack a node belongs to and which nodes are reflectors. */
export async function askLabels(session: Session): Promise<StepOutcome> {
  const { say, design } = session
  const { groupLabel, idLabel } = design.names
  session.open(say('step5.heading'), say('step5.why', { group: groupLabel, id: idLabel }))
  await session.showCommands(5)
  for (;;) {
    const outcome = await askNames(session)
    if (outcome) return outcome
  }
}

async function askNames(session: Session): Promise<StepOutcome | undefined> {
  const { say, design } = session
  const { groupLabel, idLabel } = design.names
  const answer = await askMenu(session, {
    message: say('step5.question', { group: groupLabel, id: idLabel }),
    help: say('help.step5'),
    entries: [
      { value: 'accept', key: 'a', label: say('menu.accept') },
      { value: 'group', key: 'g', label: say('step5.otherGroup', { group: groupLabel }) },
      { value: 'id', key: 'i', label: say('step5.otherId', { id: idLabel }) },
      { value: 'commands', key: 'k', label: say('menu.commands') },
    ],
  })
  if (answer === back) return 'back'
  if (answer === 'accept') return 'next'
  if (answer === 'commands') {
    await session.showCommands(5, 'all')
    return undefined
  }
  const field = answer === 'group' ? 'groupLabel' : 'idLabel'
  const candidate = (text: string) => ({ ...design, names: { ...design.names, [field]: text } })
  const label = await askText(session, {
    message: say('step5.label'),
    help: 'help.label',
    initial: design.names[field],
    validate: (text) => session.newError(candidate(text)),
  })
  if (label !== undefined) session.design = candidate(label)
  return undefined
}
