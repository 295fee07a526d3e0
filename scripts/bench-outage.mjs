#!/usr/bin/env node
// How long pods cannot reach each other during the move and back, measured on real daemons, beside what was forecast.
//
//   npm run bench:outage -- [--runs N] [--only NAME[,NAME]] [--json FILE]
//
// Runs as part of `node scripts/test-lab.mjs --outage`, which makes sure that the real parts are there.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { labAnswers } from './lab/answers.mjs'
import { lossOfMove, median } from './lab/data-plane/loss.mjs'
import { dataPlaneObstacle, startDataPlane } from './lab/data-plane/start.mjs'
import { runReferenceBack, runReferenceScript } from './lab/reference-script.mjs'
import { sleep, waitFor } from './lab/run.mjs'
import { labFlags, meshOffTime, runWizard, stageTimes } from './lab/wizard.mjs'
import { cleanLeftovers } from './lab/workdir.mjs'

const MESH = { logSeverityScreen: 'Info', nodeToNodeMeshEnabled: true, asNumber: 64512 }
const CLASSES = ['rr-rr', 'rr-client', 'cross']

/** One row group of the table: a fabric, a design and an order. */
const CELLS = [
  { name: 'guide-script', title: "guide's commands, plain script", leafs: 'external', script: true },
  { name: 'guide', title: "guide's order", leafs: 'external', order: 'guide' },
  { name: 'safe', title: 'safe order, leafs take all nodes', leafs: 'external', order: 'safe' },
  { name: 'safe-one-as', title: 'safe order, no AS changes', leafs: 'as-override', order: 'safe', oneAs: true },
  { name: 'safe-strict', title: 'safe order, strict leafs', leafs: 'strict', order: 'safe' },
  { name: 'safe-net', title: 'safe order, strict leafs, safety net', leafs: 'strict', order: 'safe', sshToNodes: true },
]

export async function benchOutage({ runs = 5, only, log = console.error } = {}) {
  const cells = CELLS.filter((cell) => !only || only.includes(cell.name))
  const results = []
  for (const cell of cells) {
    for (let run = 1; run <= runs; run += 1) {
      log(`${cell.title}: run ${run} of ${runs}`)
      try {
        results.push({ cell, ...(await measure(cell, log)) })
      } catch (error) {
        log(`NOT RUN: ${cell.title}, run ${run}: ${error.message}`)
        results.push({ cell, failed: error.message })
      }
    }
  }
  return results
}

async function measure(cell, log) {
  const lab = await startDataPlane({ leafs: cell.leafs, bgpConfiguration: MESH })
  const home = mkdtempSync(join(tmpdir(), 'crrw-bench-'))
  let probes
  try {
    await lab.waitForMesh()
    probes = lab.startProbes()
    const pairs = 12
    await waitFor(`${pairs} pairs inside the racks`, () => probes.alive().length >= pairs, { timeoutMs: 20_000 })
    await sleep(1_000)
    const moves = cell.script ? await moveByScript(lab) : await moveByWizard(lab, cell, home)
    await sleep(2_000)
    const measured = await probes.stop()
    probes = undefined
    return Object.fromEntries(
      Object.entries(moves).map(([direction, move]) => [
        direction,
        {
          ...lossOfMove({ pairs: measured, ...move }),
          forecast: move.forecast,
          strategy: move.strategy,
          seconds: Math.round((move.end - move.stages[0].start) / 100) / 10,
        },
      ]),
    )
  } finally {
    probes?.kill()
    await lab.stop()
    rmSync(home, { recursive: true, force: true })
    log('lab stopped')
  }
}

/** Everything is observed until the last route is there, so a move that ends early is not a short one. */
const SETTLE_MS = 6_000

async function moveByScript(lab) {
  const forth = await runReferenceScript(lab.forScript)
  await settled(lab)
  const crossFrom = forth.stages[0].start
  const there = { stages: forth.stages, end: Date.now(), crossFrom }
  await sleep(1_000)
  const back = await runReferenceBack(lab.forScript)
  await lab.waitForMesh(90_000)
  await sleep(SETTLE_MS)
  return { there, back: { stages: back.stages, end: Date.now(), crossFrom: undefined } }
}

async function settled(lab) {
  await waitFor(
    'all sessions that are configured',
    async () => {
      const all = await Promise.all(
        ['node1', 'node2', 'node3', 'node4', 'node5', 'node6'].map((name) => lab.sessions(name)),
      )
      return all.every((list) => list.length >= 2 && list.every((one) => one.info.startsWith('Established')))
    },
    { timeoutMs: 90_000, everyMs: 250 },
  )
  await sleep(SETTLE_MS)
}

