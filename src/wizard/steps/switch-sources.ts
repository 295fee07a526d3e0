import { back } from '../ask.ts'
import { allLeafs } from '../edit-design.ts'
import { askMenu, askText } from '../menu.ts'
import type { Session } from '../session.ts'

/** One thing to read of a switch, by the key that `--switch` takes: "leaf01" its sessions, "leaf01:routes" its routes. */
interface Reading {
  key: string
  label: string
}

/**
 * How a switch is asked in the end, for its sessions and for its routes: a command line (argv, never a shell), a saved output
 * (@FILE), or a paste (-). Without any of these only the nodes are read; an empty answer takes a source away again.
 */
export async function askSwitchSource(session: Session): Promise<void> {
  const { say } = session
  const readings = readingsOf(session)
  const key = await askMenu(session, {
    message: say('step7.whichSwitch'),
    help: say('help.switchSource'),
    entries: readings.map(({ key, label }, index) => ({
      value: key,
      key: index < 9 ? String(index + 1) : '',
      label: session.switches.has(key) ? `${label}  ${session.switches.get(key)}` : label,
    })),
  })
  if (key === back) return
  const text = await askText(session, {
    message: say('step7.switchSource', { name: key.replace(/:routes$/, '') }),
    help: 'help.switchSource',
    initial: session.switches.get(key) ?? '-',
    validate: (given) => (given === '' || session.deps.isSwitchSource(given) ? undefined : say('invalid.switchSource')),
  })
  if (text) session.switches.set(key, text)
  else if (text === '') session.switches.delete(key)
}

function readingsOf({ design, say }: Session): Reading[] {
  return [...allLeafs(design), ...design.spines].flatMap(({ name }) => [
    { key: name, label: say('step7.sessionsOf', { name }) },
    { key: `${name}:routes`, label: say('step7.routesOf', { name }) },
  ])
}
