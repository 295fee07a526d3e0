import { translateSubject } from '../i18n/phrases.ts'
import { translateWarning } from '../i18n/warnings.ts'
import type { Check } from '../model/events.ts'
import type { Warning } from '../model/session.ts'
import type { Look } from './look.ts'
import { renderMarked, renderRemedy } from './words.ts'

/** The list of checks; every one that is not fine says what to do. */
export function renderChecks(checks: readonly Check[], look: Look): string[] {
  return checks.flatMap((check) => [
    ...renderMarked(check.status, check.text, look),
    ...(check.remedy ? renderRemedy(check.remedy, look) : []),
  ])
}

// Many sentences of the forecast say something of their subject, and read on from it; others stand for themselves.
const saysOf =
  /^(?:has|have|is|are|was|sets|takes|names|keep|keeps|left|expect|expects|appears|says|holds|decides|gives?|belongs) /

/** Warnings, each with its stable code, what it is about, and its remedy. */
export function renderWarnings(warnings: readonly Warning[], look: Look): string[] {
  // Warnings of one kind stand together, and a remedy that they share is said once.
  const codes = [...new Set(warnings.map((warning) => warning.code))]
  return codes.flatMap((code) => {
    const group = warnings
      .filter((warning) => warning.code === code)
      .map((warning) => ({
        original: warning.message,
        subject: translateSubject(look.lang, warning.subject),
        ...translateWarning(look.lang, warning),
      }))
    return group.flatMap(({ original, subject, message, remedy }, i) => {
      const text = message.includes(subject)
        ? message
        : look.say(saysOf.test(original) ? 'warning.says' : 'warning.of', { subject, message })
      const last = remedy !== undefined && group[i + 1]?.remedy !== remedy
      return [...renderMarked('warn', `${text} [${code}]`, look), ...(last ? renderRemedy(remedy, look) : [])]
    })
  })
}
