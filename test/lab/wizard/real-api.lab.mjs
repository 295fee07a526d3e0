// The wizard against a real kube-apiserver with real kubectl and calicoctl: there, back, and killed at every command.
//
// No daemons run here, so sessions cannot be read: the runs say so (`--unverified`, guide's order). What gates do with real
// daemons is tested in the data plane lab.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { labAnswers } from '../../../scripts/lab/answers.mjs'
import { partPaths } from '../../../scripts/lab/cache.mjs'
import { startControlPlane } from '../../../scripts/lab/control-plane.mjs'
import { seedGuideCluster, wipeCluster } from '../../../scripts/lab/guide-cluster.mjs'
import { must } from '../../../scripts/lab/run.mjs'
import { labFlags, runWizard } from '../../../scripts/lab/wizard.mjs'
import { canonicalDump } from './canonical.mjs'

/** A resumed run waits until a command of the killed one must have ended, so that limit decides how long a test takes. */
const UNVERIFIED = ['--unverified', '--command-timeout', '10s']

let plane
let lab
let home
let before

beforeAll(async () => {
  plane = await startControlPlane()
  const parts = partPaths()
  lab = { kubeconfigs: plane.kubeconfigs, kubectl: parts.kubectl, calicoctl: parts.calicoctl }
}, 120_000)

afterAll(async () => {
  await plane?.stop()
}, 30_000)

afterEach(() => rmSync(home, { recursive: true, force: true }))

async function freshCluster({ configured }) {
  await wipeCluster(plane.client)
  await seedGuideCluster(plane.client)
  if (configured) {
    const spec = { logSeverityScreen: 'Info', nodeToNodeMeshEnabled: true, asNumber: 64512 }
    const object = { apiVersion: 'projectcalico.org/v3', kind: 'BGPConfiguration', metadata: { name: 'default' }, spec }
    await must(lab.calicoctl, ['create', '-f', '-'], {
      input: JSON.stringify(object),
      env: { PATH: '/usr/bin:/bin', DATASTORE_TYPE: 'kubernetes', KUBECONFIG: plane.kubeconfigs.admin },
    })
  }
  home = mkdtempSync(join(tmpdir(), 'crrw-wizard-'))
  writeFileSync(join(home, 'answers.yaml'), labAnswers({ order: 'guide', kubeconfig: plane.kubeconfigs.admin }))
  before = await canonicalDump(plane.client)
}

const flags = () => labFlags(lab, { stateDir: join(home, 'state') })
const wizard = (verb, args = [], options = {}) =>
  runWizard([verb, ...args, ...flags()], { home, timeoutMs: 120_000, ...options })
const apply = (options) =>
  wizard('apply', ['--yes', '--answers', join(home, 'answers.yaml'), '--order', 'guide', ...UNVERIFIED], options)
const writes = (run) => run.events.filter((event) => event.type === 'command' && event.effect === 'write')
const told = (run) =>
  `exit ${run.exitCode} ${run.signal ?? ''} ${JSON.stringify(run.result)?.slice(0, 500)}\n${run.stderr.slice(-2000)}`

describe.each([
  ['with a default BGPConfiguration', true],
  ['without one', false],
])('a cluster %s', (_name, configured) => {
  beforeEach(() => freshCluster({ configured }), 60_000)

  it('reads without writing: plan changes nothing', async () => {
    const run = await wizard('plan', ['--answers', join(home, 'answers.yaml'), '--order', 'guide'])
    expect(run.exitCode, told(run)).toBe(0)
    expect(await canonicalDump(plane.client)).toBe(before)
  })

  it('goes there and back to the same bytes', async () => {
    const there = await apply()
    expect(there.result?.outcome, told(there)).toBe('applied')
    const moved = await canonicalDump(plane.client)
    expect(moved).not.toBe(before)
    const again = await apply()
    expect(again.result?.outcome, told(again)).toBe('nothing-to-do')
    expect(await canonicalDump(plane.client)).toBe(moved)
    const back = await wizard('rollback', UNVERIFIED)
    expect(back.result?.outcome, told(back)).toBe('rolled-back')
    expect(await canonicalDump(plane.client)).toBe(afterRollback(configured, await canonicalDump(plane.client)))
  })
})

/**
 * A cluster that never had a default BGPConfiguration keeps an empty one after the way back, because deleting it stops confd
 * of this Calico version on every node; apart from that object nothing may differ.
 */
function afterRollback(configured, after) {
  if (configured) return before
  const kept = after.split('\n').filter((line) => line.includes('"kind":"BGPConfiguration"'))
  if (kept.length === 0) return before
  expect(kept.length).toBe(1)
  expect(JSON.parse(kept[0]).spec).not.toHaveProperty('nodeToNodeMeshEnabled', false)
  return `${[...before.trim().split('\n'), ...kept].sort().join('\n')}\n`
}

describe('killed with kill -9', () => {
  /** Counts mutating commands once, on a run that is not killed. */
  let positions = 0

  beforeAll(async () => {
    await freshCluster({ configured: true })
    const run = await apply()
    expect(run.result?.outcome, told(run)).toBe('applied')
    positions = writes(run).length
    expect(positions).toBeGreaterThan(5)
  }, 120_000)

  /** Kills at the n-th mutating command: as it is announced, or as its end is. */
  function killAt(position, when) {
    let seen = 0
    return (event) => {
      if (when === 'before' && event.type === 'command' && event.effect === 'write') seen += 1
      if (when === 'after' && event.type === 'operation') seen += 1
      return seen === position ? 'kill' : undefined
    }
  }

  // More than any plan of the guide has; positions beyond the plan's end are not reached and say so.
  for (let position = 1; position <= 24; position += 1) {
    for (const [when, verb, outcome] of [
      ['before', 'resume', 'applied'],
      ['after', 'rollback', 'rolled-back'],
    ]) {
      it(`${when} command ${position}, then ${verb}`, async (context) => {
        if (position > positions) {
          context.skip(`the plan has ${positions} commands`)
          return
        }
        await freshCluster({ configured: true })
        const killed = await apply({ onEvent: killAt(position, when) })
        const finished = killed.result !== undefined
        if (!finished) expect(killed.signal, told(killed)).toBe('SIGKILL')
        const second = await wizard(verb, [...UNVERIFIED, '--take-over'])
        const alreadyDone = verb === 'resume' && second.result?.outcome === 'nothing-to-do'
        if (!alreadyDone) expect(second.result?.outcome, told(second)).toBe(outcome)
        if (verb === 'resume') {
          const back = await wizard('rollback', UNVERIFIED)
          expect(back.result?.outcome, told(back)).toBe('rolled-back')
        }
        expect(await canonicalDump(plane.client)).toBe(before)
      })
    }
  }
})

describe('people who may not', () => {
  beforeEach(() => freshCluster({ configured: true }), 60_000)

  it.each(['viewer', 'invalid', 'unreachable'])('%s: refused before any change', async (who) => {
    const other = { ...lab, kubeconfigs: { admin: plane.kubeconfigs[who] } }
    const run = await runWizard(
      [
        'apply',
        '--yes',
        '--answers',
        join(home, 'answers.yaml'),
        '--order',
        'guide',
        ...UNVERIFIED,
        ...labFlags(other, { stateDir: join(home, 'state') }),
      ],
      { home, timeoutMs: 120_000 },
    )
    expect(run.exitCode, told(run)).toBe(3)
    expect(writes(run)).toEqual([])
    expect(await canonicalDump(plane.client)).toBe(before)
  })
})
