import { back } from '../ask.ts'
import { allLeafs } from '../edit-design.ts'
import { askMenu, askText } from '../menu.ts'
import type { Session } from '../session.ts'

/**
 * How a switch is asked in the end: a command line (argv, never a shell), a saved output (@FILE), or a paste (-). Without any
 * of these only the nodes are read.
 */
export async function askSwitchSource(session: Session): Promise<void> {
  const { say, design } = session
  const names = [...allLeafs(design), ...design.spines].map(({ name }) => name)
  const name = await askMenu(session, {
    message: say('step7.whichSwitch'),
    help: say('help.switchSource'),
    entries: names.map((value, index) => ({
      value,
      key: index < 9 ? String(index + 1) : '',
      label: session.switches.has(value) ? `${value}  ${session.switches.get(value)}` : value,
    })),
  })
  if (name === back) return
  const text = await askText(session, {
    message: say('step7.switchSource', { name }),
    help: 'help.switchSource',
    initial: session.switches.get(name) ?? '-',
    validate: (given) => (session.deps.isSwitchSource(given) ? undefined : say('invalid.switchSource')),
  })
  if (text !== undefined) session.switches.set(name, text)
}
