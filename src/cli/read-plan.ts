import { readFileSync } from 'node:fs'
import { parsePlanFile } from '../apply/core/plan-file.ts'
import { WizardError } from '../model/errors.ts'
import { exitCodes } from '../model/outcome.ts'
import type { Plan } from '../model/plan.ts'

/** Reads a saved plan. @throws WizardError exit 2 naming the file and what is wrong with it */
export function readPlan(file: string): Plan {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (cause) {
    throw planError(`it cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`, file)
  }
  const parsed = parsePlanFile(text)
  if (!parsed.ok) throw planError(parsed.problem, file)
  return parsed.plan
}

function planError(what: string, file: string): WizardError {
  return new WizardError({
    code: 'E_PLAN_FILE',
    exitCode: exitCodes.usage,
    what: `the plan cannot be used: ${what}`,
    where: file,
    remedies: ['make it again: calico-rr-wizard plan -o plan.json'],
  })
}
