// Rehearsals that start from something real: a copy of a living cluster, read by somebody who may only look, a saved dump of it,
// and the machine's own kubectl and calicoctl on the embedded cluster.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { partPaths } from '../../../scripts/lab/cache.mjs'
import { startControlPlane } from '../../../scripts/lab/control-plane.mjs'
import { seedGuideCluster } from '../../../scripts/lab/guide-cluster.mjs'
import { must } from '../../../scripts/lab/run.mjs'
import { runWizard } from '../../../scripts/lab/wizard.mjs'
import { canonicalDump } from './canonical.mjs'

let plane
let home
const parts = partPaths()

beforeAll(async () => {
  plane = await startControlPlane()
  await seedGuideCluster(plane.client, {
    bgpConfiguration: { logSeverityScreen: 'Info', nodeToNodeMeshEnabled: true, asNumber: 64512 },
  })
  home = mkdtempSync(join(tmpdir(), 'crrw-copy-'))
}, 120_000)

afterAll(async () => {
  await plane?.stop()
  if (home) rmSync(home, { recursive: true, force: true })
}, 30_000)

let runs = 0
function wizard(verb, ...args) {
  runs += 1
  return runWizard([verb, '--json', '--answers', 'guide', '--state-dir', join(home, `state-${runs}`), ...args], {
    home,
    env: { PATH: `${dirname(parts.kubectl)}:${process.env.PATH}` },
    timeoutMs: 240_000,
  })
}
const told = (run) => `exit ${run.exitCode} ${JSON.stringify(run.result)?.slice(0, 400)}\n${run.stderr.slice(-1500)}`

it('rehearses on a copy of a cluster that it may only look at, with the real tools', async () => {
  const before = await canonicalDump(plane.client)
  const flags = ['--from-cluster', '--kubeconfig', plane.kubeconfigs.viewer]
  const run = await wizard('rehearse', ...flags, '--yes', '--kubectl', parts.kubectl, '--calicoctl', parts.calicoctl)
  expect(run.result?.outcome, told(run)).toBe('applied')
  expect(run.result.lostPairs).toBe(0)
  expect(await canonicalDump(plane.client)).toBe(before)
}, 300_000)

it('plans on a dump that kubectl saved', async () => {
  const kinds = ['bgpconfigurations', 'ippools', 'blockaffinities', 'clusterinformations'].map(
    (plural) => `${plural}.crd.projectcalico.org`,
  )
  const argv = ['get', ['nodes', 'pods', 'configmaps', ...kinds].join(','), '-n', 'kube-system', '-o', 'yaml']
  const dump = await must(parts.kubectl, [...argv, '--kubeconfig', plane.kubeconfigs.viewer], { env: { HOME: home } })
  const file = join(home, 'dump.yaml')
  writeFileSync(file, dump.stdout)
  const run = await wizard('plan', '--from-cluster', file)
  expect(run.exitCode, told(run)).toBe(0)
}, 300_000)

it('rehearses with the tools that are installed', async () => {
  const run = await wizard('rehearse', '--use-installed-tools', '--calico-version', 'v3.25.0', '--yes')
  expect(run.result?.outcome, told(run)).toBe('applied')
  expect(run.result.lostPairs).toBe(0)
}, 300_000)
