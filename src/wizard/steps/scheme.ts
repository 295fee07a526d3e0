import { assessNeed } from '../../design/need.ts'
import type { Design } from '../../model/design.ts'
import { renderNeed } from '../../views/render-need.ts'
import { renderHeading } from '../../views/words.ts'
import { askMenu } from '../menu.ts'
import type { Session } from '../session.ts'
import type { StepOutcome } from '../step.ts'

/** The first question: which of the guide's three schemes, with the numbers of this cluster and an honest no. */
export async function askScheme(session: Session): Promise<StepOutcome> {
  const { say, look, deps } = session
  const proposal = session.design.scheme === 'reflectors' ? session.design : deps.proposal
  session.show([...renderHeading(say('scheme.heading'), look), ...renderNeed(assessNeed(deps.cluster, proposal), look)])
  const answer = await askMenu(session, {
    message: say('scheme.question'),
    help: say('help.scheme'),
    initial: session.design.scheme,
    canGoBack: false,
    entries: [
      { value: 'reflectors', key: 'r', label: say('scheme.reflectors') },
      { value: 'top-of-rack', key: 't', label: say('scheme.topOfRack') },
      { value: 'full-mesh', key: 'f', label: say('scheme.fullMesh') },
      { value: 'quit', key: 'q', label: say('menu.quit') },
    ],
  })
  if (answer === 'quit') return 'quit'
  if (answer === 'full-mesh') {
    session.tell(say('scheme.keepMesh'))
    return 'quit'
  }
  if (answer === 'reflectors' || answer === 'top-of-rack') chooseScheme(session, answer)
  return 'next'
}

/** Changing the scheme starts the racks afresh; keeping it keeps what was answered. */
function chooseScheme(session: Session, scheme: Design['scheme']): void {
  if (session.design.scheme === scheme) return
  const { deps } = session
  if (scheme === 'top-of-rack') session.design = deps.proposeTopOfRack(deps.cluster)
  else session.design = { ...deps.proposal, scheme }
}
