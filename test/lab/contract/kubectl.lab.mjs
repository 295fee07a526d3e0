// Contract: real kubectl must not be able to tell the embedded API from kube-apiserver.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, it } from 'vitest'
import { createWorkdir } from '../../../scripts/lab/workdir.mjs'
import { agree, changedObjects } from './differences.mjs'
import { kubectlGroups } from './kubectl-cases.mjs'
import { moreKubectlGroups } from './kubectl-more-cases.mjs'
import { normalizeDump, normalizeOutput } from './normalize.mjs'
import { dump, embeddedTarget, realTarget, runKubectl } from './targets.mjs'

let work
let embedded
let real
const homes = {}

beforeAll(async () => {
  work = createWorkdir('kubectl contract')
  embedded = await embeddedTarget({ workdir: work, flags: ['--calico-version', 'v3.25.0'] })
  await embedded.reset()
  real = await realTarget({ workdir: work, model: embedded })
  // Each target gets a home of its own: kubectl caches what a server said it can do.
  for (const name of ['embedded', 'real']) homes[name] = mkdtempSync(join(tmpdir(), `crrw-home-${name}-`))
}, 180_000)

afterAll(async () => {
  await embedded?.stop()
  await real?.stop()
  await work?.destroy()
  for (const home of Object.values(homes)) rmSync(home, { recursive: true, force: true })
}, 30_000)

async function observe(target, kase) {
  const before = normalizeDump(await dump(target.client))
  const result = await runKubectl(target, kase, homes[target.name])
  const context = { home: homes[target.name], yaml: kase.argv.includes('yaml') }
  return {
    exitCode: result.exitCode,
    timedOut: result.timedOut,
    stdout: chosen(normalizeOutput(result.stdout, context), kase),
    stderr: normalizeOutput(result.stderr, context).replaceAll(target.kubeconfigs[kase.as ?? 'admin'], 'KUBECONFIG'),
    // Only what this case changed is compared, so that one difference does not colour every case after it.
    changed: changedObjects(before, normalizeDump(await dump(target.client))),
  }
}

/** Lists of everything a server has differ by design; a case then names the lines it is about. */
function chosen(text, kase) {
  // kubectl itself prints some maps in an order of its own.
  if (kase.unordered) return text.split('\n').sort().join('\n')
  if (!kase.only && !kase.except) return text
  const lines = text.split('\n').filter((line) => (!kase.only || kase.only.test(line)) && !kase.except?.test(line))
  return lines.sort().join('\n')
}

for (const { group, cases } of [...kubectlGroups, ...moreKubectlGroups]) {
  describe(`kubectl: ${group}`, () => {
    beforeAll(async () => {
      await embedded.reset()
      await real.reset()
      for (const home of Object.values(homes)) rmSync(join(home, '.kube'), { recursive: true, force: true })
    }, 60_000)

    for (const [index, kase] of cases.entries()) {
      const title = `${index + 1} kubectl ${kase.argv.join(' ').slice(0, 150)}${kase.as ? ` (as ${kase.as})` : ''}`
      it(title, async () => {
        const [theirs, ours] = await Promise.all([observe(real, kase), observe(embedded, kase)])
        agree(theirs, ours)
      })
    }
  })
}
