import { AskClosed } from './ask.ts'
import { Session } from './session.ts'
import { type Step, type StepId, stepIds } from './step.ts'
import { askAsn } from './steps/asn.ts'
import { askCalicoctlConfig } from './steps/calicoctl-config.ts'
import { askInstallCalicoctl } from './steps/install-calicoctl.ts'
import { askLabels } from './steps/labels.ts'
import { askMeshOff } from './steps/mesh-off.ts'
import { askPeers } from './steps/peers.ts'
import { askReview } from './steps/review.ts'
import { askScheme } from './steps/scheme.ts'
import { askServices } from './steps/services.ts'
import { askVerify } from './steps/verify.ts'
import type { WizardDeps, WizardResult } from './types.ts'

const steps: Record<StepId, Step> = {
  scheme: askScheme,
  'install-calicoctl': askInstallCalicoctl,
  'calicoctl-config': askCalicoctlConfig,
  'mesh-off': askMeshOff,
  asn: askAsn,
  labels: askLabels,
  peers: askPeers,
  verify: askVerify,
  services: askServices,
  review: askReview,
}

/**
 * Walks the guide's eight steps with the admin, forth and back, up to the final yes. It changes nothing itself: it gives
 * back what was decided.
 */
export async function runWizard(deps: WizardDeps): Promise<WizardResult> {
  const session = new Session(deps)
  try {
    const action = await walk(session)
    if (action === 'quit') session.tell(session.say('end.nothingChanged'))
    return await result(session, action, false)
  } catch (error) {
    if (!(error instanceof AskClosed)) throw error
    session.show([''])
    session.tell(session.say('end.nothingChanged'))
    return await result(session, 'quit', true)
  }
}

async function walk(session: Session): Promise<WizardResult['action']> {
  let at = 0
  // A step that was reached from the review leads back to the review.
  let toReview = false
  for (;;) {
    const outcome = await steps[stepIds[at]!](session)
    if (typeof outcome === 'object') {
      at = stepIds.indexOf(outcome.goTo)
      toReview = true
    } else if (outcome === 'next' || outcome === 'back') {
      const review = stepIds.length - 1
      at = toReview ? review : Math.max(0, Math.min(review, at + (outcome === 'next' ? 1 : -1)))
      toReview = false
    } else return outcome
  }
}

async function result(session: Session, action: WizardResult['action'], interrupted: boolean): Promise<WizardResult> {
  const { design, choices } = session
  const planned = action === 'apply' || action === 'rehearse' || action === 'save' ? await session.plan() : undefined
  return {
    action,
    interrupted,
    design,
    choices,
    switches: Object.fromEntries(session.switches),
    ...(planned ? { plan: planned.plan, forecast: planned.forecast } : {}),
  }
}
