import { renderLeafs } from '../../views/render-design.ts'
import { back } from '../ask.ts'
import { allLeafs } from '../edit-design.ts'
import { addLeaf, askLeafOptions, changeLeaf, removeLeaf, showLeafConfigs } from '../edit-leafs.ts'
import { askMenu } from '../menu.ts'
import type { Session } from '../session.ts'
import type { StepOutcome } from '../step.ts'

/** Step 6: the BGPPeers between reflectors, nodes and leafs, and what the leafs themselves need. */
export async function askPeers(session: Session): Promise<StepOutcome> {
  const { say } = session
  session.open(say('step6.heading'), say('step6.why'))
  await session.showCommands(6, 'few', 6)
  for (;;) {
    const outcome = await askLeafs(session)
    if (outcome) return outcome
  }
}

async function askLeafs(session: Session): Promise<StepOutcome | undefined> {
  const { say, look, design } = session
  const has = allLeafs(design).length > 0
  if (has) session.show(['', ...renderLeafs(design, look)])
  else session.tell(say('step6.noLeafs'))
  if (has) session.tell(say(design.fabric.defaultRouteViaLeaf ? 'step6.routeYes' : 'step6.routeNo'))
  const answer = await askMenu(session, {
    message: say('step6.question'),
    help: say('help.step6'),
    entries: [
      { value: 'accept', key: 'a', label: say('menu.accept') },
      ...(has ? [{ value: 'change' as const, key: 'c', label: say('step6.changeLeaf') }] : []),
      ...(has ? [{ value: 'options' as const, key: 'o', label: say('step6.leafOptions') }] : []),
      ...(has ? [{ value: 'route' as const, key: 'd', label: say('step6.changeRoute') }] : []),
      { value: 'add', key: 'n', label: say('step6.addLeaf') },
      ...(has ? [{ value: 'remove' as const, key: 'e', label: say('step6.removeLeaf') }] : []),
      ...(has ? [{ value: 'config' as const, key: 'l', label: say('step6.showConfig') }] : []),
      { value: 'commands', key: 'k', label: say('menu.commands') },
    ],
  })
  if (answer === back) return 'back'
  if (answer === 'change') await changeLeaf(session)
  if (answer === 'options') await askLeafOptions(session)
  if (answer === 'route') {
    const { fabric } = session.design
    session.design = { ...session.design, fabric: { ...fabric, defaultRouteViaLeaf: !fabric.defaultRouteViaLeaf } }
  }
  if (answer === 'add') await addLeaf(session)
  if (answer === 'remove') await removeLeaf(session)
  if (answer === 'config') await showLeafConfigs(session)
  if (answer === 'commands') await session.showCommands(6, 'all')
  return answer === 'accept' ? 'next' : undefined
}
