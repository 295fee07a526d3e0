import type { Session } from './session.ts'

/** Where the conversation goes after a step. */
export type StepOutcome = 'next' | 'back' | 'quit' | 'apply' | 'rehearse' | 'save' | { goTo: StepId }

/** The steps in their order: the first question, the guide's eight, the review. */
export const stepIds = [
  'scheme',
  'install-calicoctl',
  'calicoctl-config',
  'mesh-off',
  'asn',
  'labels',
  'peers',
  'verify',
  'services',
  'review',
] as const

export type StepId = (typeof stepIds)[number]

/** One part of the conversation. It may be run again after going back: it asks from the answers as they are. */
export type Step = (session: Session) => Promise<StepOutcome>
