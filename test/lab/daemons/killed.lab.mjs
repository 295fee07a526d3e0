// The wizard is killed in the middle of a move on real daemons; the pods under the safety net notice neither that nor the
// resume or the way back.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { labAnswers } from '../../../scripts/lab/answers.mjs'
import { lossOfMove } from '../../../scripts/lab/data-plane/loss.mjs'
import { startDataPlane } from '../../../scripts/lab/data-plane/start.mjs'
import { CELLS, MESH } from '../../../scripts/lab/outage/cells.mjs'
import { sleep, waitFor } from '../../../scripts/lab/run.mjs'
import { gatesThatTookTime, labFlags, runWizard } from '../../../scripts/lab/wizard.mjs'
import { canonicalDump } from '../wizard/canonical.mjs'

const NET = CELLS.find((cell) => cell.name === 'net')
const LIMIT = 200_000

let lab
let home
let before

beforeAll(async () => {
  lab = await startDataPlane({ leafs: NET.leafs, bgpConfiguration: MESH })
  home = mkdtempSync(join(tmpdir(), 'crrw-killed-'))
  writeFileSync(join(home, 'answers.yaml'), labAnswers({ ...NET, kubeconfig: lab.kubeconfigs.admin }))
  await lab.waitForMesh()
  before = await canonicalDump(lab.client)
}, 180_000)

afterAll(async () => {
  await lab?.stop()
  if (home) rmSync(home, { recursive: true, force: true })
}, 60_000)

/** kill -9 at the given write command of the stage of that title. */
function killAt(title, number) {
  let inside = false
  let seen = 0
  return (event) => {
    if (event.type === 'stage-start') inside = event.title.key.endsWith(title)
    if (!inside || event.type !== 'command' || event.effect !== 'write') return undefined
    seen += 1
    return seen === number ? 'kill' : undefined
  }
}

const told = (run) =>
  [
    `exit ${run.exitCode}`,
    ...gatesThatTookTime(run),
    JSON.stringify(run.result?.failedAt),
    run.stderr.slice(-1500),
  ].join('\n')

it.each([
  ['at the first command of the move itself, then taken back', 'node-bgp-and-mesh-off', 1, ['rollback']],
  ['with the commands of the move under way, then finished', 'node-bgp-and-mesh-off', 2, ['resume', 'rollback']],
  ['while the net is taken away, then taken back', 'safety-net-off', 1, ['rollback']],
])('killed %s: no probe is lost inside a rack', { timeout: LIMIT }, async (_, stage, number, verbs) => {
  const flags = labFlags(lab, { stateDir: join(home, `state-${stage}-${number}`), ssh: join(lab.bin, 'ssh') })
  const wizard = (verb, args, onEvent) =>
    runWizard([verb, ...args, '--status-via', 'exec', '--command-timeout', '10s', ...flags], {
      home,
      timeoutMs: LIMIT,
      onEvent,
    })
  const probes = lab.startProbes()
  try {
    await waitFor('all pairs inside the racks', () => probes.alive().length >= 12, { timeoutMs: 30_000 })
    const start = Date.now()
    const decided = ['--yes', '--answers', join(home, 'answers.yaml'), '--order', 'safe']
    const killed = await wizard('apply', decided, killAt(stage, number))
    expect(killed.signal, told(killed)).toBe('SIGKILL')
    for (const verb of verbs) {
      const run = await wizard(verb, [])
      expect(run.result?.outcome, told(run)).toBe(verb === 'resume' ? 'applied' : 'rolled-back')
    }
    expect(await canonicalDump(lab.client)).toBe(before)
    await lab.waitForMesh()
    await sleep(2_000)
    const pairs = await probes.stop()
    const { classes } = lossOfMove({ pairs, stages: [{ title: 'all', start }], end: Date.now(), crossFrom: undefined })
    expect(classes['rr-rr'].lostProbes + classes['rr-client'].lostProbes).toBe(0)
  } finally {
    probes.kill()
  }
})
