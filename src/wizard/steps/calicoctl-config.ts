import { back } from '../ask.ts'
import { askMenu, askText } from '../menu.ts'
import type { Session } from '../session.ts'
import type { StepOutcome } from '../step.ts'

/** Step 2: calicoctl.cfg, so that nobody has to set variables before each call. An existing file is backed up. */
export async function askCalicoctlConfig(session: Session): Promise<StepOutcome> {
  const { say, deps } = session
  const { path, kubeconfig } = session.choices.calicoctlConfig
  session.open(say('step2.heading'), say('step2.why', { path }))
  if (deps.host.calicoctlConfig === 'different') session.tell(say('step2.different', { path }))
  if (deps.host.calicoctlConfig === 'same') session.tell(say('step2.same', { path }))
  const answer = await askMenu(session, {
    message: say('step2.question', { path }),
    help: say('help.step2'),
    initial: session.choices.calicoctlConfig.write ? 'write' : 'leave',
    entries: [
      { value: 'write', key: 'w', label: say('step2.write', { kubeconfig }) },
      { value: 'kubeconfig', key: 'k', label: say('step2.kubeconfig') },
      {
        value: 'leave',
        key: 'l',
        label: say(deps.host.calicoctlConfig === 'absent' ? 'step2.leaveOut' : 'step2.leave'),
      },
    ],
  })
  if (answer === back) return 'back'
  if (answer === 'kubeconfig') {
    const changed = await askText(session, {
      message: say('step2.kubeconfigPath'),
      help: 'help.step2.kubeconfig',
      initial: kubeconfig,
      validate: (text) => (text.startsWith('/') ? undefined : say('invalid.path')),
    })
    if (changed !== undefined) setConfig(session, { kubeconfig: changed, write: true })
    return askCalicoctlConfig(session)
  }
  setConfig(session, { write: answer === 'write' })
  if (answer === 'write') await session.showCommands(2)
  return 'next'
}

function setConfig(session: Session, change: { write?: boolean; kubeconfig?: string }): void {
  session.choices = { ...session.choices, calicoctlConfig: { ...session.choices.calicoctlConfig, ...change } }
}
