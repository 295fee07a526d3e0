import { validateDesign } from '../../design/validate.ts'
import { renderClusterIds, renderDesign } from '../../views/render-design.ts'
import { back } from '../ask.ts'
import { changeRack, chooseReflectors, moveSomeNodes } from '../edit-racks.ts'
import { askMenu } from '../menu.ts'
import type { Session } from '../session.ts'
import type { StepOutcome } from '../step.ts'

/** Step 4: AS number and cluster id of every node, by rack, as one table to accept or change. */
export async function askAsn(session: Session): Promise<StepOutcome> {
  const { say } = session
  session.open(say('step4.heading'), say('step4.why'))
  await session.showCommands(4, 'few', 4)
  for (;;) {
    const outcome = await askRacks(session)
    if (outcome) return outcome
  }
}

/** Shows the table and asks once; undefined = something was changed, show it again. */
async function askRacks(session: Session): Promise<StepOutcome | undefined> {
  const { say, look, deps } = session
  const reflects = session.design.scheme === 'reflectors'
  session.show(['', ...renderDesign(session.design, look)])
  const findings = validateDesign(session.design, deps.cluster)
  session.showFindings(findings)
  const answer = await askMenu(session, {
    message: say('step4.question'),
    help: say('help.step4'),
    entries: [
      { value: 'accept', key: 'a', label: say('menu.accept') },
      { value: 'change', key: 'c', label: say('step4.changeRack') },
      { value: 'move', key: 'm', label: say('step4.moveNodes') },
      ...(reflects ? [{ value: 'reflectors' as const, key: 'r', label: say('step4.chooseReflectors') }] : []),
      ...(reflects ? [{ value: 'ids' as const, key: 'i', label: say('step4.showIds') }] : []),
      { value: 'commands', key: 'k', label: say('menu.commands') },
    ],
  })
  if (answer === back) return 'back'
  if (answer === 'change') await changeRack(session)
  if (answer === 'move') await moveSomeNodes(session)
  if (answer === 'reflectors') await chooseReflectors(session)
  if (answer === 'ids') session.show(renderClusterIds(session.design, look))
  if (answer === 'commands') await session.showCommands(4, 'all')
  if (answer !== 'accept') return undefined
  if (findings.some((finding) => finding.severity === 'error')) {
    session.tell(say('step4.fixFirst'))
    return undefined
  }
  return 'next'
}
