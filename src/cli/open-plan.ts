import type { RunStore } from '../apply/run-store.ts'
import { WizardError } from '../model/errors.ts'
import { exitCodes } from '../model/outcome.ts'
import type { Plan } from '../model/plan.ts'

/** The plan a run was started with, as its journal vouches for it. @throws WizardError exit 3 when the journal has none or
 * is damaged: what is missing from it may have been done */
export function openJournalPlan(store: RunStore, runId: string): Plan {
  const { records } = store.peekWhole(runId)
  const record = records.find((entry) => entry.t === 'plan')
  if (record?.t === 'plan') return store.plan(runId, record.sha256)
  throw new WizardError({
    code: 'E_NO_PLAN',
    exitCode: exitCodes.refused,
    what: `run ${runId} ended before its plan was written: it changed nothing`,
    where: store.path(runId, 'journal'),
    remedies: ['start again: calico-rr-wizard apply plan.json'],
  })
}
