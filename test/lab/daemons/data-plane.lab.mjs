// The wizard with its real gates on real daemons: both orders, there and back; what pods lost beside what was forecast.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { labAnswers } from '../../../scripts/lab/answers.mjs'
import { lossOfMove } from '../../../scripts/lab/data-plane/loss.mjs'
import { dataPlaneObstacle, startDataPlane } from '../../../scripts/lab/data-plane/start.mjs'
import { GUIDE_NODES } from '../../../scripts/lab/guide-cluster.mjs'
import { sleep, waitFor } from '../../../scripts/lab/run.mjs'
import { labFlags, meshOffTime, runWizard, stageTimes } from '../../../scripts/lab/wizard.mjs'
import { canonicalDump } from '../wizard/canonical.mjs'

const MESH = { logSeverityScreen: 'Info', nodeToNodeMeshEnabled: true, asNumber: 64512 }
const RUN_LIMIT = 300_000

/**
 * Seconds that one pair may be without a route, by fabric and order, for Calico v3.25.0. They are the project's own bars;
 * the guide's order has none, it is what the others are held against.
 */
const VARIANTS = [
  {
    name: 'safe order, leafs take every node',
    leafs: 'external',
    order: 'safe',
    bars: { there: { 'rr-rr': 2.3, 'rr-client': 2.3, cross: 2.3 } },
  },
  {
    name: 'safe order, one AS',
    leafs: 'as-override',
    order: 'safe',
    oneAs: true,
    bars: { there: { 'rr-rr': 0.3, 'rr-client': 0.3, cross: 0.3 } },
  },
  {
    name: 'safe order with the safety net',
    leafs: 'strict',
    order: 'safe',
    sshToNodes: true,
    bars: { there: { 'rr-rr': 0, 'rr-client': 0 }, back: { 'rr-rr': 0, 'rr-client': 0 } },
  },
  { name: "guide's order", leafs: 'external', order: 'guide', bars: {} },
]

it('network namespaces can be made here', () => {
  expect(dataPlaneObstacle()).toBeUndefined()
})