async function moveByWizard(lab, cell, home) {
  const answers = join(home, 'answers.yaml')
  writeFileSync(answers, labAnswers({ ...cell, kubeconfig: lab.kubeconfigs.admin }))
  const flags = labFlags(lab, { stateDir: join(home, 'state'), ssh: join(lab.bin, 'ssh') })
  const planned = await runWizard(['plan', '--answers', answers, '--order', cell.order, ...flags], { home })
  const forth = await runWizard(
    ['apply', '--yes', '--answers', answers, '--order', cell.order, '--status-via', 'exec', ...flags],
    { home },
  )
  expectResult(forth, 'applied')
  await sleep(SETTLE_MS)
  const there = moveOf(forth)
  const back = await runWizard(['rollback', '--status-via', 'exec', ...flags], { home })
  expectResult(back, 'rolled-back')
  await sleep(SETTLE_MS)
  return {
    there: { ...there, forecast: forecastOf(planned), strategy: planned.result?.strategy },
    // Across racks nothing works with the mesh on this fabric, before the move as after the way back.
    back: { ...moveOf(back), crossFrom: undefined },
  }
}

function expectResult(run, outcome) {
  if (run.result?.outcome === outcome) return
  const tail = run.stderr.trim().split('\n').slice(-8).join('\n')
  throw new Error(`wizard ${run.args[0]}: exit ${run.exitCode}, outcome ${run.result?.outcome}\n${tail}`)
}

function moveOf(run) {
  const stages = stageTimes(run.events)
  if (stages.length === 0) throw new Error(`wizard ${run.args[0]} told of no stage`)
  return {
    stages,
    end: Date.now(),
    crossFrom: meshOffTime(run.events),
  }
}

/** Worst pair per scope as the plan forecast it, if the plan said so. */
function forecastOf(planned) {
  const event = planned.events.findLast((one) => one.forecast ?? one.plan?.forecast)
  return event?.forecast ?? event?.plan?.forecast
}

function table(results) {
  const lines = [
    '| order | strategy | direction | pairs | runs | median s | worst s | longest single s | in stage | lost probes | forecast s |',
    '|---|---|---|---|---|---|---|---|---|---|---|',
  ]
  for (const cell of CELLS) {
    const mine = results.filter((one) => one.cell === cell)
    for (const direction of ['there', 'back']) {
      const runs = mine.map((one) => one[direction]).filter(Boolean)
      for (const name of CLASSES) {
        const rows = runs.map((one) => one.classes[name]).filter((one) => one.counted)
        if (rows.length === 0) continue
        const longest = rows.reduce((max, row) => (row.longestSeconds > max.longestSeconds ? row : max))
        lines.push(
          `| ${cell.title} | ${runs[0].strategy ?? '-'} | ${direction} | ${name} | ${rows.length} | ${fixed(median(rows.map((row) => row.medianSeconds)))} | ${fixed(Math.max(...rows.map((row) => row.worstSeconds)))} | ${fixed(longest.longestSeconds)} | ${longest.longestStage ?? '-'} | ${Math.max(...rows.map((row) => row.lostProbes))} | ${forecastText(runs[0].forecast, name)} |`,
        )
      }
    }
    const failed = mine.filter((one) => one.failed).length
    if (failed > 0) lines.push(`| ${cell.title} | NOT RUN | | | ${failed} | | | | | | |`)
  }
  return lines.join('\n')
}

function forecastText(forecast, name) {
  const worst = forecast?.worst?.[name === 'cross' ? 'across-racks' : 'same-rack']
  return worst ? `${worst.min}-${worst.max ?? 'open'}` : '-'
}

const fixed = (number) => number.toFixed(2)

function flag(name) {
  const at = process.argv.indexOf(name)
  return at > 0 ? process.argv[at + 1] : undefined
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const obstacle = dataPlaneObstacle()
  if (obstacle) {
    console.error(`NOT RUN: outage table: ${obstacle}`)
    process.exit(3)
  }
  await cleanLeftovers()
  const results = await benchOutage({ runs: Number(flag('--runs') ?? 5), only: flag('--only')?.split(',') })
  console.log(table(results))
  if (flag('--json')) writeFileSync(flag('--json'), JSON.stringify(results, null, 1))
  if (results.some((one) => one.failed)) process.exitCode = 1
}
