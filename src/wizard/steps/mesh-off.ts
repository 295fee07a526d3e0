import { parseAsn } from '../../model/asn.ts'
import { back } from '../ask.ts'
import { askMenu, askText } from '../menu.ts'
import type { Session } from '../session.ts'
import type { StepOutcome } from '../step.ts'

/** Step 3: the full mesh goes off, and the cluster gets its default AS number. */
export async function askMeshOff(session: Session): Promise<StepOutcome> {
  const { say } = session
  session.open(say('step3.heading'), say('step3.why'))
  session.tell(say(session.choices.order === 'safe' ? 'step3.whenSafe' : 'step3.whenGuide'))
  await session.showCommands(3)
  for (;;) {
    const outcome = await askDefaultAsn(session)
    if (outcome) return outcome
  }
}

async function askDefaultAsn(session: Session): Promise<StepOutcome | undefined> {
  const { say, design } = session
  const answer = await askMenu(session, {
    message: say('step3.question', { asn: design.defaultAsn }),
    help: say('help.step3'),
    entries: [
      { value: 'accept', key: 'a', label: say('menu.accept') },
      { value: 'asn', key: 'n', label: say('step3.otherAsn') },
      { value: 'commands', key: 'k', label: say('menu.commands') },
    ],
  })
  if (answer === back) return 'back'
  if (answer === 'accept') return 'next'
  if (answer === 'commands') await session.showCommands(3, 'all')
  if (answer !== 'asn') return undefined
  const asn = await askText(session, {
    message: say('step3.asn'),
    help: 'help.asn',
    initial: String(design.defaultAsn),
    validate: (text) =>
      parseAsn(text) ? session.newError({ ...design, defaultAsn: parseAsn(text)! }) : say('invalid.asn'),
  })
  if (asn !== undefined) session.design = { ...session.design, defaultAsn: parseAsn(asn)! }
  return undefined
}