describe.each(VARIANTS)('$name', (variant) => {
  let lab
  let home
  let probes
  let before
  let there
  let back
  let planned

  beforeAll(async () => {
    lab = await startDataPlane({ leafs: variant.leafs, bgpConfiguration: MESH })
    home = mkdtempSync(join(tmpdir(), 'crrw-daemons-'))
    writeFileSync(join(home, 'answers.yaml'), labAnswers({ ...variant, kubeconfig: lab.kubeconfigs.admin }))
    await lab.waitForMesh()
    before = await canonicalDump(lab.client)
    probes = lab.startProbes()
    await waitFor('all pairs inside the racks', () => probes.alive().length >= 12, { timeoutMs: 30_000 })
    await sleep(1_000)
  }, 180_000)

  afterAll(async () => {
    probes?.kill()
    await lab?.stop()
    if (home) rmSync(home, { recursive: true, force: true })
  }, 60_000)

  const wizard = (verb, args) => {
    const flags = labFlags(lab, { stateDir: join(home, 'state'), ssh: join(lab.bin, 'ssh') })
    return runWizard([verb, ...args, ...flags], { home, timeoutMs: RUN_LIMIT })
  }
  const told = (run) => {
    const { sessions, forecast, ...result } = run.result ?? {}
    return [
      `exit ${run.exitCode}`,
      JSON.stringify(result).slice(0, 500),
      ...slowGates(run),
      run.stderr.slice(-2000),
    ].join('\n')
  }

  it('is planned with a forecast', async () => {
    planned = await wizard('plan', ['--answers', join(home, 'answers.yaml'), '--order', variant.order])
    expect(planned.exitCode, told(planned)).toBe(0)
    expect(planned.result.forecast.stages.length).toBeGreaterThan(3)
    expect(planned.result.forecast.lostPairs).toBe(0)
  })

  it('is applied, and the daemons show what the wizard says', { timeout: RUN_LIMIT }, async () => {
    there = await wizard('apply', [
      '--yes',
      '--answers',
      join(home, 'answers.yaml'),
      '--order',
      variant.order,
      '--status-via',
      'exec',
    ])
    expect(there.result?.outcome, told(there)).toBe('applied')
    const seen = await everySession(lab)
    expect(seen.filter((one) => !one.info.startsWith('Established'))).toEqual([])
    expect(seen.filter((one) => one.name.startsWith('Mesh_'))).toEqual([])
    expect(there.result.sessions.length).toBe(seen.length)
    expect(there.result.lostPairs).toBe(0)
    // Every pod pair, across the racks too.
    await waitFor('all 30 pairs', () => probes.alive().length === 30, { timeoutMs: 10_000 })
    there.until = Date.now()
  })

  it('is verified', { timeout: RUN_LIMIT }, async () => {
    const run = await wizard('verify', ['--status-via', 'exec'])
    expect(run.exitCode, told(run)).toBe(0)
  })

  it('is read the same by ssh as by exec', { timeout: RUN_LIMIT }, async () => {
    const run = await wizard('verify', ['--status-via', 'ssh'])
    expect(run.exitCode, told(run)).toBe(0)
  })

  it('is rolled back to the same cluster and the full mesh', { timeout: RUN_LIMIT }, async () => {
    back = await wizard('rollback', ['--status-via', 'exec'])
    expect(back.result?.outcome, told(back)).toBe('rolled-back')
    const seen = await everySession(lab)
    expect(seen.filter((one) => one.name.startsWith('Mesh_') && one.info.startsWith('Established')).length).toBe(30)
    expect(seen.length).toBe(30)
    expect(await canonicalDump(lab.client)).toBe(before)
    await sleep(3_000)
  })

  it('lost no more than its bar and its forecast', async () => {
    expect(there?.until, 'the move itself failed').toBeDefined()
    const pairs = await probes.stop()
    probes = undefined
    const tooMuch = []
    for (const [direction, run, end] of [
      ['there', there, there.until],
      ['back', back, Date.now()],
    ]) {
      if (!run) continue
      const stages = stageTimes(run.events)
      const crossFrom = direction === 'there' ? meshOffTime(run.events) : undefined
      const { classes, byStage } = lossOfMove({ pairs, stages, end, crossFrom })
      const { strategy } = planned.result
      console.log(
        JSON.stringify({ variant: variant.name, strategy, direction, classes, byStage, gates: slowGates(run) }),
      )
      for (const [name, bar] of Object.entries(variant.bars[direction] ?? {})) {
        const { worstSeconds, longestStage, lostProbes } = classes[name]
        if (worstSeconds > bar)
          tooMuch.push(
            `${direction} ${name}: bar ${bar} s, worst pair ${worstSeconds} s (${longestStage}, ${lostProbes} probes)`,
          )
      }
      if (direction === 'there') tooMuch.push(...aboveForecast(planned.result.forecast, classes))
    }
    expect(tooMuch).toEqual([])
  })
})

/** Gates that took their time, with what they were still missing: where a move was slow, this tells why. */
function slowGates(run) {
  return run.events
    .filter((event) => event.type === 'gate' && (event.status !== 'passed' || event.seconds > 10))
    .map((event) => `${event.stage} ${event.status} ${event.seconds} s ${event.missing.slice(0, 2).join('; ')}`.trim())
    .slice(-6)
}

async function everySession(lab) {
  const all = await Promise.all(
    GUIDE_NODES.map(async (node) => (await lab.sessions(node.name)).map((one) => ({ node: node.name, ...one }))),
  )
  return all.flat()
}

/**
 * The forecast names a range for the worst pair of each scope; the measured worst must not lie above it. Half a second is
 * granted to a machine that does other work: probes and commands wait for a processor too.
 */
function aboveForecast(forecast, classes) {
  const measured = {
    'same-rack': Math.max(classes['rr-rr'].worstSeconds, classes['rr-client'].worstSeconds),
    'across-racks': classes.cross.worstSeconds,
  }
  return Object.entries(measured).flatMap(([scope, seconds]) => {
    const { max } = forecast.worst[scope]
    return max === null || seconds <= max + 0.5 ? [] : [`${scope}: forecast at most ${max} s, measured ${seconds} s`]
  })
}
