import { cidrText, parseCidr } from '../../design/addresses.ts'
import { fabricFromDesign } from '../../design/fabric.ts'
import { isImpliedSpine } from '../../design/implied-spine.ts'
import { type ServiceCarriers, serviceCarriers } from '../../forecast/service-carriers.ts'
import { applyChanges } from '../../plan/changes.ts'
import { renderServices } from '../../views/render-services.ts'
import { back } from '../ask.ts'
import { askMenu, askText } from '../menu.ts'
import type { Session } from '../session.ts'
import type { StepOutcome } from '../step.ts'

/** Step 8: service addresses that the switches shall learn, too. */
export async function askServices(session: Session): Promise<StepOutcome> {
  const { say, design } = session
  session.open(say('step8.heading'), say('step8.why'))
  const cidrs = design.serviceCidrs.join(', ')
  if (cidrs) {
    await session.showCommands(8)
    session.show(renderServices(await carriers(session), session.look))
  }
  const answer = await askMenu(session, {
    message: cidrs ? say('step8.question', { cidrs }) : say('step8.questionNone'),
    help: say('help.step8'),
    entries: [
      { value: 'accept', key: 'a', label: say(cidrs ? 'menu.accept' : 'step8.none') },
      { value: 'change', key: 'c', label: say('step8.change') },
      ...(cidrs ? [{ value: 'none' as const, key: 'n', label: say('step8.none') }] : []),
    ],
  })
  if (answer === back) return 'back'
  if (answer === 'accept') return 'next'
  if (answer === 'none') {
    session.design = { ...design, serviceCidrs: [] }
    return 'next'
  }
  const text = await askText(session, {
    message: say('step8.cidrs'),
    help: 'help.cidr',
    initial: cidrs,
    validate: (input) => {
      const bad = split(input).find((cidr) => !parseCidr(cidr))
      if (bad !== undefined || split(input).length === 0) return say('invalid.cidr', { text: bad ?? input })
      return session.newError({ ...design, serviceCidrs: read(input) })
    },
  })
  if (text !== undefined) session.design = { ...design, serviceCidrs: read(text) }
  return askServices(session)
}

/** Who would announce the ranges after the plan, and to whom the switches would send their traffic. */
async function carriers(session: Session): Promise<ServiceCarriers[]> {
  if (session.errors().length > 0) return []
  const plan = await session.planOnly()
  const changes = plan.stages.flatMap((stage) => stage.operations.flatMap((operation) => operation.changes))
  const after = applyChanges(session.deps.cluster, changes)
  return serviceCarriers(after, fabricFromDesign(session.design, after.resources)).map((row) => ({
    ...row,
    switches: row.switches.filter(({ name }) => !isImpliedSpine(name)),
  }))
}

function split(text: string): string[] {
  return text.split(/[\s,，、]+/).filter(Boolean)
}

function read(text: string): string[] {
  return split(text).map((cidr) => cidrText(parseCidr(cidr)!))
}
