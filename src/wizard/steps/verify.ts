import { durationText, parseDuration } from '../../design/answers/choices.ts'
import type { StatusVia } from '../../model/observed.ts'
import { renderExpected } from '../../views/render-expected.ts'
import { back } from '../ask.ts'
import { allLeafs } from '../edit-design.ts'
import { askMenu, askText } from '../menu.ts'
import type { Session } from '../session.ts'
import type { StepOutcome } from '../step.ts'
import { askSwitchSource } from './switch-sources.ts'

/** Step 7: what will be read back from nodes and switches, how, and what must be seen. */
export async function askVerify(session: Session): Promise<StepOutcome> {
  const { say } = session
  session.open(say('step7.heading'), say('step7.why'))
  for (;;) {
    const outcome = await askHow(session)
    if (outcome) return outcome
  }
}

async function askHow(session: Session): Promise<StepOutcome | undefined> {
  const { say, look, choices } = session
  const confirm = choices.confirmWithinSeconds
  const answer = await askMenu(session, {
    message: say('step7.question', { via: viaText(session) }),
    help: say('help.step7'),
    entries: [
      { value: 'accept', key: 'a', label: say('menu.accept') },
      { value: 'expected', key: 'x', label: say('step7.showExpected') },
      { value: 'via', key: 'v', label: say('step7.changeVia') },
      ...(allLeafs(session.design).length > 0
        ? [{ value: 'switch' as const, key: 's', label: say('step7.switches') }]
        : []),
      {
        value: 'confirm',
        key: 'c',
        label: confirm > 0 ? say('step7.confirm', { time: durationText(confirm) }) : say('step7.noConfirm'),
      },
    ],
  })
  if (answer === back) return 'back'
  if (answer === 'expected' && session.errors().length === 0) {
    const { after } = await (await session.plan()).forecast
    session.show(after ? renderExpected(after, look) : [])
    if (!after) session.tell(say('step7.tooMany'))
  }
  if (answer === 'via') await askVia(session)
  if (answer === 'switch') await askSwitchSource(session)
  if (answer === 'confirm') await askConfirmTimer(session)
  return answer === 'accept' ? 'next' : undefined
}

/** The way that was chosen; when the program may choose, the one that works here. */
function viaText({ say, choices, deps }: Session): string {
  const found = deps.host.statusVia
  if (choices.statusVia !== 'auto' || !found) return say(`via.${choices.statusVia}`)
  return say('via.found', { via: say(`via.${found}`) })
}

async function askVia(session: Session): Promise<void> {
  const { say } = session
  const ways: (StatusVia | 'auto')[] = ['auto', 'exec', 'ssh', 'crd', 'local']
  const via = await session.deps.ask.select<StatusVia | 'auto'>({
    message: say('step7.via'),
    help: say('help.via'),
    canGoBack: true,
    initial: session.choices.statusVia,
    choices: ways.map((way) => ({ value: way, label: say(`via.${way}`) })),
  })
  if (via !== back) session.choices = { ...session.choices, statusVia: via }
}

async function askConfirmTimer(session: Session): Promise<void> {
  const { say } = session
  const time = await askText(session, {
    message: say('step7.confirmTime'),
    help: 'help.confirm',
    initial: durationText(session.choices.confirmWithinSeconds),
    validate: (text) => (parseDuration(text) === undefined ? say('invalid.duration') : undefined),
  })
  if (time !== undefined) session.choices = { ...session.choices, confirmWithinSeconds: parseDuration(time)! }
}
