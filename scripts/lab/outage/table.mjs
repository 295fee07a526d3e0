// The outage table, from the results of any number of runs.

import { median } from '../data-plane/loss.mjs'
import { CELLS } from './cells.mjs'

/** What Calico the daemons are: the only release whose confd can be had. */
const ERA = '3.25.0'

/** Which scope of the forecast a class of pairs belongs to, and which bar. */
const CLASSES = {
  'rr-rr': { scope: 'same-rack', bar: 'same' },
  'rr-client': { scope: 'same-rack', bar: 'same' },
  staying: { scope: undefined, bar: 'staying' },
  cross: { scope: 'across-racks', bar: 'cross' },
}

/** The whole table as text. */
export function outageTable(results) {
  const lines = [
    '| order | era | strategy | way | pairs | runs | median s | worst s | worst in stage | probes lost | forecast s | bar s | took s |',
    '|---|---|---|---|---|---|---|---|---|---|---|---|---|',
  ]
  for (const cell of CELLS) {
    const mine = results.filter((one) => one.cell === cell.name)
    for (const direction of ['there', 'back']) {
      const runs = mine.map((one) => one[direction]).filter(Boolean)
      for (const name of Object.keys(CLASSES)) {
        const line = row(cell, direction, name, runs)
        if (line) lines.push(line)
      }
    }
    const failed = mine.filter((one) => one.failed).length
    if (failed > 0) lines.push(`| ${cell.title} | NOT RUN: ${failed} of ${mine.length} runs | | | | | | | | | | | |`)
  }
  return lines.join('\n')
}

function row(cell, direction, name, runs) {
  const rows = runs.map((one) => one.classes[name]).filter((one) => one?.counted)
  if (rows.length === 0) return undefined
  const worst = rows.reduce((max, one) => (one.worstSeconds > max.worstSeconds ? one : max))
  const { scope, bar } = CLASSES[name]
  const cells = [
    cell.title,
    ERA,
    runs[0].strategy ?? '-',
    direction,
    name,
    rows.length,
    // Of each run the worst pair: that is what a bar and a forecast speak of.
    median(rows.map((one) => one.worstSeconds)).toFixed(2),
    worst.worstSeconds.toFixed(2),
    worst.longestStage ?? '-',
    Math.max(...rows.map((one) => one.lostProbes)),
    forecastText(runs[0].forecast, scope),
    cell.bars?.[direction]?.[bar] ?? '-',
    median(runs.map((one) => one.seconds)).toFixed(0),
  ]
  return `| ${cells.join(' | ')} |`
}

function forecastText(forecast, scope) {
  const worst = scope && forecast?.worst?.[scope]
  return worst ? `${worst.min}-${worst.max ?? 'open'}` : '-'
}

/** What of the results is worse than a bar, as sentences. */
export function aboveBars(results) {
  return results.flatMap((result) => {
    const cell = CELLS.find((one) => one.name === result.cell)
    const place = `${cell.title}, run ${result.run}`
    if (result.failed) return [`${place}: ${result.failed}`]
    return Object.entries(cell.bars ?? {}).flatMap(([direction, bars]) => [
      ...otherStrategy(cell, result[direction], place),
      ...aboveBar(result[direction], bars, `${place} ${direction}`),
    ])
  })
}

function otherStrategy(cell, move, place) {
  if (move.strategy === cell.strategy) return []
  return [`${place}: the wizard chose ${move.strategy}, the bar is that of ${cell.strategy}`]
}

/** What one move lost beyond its bars. */
export function aboveBar(move, bars, place) {
  return Object.entries(CLASSES).flatMap(([name, { bar }]) => {
    const found = move.classes[name]
    const most = bars[bar]
    if (most === undefined || !found?.counted || found.worstSeconds <= most) return []
    const where = `${found.longestPair} in ${found.longestStage}, ${found.lostProbes} probes`
    return [`${place}: ${name}: worst pair ${found.worstSeconds} s, bar ${most} s (${where})`]
  })
}
