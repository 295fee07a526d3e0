import type { RunStatus } from '../apply/status.ts'
import { translatePhrase } from '../i18n/phrases.ts'
import { isCatalogKey, translate } from '../i18n/translate.ts'
import type { Look } from './look.ts'
import { renderTable } from './table.ts'
import { renderRemedy, renderText } from './words.ts'

/** The runs of a host: how each stands, how far it came, and the commands that make sense now. */
export function renderRuns(runs: readonly RunStatus[], look: Look): string[] {
  const { say } = look
  const columns = [say('runs.run'), say('runs.state'), say('runs.done'), say('runs.context')].map((title) => ({
    title,
  }))
  const rows = runs.map((run) => [
    run.runId,
    stateText(run, look),
    say('proof.of', { seen: run.operations.done, wanted: run.operations.all }),
    run.context ?? '',
  ])
  const open = runs.filter((run) => run.problem || run.next.length > 0)
  return [
    ...renderTable(columns, rows, look),
    ...open.flatMap((run) => [
      ...renderText(run.problem ? `${run.runId}: ${translatePhrase(look.lang, run.problem)}` : run.runId, look),
      ...run.next.flatMap((next) => renderRemedy(look.command(next) ?? next, look)),
    ]),
  ]
}

function stateText(run: RunStatus, { lang }: Look): string {
  const word = run.outcome ?? run.state
  const key = `runs.state.${word}`
  return isCatalogKey(key) ? translate(lang, { key, params: {} }) : word
}
