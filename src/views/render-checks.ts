import { translateWarning } from '../i18n/warnings.ts'
import type { WizardEvent } from '../model/events.ts'
import type { Warning } from '../model/session.ts'
import type { Look } from './look.ts'
import { renderMarked, renderRemedy } from './words.ts'

/** One check of the preflight. */
export type Check = Omit<Extract<WizardEvent, { type: 'check' }>, 'type'>

/** The list of checks; every one that is not fine says what to do. */
export function renderChecks(checks: readonly Check[], look: Look): string[] {
  return checks.flatMap((check) => [
    ...renderMarked(check.status, check.text, look),
    ...(check.remedy ? renderRemedy(check.remedy, look) : []),
  ])
}

/** Warnings, each with its stable code, what it is about, and its remedy. */
export function renderWarnings(warnings: readonly Warning[], look: Look): string[] {
  return warnings.flatMap((warning) => {
    const { message, remedy } = translateWarning(look.lang, warning)
    return [
      ...renderMarked('warn', `${warning.subject}: ${message} [${warning.code}]`, look),
      ...(remedy ? renderRemedy(remedy, look) : []),
    ]
  })
}
