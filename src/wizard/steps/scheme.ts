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
    initial: isDual(session.design) ? 'dual' : session.design.scheme,
    canGoBack: false,
    entries: [
      { value: 'reflectors', key: 'r', label: say('scheme.reflectors') },
      { value: 'top-of-rack', key: 't', label: say('scheme.topOfRack') },
      { value: 'dual', key: 'd', label: say('scheme.dualTopOfRack') },
      { value: 'full-mesh', key: 'f', label: say('scheme.fullMesh') },
      { value: 'quit', key: 'q', label: say('menu.quit') },
    ],
  })
  if (answer === 'quit') return 'quit'
  if (answer === 'full-mesh') {
    session.tell(say('scheme.keepMesh'))
    return 'quit'
  }
  if (answer === 'reflectors') chooseScheme(session, answer, 1)
  if (answer === 'top-of-rack' || answer === 'dual') chooseScheme(session, 'top-of-rack', answer === 'dual' ? 2 : 1)
  return 'next'
}

/** Changing the scheme starts the racks afresh; keeping it keeps what was answered. */
function chooseScheme(session: Session, scheme: Design['scheme'], leafsPerRack: 1 | 2): void {
  const { deps, design } = session
  if (design.scheme === scheme && (scheme === 'reflectors' || isDual(design) === (leafsPerRack === 2))) return
  if (scheme === 'top-of-rack') session.design = deps.proposeTopOfRack(deps.cluster, leafsPerRack)
  else session.design = { ...deps.proposal, scheme }
}

function isDual(design: Design): boolean {
  return design.scheme === 'top-of-rack' && design.racks.some((rack) => rack.leafs.length > 1)
}
