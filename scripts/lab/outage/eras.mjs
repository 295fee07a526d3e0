// What the wizard forecasts for the same moves on other releases of Calico. Their confd cannot be had, so nothing is measured there.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { labAnswers } from '../answers.mjs'
import { runWizard } from '../wizard.mjs'

/** One release of each era whose rules differ for a move (src/forecast/versions.ts), and the measured one between them. */
const ERAS = ['v3.17.2', 'v3.21.5', 'v3.25.0', 'v3.31.7', 'v3.33.0']
const SCOPES = ['same-rack', 'across-racks']

/**
 * A table, order by era, of the seconds without a route that are forecast on the embedded cluster of the guide.
 * @param cells those of the outage table; a script has no forecast and is left out
 * @returns lines of text
 * @throws when the wizard makes no plan
 */
export async function eraTable(cells) {
  const lines = [
    '| order | era | strategy | same rack there, forecast s | across racks there | same rack back |',
    '|---|---|---|---|---|---|',
  ]
  const home = mkdtempSync(join(tmpdir(), 'crrw-eras-'))
  try {
    for (const cell of cells.filter((one) => one.order)) {
      const answers = join(home, `${cell.name}.yaml`)
      writeFileSync(answers, labAnswers(cell))
      for (const era of ERAS) {
        const flags = ['--answers', answers, '--order', cell.order, '--state-dir', join(home, 'state'), '--json']
        const run = await runWizard(['plan', '--scenario', 'guide', '--calico-version', era, ...flags], { home })
        if (!run.result?.forecast)
          throw new Error(`wizard plan for ${era}: exit ${run.exitCode}: ${run.stderr.slice(-500)}`)
        const { strategy, forecast, forecastBack } = run.result
        const there = SCOPES.map((scope) => spanOf(forecast.worst[scope]))
        lines.push(`| ${[cell.title, era, strategy, ...there, spanOf(forecastBack.worst['same-rack'])].join(' | ')} |`)
      }
    }
  } finally {
    rmSync(home, { recursive: true, force: true })
  }
  return lines.join('\n')
}

function spanOf(span) {
  return span ? `${span.min}-${span.max ?? 'open'}` : '-'
}
