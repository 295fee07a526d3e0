// Contract: the stand-in calicoctl must do and say what the real one does and says, on the same kube-apiserver.

import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { partPaths } from '../../../scripts/lab/cache.mjs'
import { startControlPlane } from '../../../scripts/lab/control-plane.mjs'
import { seedGuideCluster, wipeCluster } from '../../../scripts/lab/guide-cluster.mjs'
import { run } from '../../../scripts/lab/run.mjs'
import { VERSIONS } from '../../../scripts/lab/versions.mjs'
import { CLI } from '../../../scripts/lab/wizard.mjs'
import { calicoctlGroups } from './calicoctl-cases.mjs'
import { agree, changedObjects } from './differences.mjs'
import { normalizeDump, normalizeOutput } from './normalize.mjs'
import { dump } from './targets.mjs'

/** Beside the build of the wizard that is tried. */
const STANDIN = join(dirname(CLI), '..', 'dist', 'standin-calicoctl.js')
const INFORMATION = '/apis/crd.projectcalico.org/v1/clusterinformations/default'

let plane
let home
const observed = new Map()

const programs = {
  real: () => ({ file: partPaths().calicoctl, prefix: [] }),
  standin: () => ({ file: process.execPath, prefix: [STANDIN] }),
}

beforeAll(async () => {
  plane = await startControlPlane()
  home = mkdtempSync(join(tmpdir(), 'crrw-home-'))
}, 120_000)

afterAll(async () => {
  await plane?.stop()
  if (home) rmSync(home, { recursive: true, force: true })
}, 30_000)

/** Runs a whole group with one program from a fresh cluster; the two programs never see each other's objects. */
async function runGroup(cases, which) {
  await wipeCluster(plane.client)
  await seedGuideCluster(plane.client)
  const results = []
  for (const kase of cases) {
    if (kase.clusterVersion) await setClusterVersion(kase.clusterVersion)
    const before = normalizeDump(await dump(plane.client))
    const result = await runCalicoctl(kase, programs[which]())
    results.push({ ...result, changed: changedObjects(before, normalizeDump(await dump(plane.client))) })
    if (kase.clusterVersion) await setClusterVersion(VERSIONS.calico)
  }
  return results
}

const setClusterVersion = (calicoVersion) =>
  plane.client.ok('PATCH', INFORMATION, { spec: { calicoVersion } }, 'application/merge-patch+json')

async function runCalicoctl(kase, { file, prefix }) {
  const fill = await placeholders(kase)
  const settings = {
    calicoVersion: VERSIONS.calico,
    kubernetesVersion: VERSIONS.kubernetes,
    kubeconfig: kubeconfigOf(kase),
    hostRoot: home,
    nodesRoot: home,
  }
  const result = await run(file, [...prefix, ...kase.argv.map(fill)], {
    input: kase.stdin === undefined ? undefined : fill(kase.stdin),
    env: {
      PATH: '/usr/bin:/bin',
      HOME: home,
      DATASTORE_TYPE: 'kubernetes',
      KUBECONFIG: kubeconfigOf(kase),
      CALICO_RR_REHEARSAL: JSON.stringify(settings),
    },
    timeoutMs: 40_000,
  })
  const context = { home }
  return {
    exitCode: result.exitCode,
    timedOut: result.timedOut,
    stdout: normalizeOutput(result.stdout, context),
    stderr: normalizeOutput(result.stderr, context),
  }
}

const kubeconfigOf = (kase) =>
  kase.as === 'nofile' ? join(home, 'no-such-kubeconfig') : plane.kubeconfigs[kase.as ?? 'admin']

/** `{{rv}}` stands for the current resourceVersion of the default BGPConfiguration, which no case can know beforehand. */
async function placeholders(kase) {
  if (!JSON.stringify(kase).includes('{{rv}}')) return (text) => text
  const answer = await plane.client.call('GET', '/apis/crd.projectcalico.org/v1/bgpconfigurations/default')
  const version = answer.body?.metadata?.resourceVersion ?? '1'
  return (text) => text.replaceAll('{{rv}}', version)
}

describe('stand-in calicoctl against the real one', () => {
  // Not skipped when it is missing: a suite that is not run must be seen.
  it('the stand-in is built', () => {
    expect(existsSync(STANDIN)).toBe(true)
  })

  for (const { group, cases } of calicoctlGroups) {
    describe(group, () => {
      beforeAll(async () => {
        observed.set(group, { real: await runGroup(cases, 'real'), standin: await runGroup(cases, 'standin') })
      }, 240_000)

      for (const [index, kase] of cases.entries()) {
        it(`${index + 1} calicoctl ${kase.argv.join(' ').slice(0, 150)}${kase.as ? ` (as ${kase.as})` : ''}`, () => {
          const { real, standin } = observed.get(group)
          agree(real[index], standin[index])
        })
      }
    })
  }
})
