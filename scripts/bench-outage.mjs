#!/usr/bin/env node
// How long pods cannot reach each other during the move and back, measured on real daemons, beside what was forecast.
//
//   npm run bench:outage -- [--runs N] [--only NAME[,NAME]] [--json FILE] [--merge FILE[,FILE]]
//
// --json keeps the results, --merge adds those of earlier runs to the table (with --runs 0: only those), so that the
// table can be measured in pieces. Runs as part of `node scripts/test-lab.mjs --outage`, which makes sure of the parts.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { dataPlaneObstacle, startDataPlane } from './lab/data-plane/start.mjs'
import { CELLS, MESH } from './lab/outage/cells.mjs'
import { eraTable } from './lab/outage/eras.mjs'
import { measureMove } from './lab/outage/measure.mjs'
import { aboveBars, outageTable } from './lab/outage/table.mjs'
import { cleanLeftovers } from './lab/workdir.mjs'

const log = console.error

/** Measures cells one after the other; those of one fabric share its lab. */
async function measureAll(cells, runs) {
  const results = []
  const fabric = ({ leafs, waitsForNodes = true }) => `${leafs} ${waitsForNodes}`
  for (const one of new Set(cells.map(fabric))) {
    let lab
    for (const cell of cells.filter((each) => fabric(each) === one)) {
      for (let run = 1; run <= runs; run += 1) {
        const home = mkdtempSync(join(tmpdir(), 'crrw-bench-'))
        const started = Date.now()
        try {
          const { leafs, waitsForNodes } = cell
          lab ??= await startDataPlane({ leafs, waitsForNodes, bgpConfiguration: MESH })
          results.push({ cell: cell.name, run, ...(await measureMove(lab, cell, home)) })
          log(`${cell.title}: run ${run} of ${runs}, ${Math.round((Date.now() - started) / 1000)} s`)
        } catch (error) {
          log(`NOT RUN: ${cell.title}, run ${run}: ${error.message}`)
          results.push({ cell: cell.name, run, failed: error.message })
          // Nobody knows what a failed run left.
          await lab?.stop()
          lab = undefined
        } finally {
          rmSync(home, { recursive: true, force: true })
        }
      }
    }
    await lab?.stop()
  }
  return results
}

function flag(name) {
  const at = process.argv.indexOf(name)
  return at > 0 ? process.argv[at + 1] : undefined
}

const obstacle = dataPlaneObstacle()
if (obstacle) {
  console.error(`NOT RUN: outage table: ${obstacle}`)
  process.exit(3)
}
const only = flag('--only')?.split(',')
const unknown = only?.filter((name) => !CELLS.some((cell) => cell.name === name)) ?? []
if (unknown.length > 0) {
  console.error(`unknown: ${unknown.join(', ')}; --only takes ${CELLS.map((cell) => cell.name).join(', ')}`)
  process.exit(2)
}
await cleanLeftovers()
const earlier = (flag('--merge')?.split(',') ?? []).flatMap((file) => JSON.parse(readFileSync(file, 'utf8')))
const cells = CELLS.filter((cell) => !only || only.includes(cell.name))
const results = await measureAll(cells, Number(flag('--runs') ?? 5))
if (flag('--json')) writeFileSync(flag('--json'), `${JSON.stringify(results)}\n`)
const all = [...earlier, ...results]
console.log(outageTable(all))
console.log(await eraTable(cells))
const above = aboveBars(all)
for (const line of above) console.log(`ABOVE THE BAR: ${line}`)
console.log(`${all.length} runs, ${above.length} findings`)
if (above.length > 0) process.exitCode = 1
