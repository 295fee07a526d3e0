import { statusRuns } from '../apply/run.ts'
import type { RunStore } from '../apply/run-store.ts'
import { isUnfinished } from '../apply/status.ts'
import { WizardError } from '../model/errors.ts'
import { exitCodes } from '../model/outcome.ts'

/** The one open run, or the newest, when none is named. @throws WizardError exit 2 when there is none, or more than one */
export function latestRun(store: RunStore): string {
  const runs = statusRuns(store)
  const open = runs.filter(isUnfinished)
  if (open.length > 1)
    throw new WizardError({
      code: 'E_WHICH_RUN',
      exitCode: exitCodes.usage,
      what: `${open.length} runs are open: ${open.map((run) => run.runId).join(', ')}`,
      where: store.root,
      remedies: ['see which they are, then name one of them: calico-rr-wizard status'],
    })
  const run = open[0] ?? runs[0]
  if (run) return run.runId
  throw new WizardError({
    code: 'E_NO_RUN',
    exitCode: exitCodes.usage,
    what: 'there is no run to go on with',
    where: store.root,
    remedies: ['runs are kept where they were made: name their directory with --state-dir'],
  })
}
