// One move there and back on a running lab, with what every pair lost in each direction.

import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { labAnswers } from '../answers.mjs'
import { lossOfMove } from '../data-plane/loss.mjs'
import { GUIDE_NODES } from '../guide-cluster.mjs'
import { runReferenceBack, runReferenceScript } from '../reference-script.mjs'
import { sleep, waitFor } from '../run.mjs'
import { gatesThatTookTime, labFlags, meshOffTime, runWizard, stageTimes } from '../wizard.mjs'

/** Everything is observed until some time after the last command, so a move that ends early is not a short one. */
const SETTLE_MS = 3_000
/** Pairs inside the two racks: what works before the move on the guide's fabric. */
const PAIRS_BEFORE = 12

/**
 * Moves a lab there and back. The lab is left as it was found, so that the next run can follow.
 * @returns { there, back }: loss by class of pairs, seconds it took, strategy and forecast where the wizard made one
 */
export async function measureMove(lab, cell, home) {
  await lab.waitForMesh()
  const probes = lab.startProbes()
  try {
    await waitFor('all pairs inside the racks', () => probes.alive().length >= PAIRS_BEFORE, { timeoutMs: 20_000 })
    const moves = cell.script ? await byScript(lab) : await byWizard(lab, cell, home)
    const measured = await probes.stop()
    return Object.fromEntries(
      Object.entries(moves).map(([direction, { forecast, strategy, ...move }]) => {
        const seconds = Math.round((move.end - move.stages[0].start) / 100) / 10
        return [direction, { ...lossOfMove({ pairs: measured, ...move }), forecast, strategy, seconds }]
      }),
    )
  } finally {
    probes.kill()
  }
}

async function byScript(lab) {
  const forth = await runReferenceScript(lab.forScript)
  await waitFor('all sessions that are configured', () => allEstablished(lab), { timeoutMs: 90_000, everyMs: 250 })
  await sleep(SETTLE_MS)
  const there = { stages: forth.stages, end: Date.now(), crossFrom: forth.stages[0].start }
  const back = await runReferenceBack(lab.forScript)
  await lab.waitForMesh(90_000)
  await sleep(SETTLE_MS)
  return { there, back: { stages: back.stages, end: Date.now(), crossFrom: undefined } }
}

async function allEstablished(lab) {
  const all = await Promise.all(GUIDE_NODES.map((node) => lab.sessions(node.name)))
  return all.every((list) => list.length >= 2 && list.every((one) => one.info.startsWith('Established')))
}

async function byWizard(lab, cell, home) {
  mkdirSync(home, { recursive: true })
  const answers = join(home, 'answers.yaml')
  writeFileSync(answers, labAnswers({ ...cell, kubeconfig: lab.kubeconfigs.admin }))
  const flags = labFlags(lab, { stateDir: join(home, 'state'), ssh: join(lab.bin, 'ssh') })
  const decided = ['--answers', answers, '--order', cell.order]
  const planned = await runWizard(['plan', ...decided, ...flags], { home })
  const { strategy, forecast, forecastBack } = planned.result ?? {}
  const forth = await runWizard(['apply', '--yes', ...decided, '--status-via', 'exec', ...flags], { home })
  expectResult(forth, 'applied')
  await sleep(SETTLE_MS)
  const there = { ...moveOf(forth), crossFrom: meshOffTime(forth.events), forecast, strategy }
  const back = await runWizard(['rollback', '--status-via', 'exec', ...flags], { home })
  expectResult(back, 'rolled-back')
  await sleep(SETTLE_MS)
  // Across racks nothing works with the mesh on this fabric, before the move as after the way back.
  return { there, back: { ...moveOf(back, forth), crossFrom: undefined, forecast: forecastBack, strategy } }
}

function expectResult(run, outcome) {
  if (run.result?.outcome === outcome) return
  const tail = run.stderr.trim().split('\n').slice(-8)
  throw new Error(
    [
      `wizard ${run.args[0]}: exit ${run.exitCode}, outcome ${run.result?.outcome}`,
      JSON.stringify(run.result?.failedAt ?? run.result?.why ?? ''),
      ...gatesThatTookTime(run),
      ...tail,
    ].join('\n'),
  )
}

function moveOf(run, forth = run) {
  const stages = stageTimes(run.events, forth.events)
  if (stages.length === 0) throw new Error(`wizard ${run.args[0]} told of no stage`)
  return { stages, end: Date.now() }
}
