import type { Design, Pace } from '../model/design.ts'
import type { PlanForecast } from '../model/forecast.ts'
import { back } from './ask.ts'
import { askMenu, askText } from './menu.ts'
import type { Session } from './session.ts'

/** From here on a silence is one that people and programs notice, and that a gentler pace may be worth its time for. */
const noticed = 1

/** Whether the plan keeps pods silent for a second or more, or for good: then it matters who is hit at once. */
export function losesNoticeably({ worst }: PlanForecast): boolean {
  return Object.values(worst).some(({ max }) => max === null || max >= noticed)
}

/** Asks how cautiously the move goes: a canary, racks in turn, reflectors without pods (`move` in the answers). */
export async function askPace(session: Session): Promise<void> {
  const { say } = session
  for (;;) {
    const { move = {}, scheme, racks } = session.design
    const onOff = (on: boolean | undefined) => say(on ? 'pace.on' : 'pace.off')
    const what = await askMenu(session, {
      message: say('pace.question'),
      help: say('help.pace'),
      initial: 'done',
      entries: [
        { value: 'done', key: 'd', label: say('pace.done') },
        { value: 'canary', key: 'c', label: say('pace.canary', { now: move.canary ?? say('pace.none') }) },
        ...(racks.length > 1
          ? [{ value: 'turn' as const, key: 't', label: say('pace.turn', { now: onOff(move.racksInTurn) }) }]
          : []),
        ...(scheme === 'reflectors'
          ? [{ value: 'empty' as const, key: 'e', label: say('pace.empty', { now: onOff(move.emptyReflectors) }) }]
          : []),
      ],
    })
    if (what === back || what === 'done') return
    if (what === 'canary') await askCanary(session)
    if (what === 'turn') session.design = withPace(session.design, { racksInTurn: !move.racksInTurn })
    if (what === 'empty') session.design = withPace(session.design, { emptyReflectors: !move.emptyReflectors })
  }
}

async function askCanary(session: Session): Promise<void> {
  const { say, design } = session
  const none = say('pace.none')
  const canaryOf = (text: string) => (text === none || text === 'none' ? undefined : text)
  const known = new Set(design.racks.flatMap((rack) => [rack.name, ...rack.nodes]))
  const text = await askText(session, {
    message: say('pace.whichCanary', { none }),
    help: 'help.canary',
    initial: design.move?.canary ?? none,
    validate: (answer) => {
      const canary = canaryOf(answer)
      return canary === undefined || known.has(canary) ? undefined : say('invalid.canary', { text: answer })
    },
  })
  if (text !== undefined) session.design = withPace(design, { canary: canaryOf(text) })
}

/** The design with its pace changed; what is off is not written down. */
export function withPace(design: Design, change: { [K in keyof Pace]: Pace[K] | undefined }): Design {
  const { move, ...rest } = design
  const wanted = Object.entries({ ...move, ...change }).filter(([, value]) => value !== undefined && value !== false)
  return wanted.length > 0 ? { ...rest, move: Object.fromEntries(wanted) } : rest
}
